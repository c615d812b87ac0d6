import type { CallState } from '@shared/models/calls';
import { beforeEach, expect, test } from 'vitest';
import { type OnAirView, OnAirWatch, titleOf } from '../../../../src/main/services/live';
import { SteppedClock } from '../../../support/stepped-clock';

let clock: SteppedClock;
let shown: OnAirView[];
let watch: OnAirWatch;

const idle: CallState = { kind: 'idle' };
function call(change: Partial<Extract<CallState, { kind: 'active' }>> = {}): CallState {
  return { kind: 'active', roomName: 'Lounge', phase: 'ready', selfMute: false, ...change } as CallState;
}
const titles = () => shown.map(titleOf);

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

test('a broadcast is on air without a call, and while the call is muted', () => {
  watch.saw(idle, ['Stage', 'Hall'], true);
  watch.saw(call({ selfMute: true }), ['Stage'], true);
  expect(titles()).toEqual(['● On air – Stage and 1 more', '● On air – Lounge and 1 more']);
});

test('closing leaves no timer', () => {
  watch.saw(call(), [], true);
  watch.saw(call(), [], false);
  watch.close();
  expect(clock.pendingTimers).toBe(0);
});
