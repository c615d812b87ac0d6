import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOpusEncoder } from '../../src/main/discord/voice/codec';
import {
  continueSession,
  createSessionRecorder,
  readManifest,
  type SessionRecorder,
} from '../../src/main/recording';
import { checkCut } from '../support/recording/cut-check';
import { type PowerCut, watchSyncs } from '../support/recording/power-cut';
import { temporaryFolder } from './recording-support';

const PEOPLE = ['10', '11'];
const SESSION = { title: 'Power', guild: { id: '1', name: 'g' }, channel: { id: '2', name: 'c' } };
let power: PowerCut;
beforeEach(async () => {
  power = await watchSyncs();
});
afterEach(() => power.end());

const SOUND = (() => {
  const encoder = createOpusEncoder(64_000);
  const pcm = Int16Array.from({ length: 1_920 }, (_, i) => Math.round(9_000 * Math.sin(i / 20)));
  return Uint8Array.from(encoder.encode(pcm));
})();

let talks = 0;

/** Everybody has joined anew and talks for `ms` in real time; answers how much the recorder was given, ms. */
async function talk(recorder: SessionRecorder, ms: number): Promise<number> {
  const startMs = performance.now();
  talks += 1;
  let step = 0;
  while (performance.now() - startMs < ms) {
    for (; step * 20 < performance.now() - startMs; step += 1) {
      for (const userId of PEOPLE) {
        const place = { sequence: step & 0xffff, rtpTimestamp: step * 960, arrivalMs: startMs + step * 20 };
        recorder.onPacket({ userId, ssrc: Number(userId) + 100 * talks, ...place, opus: SOUND });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return step * 20;
}

describe('when the power fails', () => {
  it('a second at most is lost of what was said, whenever it happens, and the rest is valid', async () => {
    const root = await temporaryFolder();
    for (const aliveMs of [900, 1_700, 2_450]) {
      const sessionDir = join(root, `${aliveMs}`);
      const recorder = await createSessionRecorder({ ...SESSION, sessionDir });
      const givenMs = await talk(recorder, aliveMs);
      await power.cut(sessionDir, join(root, `${aliveMs}-left`));
      await recorder.stop();
      const outcome = await checkCut(join(root, `${aliveMs}-left`), givenMs, PEOPLE.length);
      expect(outcome.invalid).toEqual([]);
      expect(outcome.lostSeconds).toBeLessThan(1);
    }
  });

  it('both halves of a split and a session that goes on are kept as well', async () => {
    const root = await temporaryFolder();
    const at = (name: string) => join(root, name);
    const first = await createSessionRecorder({ ...SESSION, sessionDir: at('one') });
    await talk(first, 1_200);
    const second = await first.split({ sessionDir: at('two'), title: 'Second' });
    const givenMs = await talk(second, 1_500);
    await Promise.all([power.cut(at('one'), at('one-left')), power.cut(at('two'), at('two-left'))]);
    await Promise.all([first.stop(), second.stop()]);
    expect(await checkCut(at('one-left'), 1_200, PEOPLE.length)).toMatchObject({ invalid: [] });
    const outcome = await checkCut(at('two-left'), givenMs, PEOPLE.length);
    expect(outcome.invalid).toEqual([]);
    expect(outcome.lostSeconds).toBeLessThan(1);
    expect(await readManifest(at('two-left'))).toMatchObject({ manifest: { continues: 'one' } });

    // It goes on in what the first cut left; then the power fails again.
    const again = await continueSession(at('two-left'), [], {});
    const gapMs = again.state.elapsedMs;
    const more = await talk(again, 1_500);
    await power.cut(at('two-left'), at('two-again'));
    await again.stop();
    const last = await checkCut(at('two-again'), gapMs + more, PEOPLE.length);
    expect(last.invalid).toEqual([]);
    expect(last.lostSeconds).toBeLessThan(1);
  });
});
