import { appendFile, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  continueSession,
  createSessionRecorder,
  describeSession,
  isSilencePacket,
  LONGEST_GAP_MS,
  NO_ANNOTATIONS,
  openTrack,
  readJournal,
  readManifest,
  repairSession,
  resumeAt,
  type SessionRecorder,
} from '../../../src/main/recording';
import { JumpingClock } from '../../support/jumping-clock';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'roomtone-continue-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const SESSION = {
  title: 'Evening round',
  guild: { id: '1', name: 'Tidewater' },
  channel: { id: '2', name: 'Stage left' },
  people: [{ userId: '10', displayName: 'Ada' }],
};
const SOUND = Uint8Array.from([0xfc, ...Array.from({ length: 40 }, (_, at) => at + 1)]);
const NOBODY = 2 ** 22 + 1;

async function speak(
  recorder: SessionRecorder,
  clock: JumpingClock,
  userId: string,
  frames: number,
  ssrc = 1,
) {
  for (let frame = 0; frame < frames; frame += 1) {
    const rtpTimestamp = frame * 960;
    recorder.onPacket({
      userId,
      ssrc,
      sequence: frame,
      rtpTimestamp,
      arrivalMs: clock.monotonicMs(),
      opus: SOUND,
    });
    clock.pass(20);
    // Writing goes on behind the packets.
    if (frame % 25 === 24) await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

/** What a kill leaves: the folder as it is, with a writer that is gone. */
async function killed(sessionDir: string, to: string): Promise<string> {
  await cp(sessionDir, to, { recursive: true });
  const manifest = JSON.parse(await readFile(join(to, 'session.json'), 'utf8'));
  await writeFile(join(to, 'session.json'), JSON.stringify({ ...manifest, writerPid: NOBODY }));
  return to;
}

async function cutOff(clock: JumpingClock): Promise<string> {
  const recorder = await createSessionRecorder({ ...SESSION, sessionDir: join(root, 'one') }, { clock });
  recorder.journal({ type: 'mute', userId: '11', on: true });
  await speak(recorder, clock, '10', 200);
  clock.pass(200);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const dir = await killed(join(root, 'one'), join(root, 'cut'));
  await recorder.stop();
  return dir;
}

/** Stretches with sound, ms. */
async function soundsOf(sessionDir: string, userId: string): Promise<[number, number][]> {
  const name = (await readdir(join(sessionDir, 'tracks'))).find((one) => one.endsWith(`-${userId}.opus`));
  const opened = await openTrack(join(sessionDir, 'tracks', name ?? ''));
  if (opened.kind === 'unreadable') throw new Error(opened.reason);
  const found: [number, number][] = [];
  let expected = -312;
  for (let packets = await opened.track.read(); packets; packets = await opened.track.read()) {
    for (const { opus, positionSamples, samples } of packets) {
      // Granules and lengths of packets must tell the same.
      expect(positionSamples).toBe(expected);
      expected += samples;
      if (isSilencePacket(opus)) continue;
      const from = (positionSamples + 312) / 48;
      const last = found.at(-1);
      if (last && from - last[1] < 1) last[1] = from + samples / 48;
      else found.push([from, from + samples / 48]);
    }
  }
  await opened.track.close();
  return found;
}

describe('a session that was cut off', () => {
  it.each([
    { was: 'left as the kill left it', repaired: false, torn: false },
    { was: 'repaired meanwhile', repaired: true, torn: false },
    { was: 'torn in every file', repaired: false, torn: true },
  ])('goes on with the gap marked when it was $was', async ({ repaired, torn }) => {
    const clock = new JumpingClock();
    const dir = await cutOff(clock);
    if (torn) {
      await appendFile(join(dir, 'journal.jsonl'), '{"type":"mark');
      await appendFile(join(dir, 'tracks', '01-Ada-10.opus'), 'OggS\0\0 torn');
    }
    if (repaired) expect((await repairSession(dir, { nowMs: clock.now() })).kind).toBe('repaired');
    // Another process, an hour later: its monotonic clock has nothing to do with the first.
    const later = new JumpingClock(clock.now() + 3_600_000);
    const recorder = await continueSession(dir, [{ userId: '12', displayName: 'Cy' }], { clock: later });
    await speak(recorder, later, '10', 100, 7);
    await speak(recorder, later, '12', 50, 8);
    recorder.journal({ type: 'marker', label: 'again' });
    expect((await recorder.stop()).kind).toBe('stopped');

    const read = await readManifest(dir);
    if (read.kind !== 'ok') throw new Error(read.kind);
    const { manifest } = read;
    const wentOnMs = 3_600_000 + 4_200;
    const endMs = wentOnMs + 3_000;
    expect(manifest).toMatchObject({ state: 'repaired', durationSamples: endMs * 48, people: [{}, {}] });
    const [first, second] = await soundsOf(dir, '10');
    expect(first?.[0]).toBe(0);
    expect(first?.[1]).toBeGreaterThan(3_000);
    expect(second).toEqual([wentOnMs, wentOnMs + 2_000]);
    expect(await soundsOf(dir, '12')).toEqual([[wentOnMs + 2_000, wentOnMs + 3_000]]);
    for (const track of manifest.tracks) {
      const opened = await openTrack(join(dir, track.file));
      if (opened.kind === 'unreadable') throw new Error(opened.reason);
      expect(opened.track.ended).toBe(true);
      expect(opened.track.durationSamples).toBe(endMs * 48);
      await opened.track.close();
      expect((await stat(join(dir, track.peaksFile))).size).toBe(16 + 3 * Math.ceil(endMs / 20));
    }
    expect(manifest.tracks[0]?.packets).toBeGreaterThan(200);

    const journal = await readJournal(dir);
    expect(journal.unreadable).toBe(torn ? 1 : 0);
    const review = describeSession({
      recordingId: 'cut',
      manifest,
      durationMs: endMs,
      journal,
      annotations: NO_ANNOTATIONS,
      loudness: new Map(),
      binsOf: () => new Uint8Array(),
    });
    const [cut] = review.integrity.cuts;
    expect(review.integrity.state).toBe('repaired');
    expect(review.integrity.notes.join()).toContain('set its end');
    expect(cut?.toMs).toBe(wentOnMs);
    expect(cut?.fromMs).toBeGreaterThan(3_000);
    expect(review.lanes[0]?.spans).toContainEqual({
      state: 'unrecorded',
      fromMs: cut?.fromMs,
      toMs: wentOnMs,
    });
    expect(journal.entries).toContainEqual({ type: 'mute', userId: '11', on: false, atMs: wentOnMs });
    expect(journal.entries).toContainEqual({ type: 'marker', label: 'again', atMs: endMs });
    expect((await repairSession(dir, { nowMs: later.now() })).kind).toBe('whole');
  });

  it('goes on again after it was cut off a second time, and tells of both', async () => {
    const clock = new JumpingClock();
    const dir = await cutOff(clock);
    const second = new JumpingClock(clock.now() + 60_000);
    const recorder = await continueSession(dir, [], { clock: second });
    await speak(recorder, second, '10', 100);
    second.pass(200);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const again = await killed(dir, join(root, 'again'));
    await recorder.stop();
    const third = new JumpingClock(second.now() + 60_000);
    await (await continueSession(again, [], { clock: third })).stop();
    const cuts = (await readJournal(again)).entries.filter(({ type }) => type === 'cut');
    expect(cuts).toHaveLength(2);
    const read = await readManifest(again);
    expect(read).toMatchObject({ manifest: { state: 'repaired', repair: { lostMs: 2_000 } } });
  });

  it('goes on a second later when the clock was set back, and says so', async () => {
    const clock = new JumpingClock();
    const dir = await cutOff(clock);
    const later = new JumpingClock(clock.now() - 86_400_000);
    const recorder = await continueSession(dir, [], { clock: later });
    await speak(recorder, later, '10', 50);
    await recorder.stop();
    const [cut] = (await readJournal(dir)).entries.filter((entry) => entry.type === 'cut');
    if (cut?.type !== 'cut') throw new Error('no cut');
    expect(cut.cause).toContain('set back');
    expect(cut.wallMs).toBe(clock.now() - 86_400_000);
    expect(cut.atMs - cut.fromMs).toBeCloseTo(1_000, 1);
    expect((await soundsOf(dir, '10'))[1]?.[0]).toBeCloseTo(cut.atMs, -1);
  });

  it('does not go on when it was finished in order, is being made, or cannot be mended', async () => {
    const clock = new JumpingClock();
    const recorder = await createSessionRecorder({ ...SESSION, sessionDir: join(root, 'one') }, { clock });
    await speak(recorder, clock, '10', 50);
    const going = (dir: string) => continueSession(dir, [], { clock });
    await expect(
      continueSession(join(root, 'one'), [], { clock: new JumpingClock(Date.now()) }),
    ).rejects.toThrow('still being made');
    await recorder.stop();
    await expect(going(join(root, 'one'))).rejects.toThrow('finished in order');
    await expect(going(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'recording/damaged' });
    const cut = await cutOff(new JumpingClock());
    await writeFile(join(cut, 'tracks', '01-Ada-10.opus'), Buffer.alloc(100_000, 0x55));
    await expect(going(cut)).rejects.toMatchObject({ code: 'recording/damaged' });
  });
});

describe('where a session goes on', () => {
  it('is never before what was recorded, nor further behind than a day', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer(), (startedAtMs, recordedMs, nowMs) => {
        const { atMs } = resumeAt(startedAtMs, recordedMs, nowMs);
        expect(atMs).toBeGreaterThanOrEqual(recordedMs);
        expect(atMs - recordedMs).toBeLessThanOrEqual(LONGEST_GAP_MS);
        if (nowMs - startedAtMs >= recordedMs && nowMs - startedAtMs - recordedMs <= LONGEST_GAP_MS)
          expect(atMs).toBe(nowMs - startedAtMs);
      }),
    );
    expect(resumeAt(0, 1_000, 100 * 3_600_000).cause).toContain('100 hours');
  });
});
