import type { AirState } from '@shared/models/air';
import type { CallState } from '@shared/models/calls';
import { beforeEach, expect, test } from 'vitest';
import { OnAirWatch, statusOf, titleOf } from '../../../../src/main/services/live';
import { SteppedClock } from '../../../support/stepped-clock';

let clock: SteppedClock;
let shown: AirState[];
let watch: OnAirWatch;

const idle: CallState = { kind: 'idle' };
function call(change: Partial<Extract<CallState, { kind: 'active' }>> = {}): CallState {
  return { kind: 'active', roomName: 'Lounge', phase: 'ready', selfMute: false, ...change } as CallState;
}
const titles = () => shown.map(titleOf);
const room = (roomName: string, relaying = false) => ({
  ...{ roomName, guildName: 'Club', phase: 'ready' as const, relaying },
});

beforeEach(() => {
  clock = new SteppedClock();
  shown = [];
  watch = new OnAirWatch(clock, (view) => shown.push(view));
});

test('says on air while something of ours sounds, and not in the pauses between words', () => {
  watch.saw(call(), [], false);
  watch.saw(call(), [], true);
  watch.saw(call(), [], false);
  clock.advance(1_000);
  watch.saw(call(), [], true);
  watch.saw(call(), [], false);
  clock.advance(1_499);
  expect(titles()).toEqual(['In Lounge – Roomtone', '● On air – Lounge']);
  clock.advance(1);
  expect(titles().at(-1)).toBe('In Lounge – Roomtone');
});

test('muted is not on air, and a lost connection says so', () => {
  watch.saw(call({ selfMute: true }), [], true);
  watch.saw(call({ phase: 'reconnecting' }), [], true);
  watch.saw(idle, [], true);
  expect(titles()).toEqual(['Muted – Lounge', 'Reconnecting – Lounge', 'Roomtone']);
});

test('who joins is not told to be coming back', () => {
  watch.saw(call({ phase: 'connecting', readyAtMs: null }), [], true);
  expect(titles()).toEqual(['Joining – Lounge']);
});

test('a broadcast is on air without a call, and alone while the call is muted', () => {
  watch.saw(idle, [room('Stage'), room('Hall')], true);
  watch.saw(call({ selfMute: true }), [room('Stage')], true);
  expect(titles()).toEqual(['● On air – Stage and 1 more', '● On air – Stage']);
});

test('people of the call who are relayed are on air in the further room alone', () => {
  watch.saw(call(), [room('Stage'), room('Hall', true)], false);
  expect(shown.map((air) => [titleOf(air), statusOf(air)])).toEqual([['● On air – Hall', 'On air in Hall']]);
});

test('what sounded last does not show as on air once the room is left within the hold', () => {
  watch.saw(call(), [], true);
  watch.saw(call(), [], false);
  watch.saw(idle, [], false);
  clock.advance(5_000);
  expect(titles()).toEqual(['● On air – Lounge', 'Roomtone']);
});

test('the tray says whether we are heard, muted or on the way', () => {
  watch.saw(call(), [], true);
  watch.saw(call({ selfMute: true }), [room('Stage')], true);
  watch.saw(call({ selfMute: true }), [], true);
  watch.saw(call({ phase: 'reconnecting' }), [], true);
  watch.saw(call({ phase: 'connecting', readyAtMs: null }), [], true);
  expect(shown.map(statusOf)).toEqual([
    'On air in Lounge',
    'On air in Stage, muted in Lounge',
    'Muted in Lounge',
    'Reconnecting: Lounge',
    'Joining: Lounge',
  ]);
});

test('closing leaves no timer', () => {
  watch.saw(call(), [], true);
  watch.saw(call(), [], false);
  watch.close();
  expect(clock.pendingTimers).toBe(0);
});
