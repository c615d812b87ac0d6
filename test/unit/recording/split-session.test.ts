import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createSessionRecorder,
  isSilencePacket,
  openTrack,
  readJournal,
  readManifest,
  type SessionRecorder,
} from '../../../src/main/recording';
import { SteppedClock } from '../../support/stepped-clock';

let root: string;
let clock: SteppedClock;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'roomtone-split-'));
  clock = new SteppedClock();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const SESSION = {
  title: 'Evening round',
  guild: { id: '1', name: 'Tidewater' },
  channel: { id: '2', name: 'Stage left' },
  people: [{ userId: '10', displayName: 'Ada' }],
};

/** A packet that says which it is. */
function sound(frame: number): Uint8Array {
  return Uint8Array.from([0xfc, 1, 2, 3, frame >> 8, frame & 0xff, 7, 8, 9]);
}

function packet(userId: string, frame: number, arrivalMs: number) {
  return {
    userId,
    ssrc: Number(userId),
    sequence: (65_500 + frame) & 0xffff,
    rtpTimestamp: (4_294_900_000 + frame * 960) >>> 0,
    arrivalMs,
    opus: sound(frame),
  };
}

/** Number and place (samples) of each packet with sound, session by session. */
async function readBack(sessionDir: string, userId: string): Promise<{ frame: number; at: number }[]> {
  const names = await readdir(join(sessionDir, 'tracks'));
  const name = names.find((one) => one.endsWith(`-${userId}.opus`));
  if (!name) return [];
  const opened = await openTrack(join(sessionDir, 'tracks', name));
  if (opened.kind === 'unreadable') throw new Error(opened.reason);
  const found: { frame: number; at: number }[] = [];
  for (let packets = await opened.track.read(); packets; packets = await opened.track.read()) {
    for (const { opus, positionSamples } of packets) {
      if (!isSilencePacket(opus))
        found.push({ frame: ((opus[4] ?? 0) << 8) | (opus[5] ?? 0), at: positionSamples });
    }
  }
  await opened.track.close();
  return found;
}

async function manifestOf(sessionDir: string) {
  const read = await readManifest(sessionDir);
  if (read.kind !== 'ok') throw new Error(read.kind);
  return read.manifest;
}

/** So long sound may come that belongs to the session before: a session is not split again until then. */
const STRAGGLERS_MS = 2_500;

describe('a session that is split', () => {
  it('has every packet once, in one of both, where an undivided one would have it', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 200, maxLength: 200 }),
        fc.array(fc.integer({ min: 20, max: 150 }), { minLength: 1, maxLength: 2 }),
        async (jitterMs, splitFrames) => {
          run += 1;
          clock = new SteppedClock();
          const dir = (name: string) => join(root, `${run}-${name}`);
          const whole = await createSessionRecorder({ ...SESSION, sessionDir: dir('whole') }, { clock });
          const first = await createSessionRecorder({ ...SESSION, sessionDir: dir('0') }, { clock });
          const parts: SessionRecorder[] = [first];
          // Arrivals in order of their time, as a network gives them.
          const arrivals = jitterMs
            .map((jitter, frame) => ({ frame, atMs: frame * 20 + jitter }))
            .sort((a, b) => a.atMs - b.atMs);
          const splits = [...new Set(splitFrames)].map((frame) => frame * 20 + 7.3).sort((a, b) => a - b);
          /** When the last session began that goes on from another: at the next place on the grid of 2.5 ms. */
          let begunMs: number | undefined;
          for (const { frame, atMs } of arrivals) {
            if (splits[0] !== undefined && atMs >= splits[0]) {
              const splitMs = splits.shift() as number;
              clock.advance(splitMs - clock.monotonicMs());
              const next = `${parts.length}`;
              const splitting = (parts.at(-1) as SessionRecorder).split({
                sessionDir: dir(next),
                title: next,
              });
              const tooSoon = begunMs !== undefined && splitMs - begunMs < STRAGGLERS_MS;
              if (tooSoon) await expect(splitting).rejects.toMatchObject({ code: 'recording/just-split' });
              else {
                parts.push(await splitting);
                begunMs = Math.ceil(splitMs / 2.5) * 2.5;
              }
            }
            clock.advance(Math.max(0, atMs - clock.monotonicMs()));
            whole.onPacket(packet('10', frame, atMs));
            parts.at(-1)?.onPacket(packet('10', frame, atMs));
          }
          clock.advance(3_000);
          await whole.stop();
          for (const part of parts) await part.stop();

          const undivided = await readBack(dir('whole'), '10');
          const manifests = await Promise.all(parts.map((part) => manifestOf(part.sessionDir)));
          const joined: { frame: number; at: number }[] = [];
          let begin = 0;
          for (const [at, part] of parts.entries()) {
            for (const one of await readBack(part.sessionDir, '10'))
              joined.push({ ...one, at: one.at + begin });
            begin += manifests[at]?.durationSamples ?? 0;
          }
          expect(joined).toEqual(undivided);
          expect(joined.length).toBeGreaterThan(150);
        },
      ),
      {
        numRuns: 25,
        examples: [
          // Asked for 2.5 s after the one before, which is a little less than that after the session before began.
          [new Array<number>(200).fill(0), [25, 150]],
          // The first packet was late: after a second the clock goes back, into what the session before has written.
          [[19, ...new Array<number>(199).fill(0)], [49]],
        ],
      },
    );
  });

  it('names the one before and the one after, keeps every marker, and closes the first by itself', async () => {
    const first = await createSessionRecorder({ ...SESSION, sessionDir: join(root, 'one') }, { clock });
    for (let frame = 0; frame < 100; frame += 1) {
      first.onPacket(packet('10', frame, clock.monotonicMs()));
      clock.advance(20);
    }
    first.journal({ type: 'marker', label: 'before' });
    const second = await first.split({ sessionDir: join(root, 'two'), title: 'Second half' });
    second.journal({ type: 'marker', label: 'after' });
    for (let frame = 100; frame < 300; frame += 1) {
      second.onPacket(packet('10', frame, clock.monotonicMs()));
      clock.advance(20);
    }
    expect(await first.ended).toMatchObject({ kind: 'stopped', elapsedMs: 2_000 });
    await second.stop();
    const [one, two] = [await manifestOf(join(root, 'one')), await manifestOf(join(root, 'two'))];
    expect(one).toMatchObject({ state: 'complete', continuedBy: 'two', durationSamples: 96_000 });
    expect(two).toMatchObject({ state: 'complete', continues: 'one', title: 'Second half' });
    expect(two.startedAtMs - one.startedAtMs).toBe(2_000);
    expect(two.people).toEqual(one.people);
    expect(one.tracks[0]?.packets).toBe(100);
    expect(two.tracks[0]?.packets).toBe(200);
    const lines = async (dir: string) =>
      (await readJournal(join(root, dir))).entries.filter(({ type }) => type === 'marker');
    expect(await lines('one')).toEqual([{ type: 'marker', label: 'before', atMs: 2_000 }]);
    expect(await lines('two')).toEqual([{ type: 'marker', label: 'after', atMs: 0 }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on undivided when the folder of the next cannot be made', async () => {
    const first = await createSessionRecorder({ ...SESSION, sessionDir: join(root, 'one') }, { clock });
    first.onPacket(packet('10', 0, 0));
    const blocked = join(root, 'one', 'session.json', 'two');
    await expect(first.split({ sessionDir: blocked, title: '' })).rejects.toMatchObject({
      code: 'recording/write-failed',
    });
    clock.advance(20);
    first.onPacket(packet('10', 1, 20));
    clock.advance(10_000);
    expect(await first.stop()).toMatchObject({ kind: 'stopped', elapsedMs: 10_020 });
    expect(await readBack(join(root, 'one'), '10')).toHaveLength(2);
    expect(await manifestOf(join(root, 'one'))).not.toHaveProperty('continuedBy');
  });
});
