import { access, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createSessionRecorder,
  isLive,
  openTrack,
  type RecorderState,
  readJournal,
  readManifest,
  type SessionRecorder,
} from '../../../src/main/recording';
import { SteppedClock } from '../../support/stepped-clock';

/** What reaches the disk behind the recorder's back may take a while on a slow machine. */
const PATIENT = { timeout: 15_000 };

let root: string;
let clock: SteppedClock;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'roomtone-recorder-'));
  clock = new SteppedClock();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const SESSION = {
  title: 'Evening round',
  guild: { id: '1', name: 'Tidewater' },
  channel: { id: '2', name: 'Stage left' },
};

function start(sessionDir = join(root, 'one')): Promise<SessionRecorder> {
  return createSessionRecorder({ ...SESSION, sessionDir }, { clock });
}

/** A frame with sound in it, as far as anyone can tell without decoding. */
const SOUND = Uint8Array.from([0xfc, ...Array.from({ length: 40 }, (_, at) => at + 1)]);

function speak(
  recorder: SessionRecorder,
  userId: string,
  frames: number,
  from = 0,
  lost: number[] = [],
): void {
  for (let frame = from; frame < from + frames; frame += 1) {
    if (!lost.includes(frame)) {
      recorder.onPacket({
        userId,
        ssrc: Number(userId),
        sequence: frame & 0xffff,
        rtpTimestamp: frame * 960,
        arrivalMs: clock.monotonicMs(),
        opus: SOUND,
      });
    }
    clock.advance(20);
  }
}

describe('the recorder', () => {
  it('announces tracks and bytes while it runs, and its end once', async () => {
    const recorder = await start();
    const states: RecorderState[] = [];
    recorder.onState((state) => states.push(state));
    speak(recorder, '10', 100);
    speak(recorder, '11', 100, 100);
    await recorder.stop();
    expect(states.map((state) => state.kind).filter((kind) => kind !== 'recording')).toEqual(['stopped']);
    expect(states.map((state) => state.tracks)).toEqual(expect.arrayContaining([1, 2]));
    expect(states.at(-1)).toMatchObject({ kind: 'stopped', elapsedMs: 4_000, tracks: 2, droppedPackets: 0 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps the packets as they came, byte for byte, though the caller reuses its buffer', async () => {
    const recorder = await start();
    const scratch = Uint8Array.from(SOUND);
    for (let frame = 0; frame < 60; frame += 1) {
      scratch[10] = frame;
      recorder.onPacket({
        userId: '10',
        ssrc: 1,
        sequence: frame,
        rtpTimestamp: frame * 960,
        arrivalMs: clock.monotonicMs(),
        opus: scratch,
      });
      clock.advance(20);
    }
    await recorder.stop();
    const opened = await openTrack(join(root, 'one', 'tracks', '01-Member-10-10.opus'));
    if (opened.kind === 'unreadable') throw new Error(opened.reason);
    const kept: number[] = [];
    for (let packets = await opened.track.read(); packets; packets = await opened.track.read()) {
      for (const { opus } of packets) if (opus.length === SOUND.length) kept.push(opus[10] ?? -1);
    }
    await opened.track.close();
    expect(kept).toEqual(Array.from({ length: 60 }, (_, frame) => frame));
  });

  it('counts what is no Opus and duplicates, and goes on', async () => {
    const recorder = await start();
    speak(recorder, '10', 10);
    const packet = {
      userId: '10',
      ssrc: 10,
      sequence: 10,
      rtpTimestamp: 9_600,
      arrivalMs: clock.monotonicMs(),
    };
    recorder.onPacket({ ...packet, opus: new Uint8Array() });
    recorder.onPacket({ ...packet, sequence: 3, opus: SOUND });
    speak(recorder, '10', 10, 11);
    expect((await recorder.stop()).droppedPackets).toBe(2);
    const read = await readManifest(join(root, 'one'));
    expect(read).toMatchObject({ manifest: { tracks: [{ packets: 20, dropped: 2 }] } });
  });

  it('writes down what happened on the session clock, and where sound is missing', async () => {
    const recorder = await start();
    recorder.people([{ userId: '10', displayName: 'Ada' }]);
    clock.advance(1_000);
    recorder.journal({ type: 'marker', label: 'here' });
    speak(recorder, '10', 100, 0, [40, 41, 42]);
    await recorder.stop();
    const { entries, unreadable } = await readJournal(join(root, 'one'));
    expect(unreadable).toBe(0);
    expect(entries).toEqual([
      { type: 'started', atMs: 0, startedAtMs: clock.now() - 3_000 },
      { type: 'marker', atMs: 1_000, label: 'here' },
      expect.objectContaining({
        type: 'anchor',
        atMs: 1_000,
        ssrc: 10,
        positionSamples: 48_000,
        cause: 'first',
      }),
      {
        type: 'gap',
        atMs: 1_800,
        track: 1,
        cause: 'lost',
        fromSamples: 86_400,
        toSamples: 89_280,
        packets: 3,
      },
      { type: 'sound', atMs: 1_000, track: 1, fromSamples: 48_000, toSamples: 144_000 },
      { type: 'stopped', atMs: 3_000, reason: 'stopped' },
    ]);
    expect(await readManifest(join(root, 'one'))).toMatchObject({
      manifest: {
        state: 'complete',
        durationSamples: 144_000,
        tracks: [{ displayName: 'Ada', firstSoundSamples: 48_000, lost: 3, durationSamples: 144_000 }],
      },
    });
  });

  it('takes nothing after its end', async () => {
    const recorder = await start();
    speak(recorder, '10', 10);
    await recorder.stop();
    const before = await readFile(join(root, 'one', 'journal.jsonl'), 'utf8');
    recorder.journal({ type: 'note', text: 'too late' });
    speak(recorder, '11', 10);
    await recorder.stop();
    expect(recorder.state.tracks).toBe(1);
    expect(await readFile(join(root, 'one', 'journal.jsonl'), 'utf8')).toBe(before);
  });

  it('shows that it lives while nobody says anything', async () => {
    const recorder = await start();
    const sessionDir = join(root, 'one');
    await vi.waitFor(() => access(join(sessionDir, 'journal.jsonl')), PATIENT);
    const read = await readManifest(sessionDir);
    if (read.kind !== 'ok') throw new Error('the manifest should be there');
    const manifestFile = join(sessionDir, 'session.json');
    const { ino } = await stat(manifestFile);
    clock.advance(1_000);
    // The first tick writes the manifest, each time as a new file; after that nothing is under way.
    await vi.waitFor(async () => expect((await stat(manifestFile)).ino).not.toBe(ino), PATIENT);
    // As it looks a minute later when nothing was written.
    const longAgo = new Date(Date.now() - 60_000);
    for (const file of ['journal.jsonl', 'session.json']) {
      await utimes(join(sessionDir, file), longAgo, longAgo);
    }
    expect(await isLive(sessionDir, read.manifest, Date.now())).toBe(false);
    clock.advance(5_000);
    await vi.waitFor(
      async () => expect(await isLive(sessionDir, read.manifest, Date.now())).toBe(true),
      PATIENT,
    );
    await recorder.stop();
  });

  it('fails with a code when its folder cannot be made', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(start(join(root, 'file', 'session'))).rejects.toMatchObject({
      code: 'recording/write-failed',
      details: { systemCode: 'ENOTDIR' },
    });
  });

  it('fails, announces it and keeps the rest when a file cannot be written', async () => {
    const recorder = await start();
    const failed = new Promise<RecorderState>((resolve) => {
      recorder.onState((state) => {
        if (state.kind === 'failed') resolve(state);
      });
    });
    speak(recorder, '10', 50);
    // The second track's folder is gone: its file cannot be made.
    await vi.waitFor(() => access(join(root, 'one', 'peaks', '01-Member-10-10.peaks')), PATIENT);
    await rm(join(root, 'one', 'peaks'), { recursive: true });
    speak(recorder, '11', 50, 50);
    expect(await failed).toMatchObject({ error: { code: 'recording/write-failed' } });
    expect(await recorder.stop()).toMatchObject({ kind: 'failed' });
    expect(clock.pendingTimers).toBe(0);
    const opened = await openTrack(join(root, 'one', 'tracks', '01-Member-10-10.opus'));
    expect(opened.kind).toBe('open');
    if (opened.kind === 'open') await opened.track.close();
  });
});
