import { afterEach, expect, it } from 'vitest';
import type { FrozenLine } from '../support/frozen-line';
import { FAILURES, recoveryMs, startCallThatFails } from '../support/voice-failures';
import type { VoiceRig } from './voice-support';

let rig: VoiceRig;
let line: FrozenLine;

afterEach(async () => {
  await rig.close();
  await line.close();
});

it.each(FAILURES)(
  'is back within five seconds after $kind, and the programme where it was',
  async (failure) => {
    ({ rig, line } = await startCallThatFails());
    expect(await recoveryMs(failure, rig, line)).toBeLessThan(5_000);
    const deck = rig.deck;
    if (deck?.status !== 'playing') throw new Error(`the programme is ${deck?.status}`);
    // What it has played has gone out; nothing was played while nothing could.
    expect(Math.abs(deck.positionMs - rig.stats.framesSent * 20)).toBeLessThan(1_000);
  },
  60_000,
);
