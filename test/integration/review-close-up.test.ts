import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createOpusDecoder } from '../../src/main/discord/voice/codec';
import { readManifest } from '../../src/main/recording';
import { closeUp } from '../../src/main/review-process/close-up';
import { writeLongSession } from '../support/long-session/write';

let dir: string | undefined;
afterEach(async () => {
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
});

it('shows the sound of a turn to the sample, silence beside it, and nothing of what is withheld', async () => {
  dir = await mkdtemp(join(tmpdir(), 'roomtone-close-up-'));
  const sessionDir = join(dir, 'session');
  const plan = await writeLongSession(sessionDir, { hours: 0.1, people: 2, annotated: false });
  const read = await readManifest(sessionDir);
  if (read.kind !== 'ok') throw new Error(read.kind);
  const track = read.manifest.tracks[0];
  const turn = plan.people[0]?.turns.find(([from, to]) => to - from > 2_000);
  if (!track || !turn) throw new Error('nobody speaks');
  const path = join(sessionDir, track.file);
  const ask = (fromMs: number, toMs: number, withheld: [number, number][] = []) =>
    closeUp(
      {
        type: 'closeUp',
        requestId: 1,
        path,
        withheld,
        fromSamples: fromMs * 48,
        toSamples: toMs * 48,
        bucketSamples: 12,
      },
      createOpusDecoder,
    );
  const [from] = turn;
  const loud = (values: Int8Array) => values.filter((value) => Math.abs(value) > 2).length;
  const sound = await ask(from, from + 1_000);
  expect(sound).toHaveLength(2 * 4_000);
  expect(loud(sound)).toBeGreaterThan(400);
  const hidden = await ask(from, from + 1_000, [[from + 500, from + 1_000]]);
  expect(loud(hidden.subarray(4_000))).toBe(0);
  expect([...hidden.subarray(0, 3_900)]).toEqual([...sound.subarray(0, 3_900)]);
});
