import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createSessionRecorder,
  isSilencePacket,
  openTrack,
  readJournal,
  readManifest,
  type SessionRecorder,
} from '../../../src/main/recording';
import { JumpingClock } from '../../support/jumping-clock';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'roomtone-long-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const HOUR = 3_600_000;
const SOUND = Uint8Array.from([0xfc, ...Array.from({ length: 40 }, (_, at) => at + 1)]);

function speak(recorder: SessionRecorder, clock: JumpingClock, userId: string, first: number): void {
  for (let frame = first; frame < first + 50; frame += 1) {
    const arrivalMs = clock.monotonicMs();
    const rtpTimestamp = (frame * 960) >>> 0;
    recorder.onPacket({
      userId,
      ssrc: Number(userId),
      sequence: frame & 0xffff,
      rtpTimestamp,
      arrivalMs,
      opus: SOUND,
    });
    recorder.onPcm({ userId, ssrc: Number(userId), rtpTimestamp, pcm: new Int16Array(1_920).fill(9_000) });
    clock.pass(20);
  }
}

it('a session of 26 hours takes who spoke at first only, who speaks each hour, and who comes at the end', async () => {
  const sessionDir = join(root, 'long');
  const clock = new JumpingClock();
  const recorder = await createSessionRecorder(
    { sessionDir, title: 'Long', guild: { id: '1', name: 'g' }, channel: { id: '2', name: 'c' } },
    { clock },
  );
  speak(recorder, clock, '10', 0);
  for (let hour = 0; hour < 26; hour += 1) {
    // The RTP time of a sender that counts through pauses wraps within 25 hours; its sequence goes on by what was sent.
    speak(recorder, clock, '11', hour * 50);
    clock.pass(HOUR - 1_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  speak(recorder, clock, '12', 0);
  // Asked to end while the silence before the last one is still being laid out.
  const state = await recorder.stop();
  expect(state).toMatchObject({ kind: 'stopped', tracks: 3, droppedPackets: 0 });
  const read = await readManifest(sessionDir);
  if (read.kind !== 'ok') throw new Error(read.kind);
  const duration = 26 * HOUR + 2_000;
  const begins: Record<string, number[]> = {};
  for (const track of read.manifest.tracks) {
    const opened = await openTrack(join(sessionDir, track.file));
    if (opened.kind === 'unreadable') throw new Error(opened.reason);
    expect(opened.track.durationSamples).toBe(duration * 48);
    const found: number[] = [];
    let last = Number.NEGATIVE_INFINITY;
    for (let packets = await opened.track.read(); packets; packets = await opened.track.read()) {
      for (const { opus, positionSamples } of packets) {
        if (isSilencePacket(opus)) continue;
        if (positionSamples - last > 960) found.push(Math.round((positionSamples + 312) / 48));
        last = positionSamples;
      }
    }
    await opened.track.close();
    begins[track.userId] = found;
    expect((await stat(join(sessionDir, track.peaksFile))).size).toBe(16 + 3 * (duration / 20));
  }
  expect(begins['10']).toEqual([0]);
  expect(begins['11']).toEqual(Array.from({ length: 26 }, (_, hour) => 1_000 + hour * HOUR));
  expect(begins['12']).toEqual([26 * HOUR + 1_000]);
}, 60_000);

it('keeps its own time when the clock on the wall is set, and tells by how much that jumped', async () => {
  const sessionDir = join(root, 'set');
  const clock = new JumpingClock();
  const startedAtMs = clock.now();
  const recorder = await createSessionRecorder(
    { sessionDir, title: 'Set', guild: { id: '1', name: 'g' }, channel: { id: '2', name: 'c' } },
    { clock },
  );
  speak(recorder, clock, '10', 0);
  clock.pass(300, -HOUR);
  speak(recorder, clock, '10', 65);
  clock.pass(300, 1_500);
  await recorder.stop();
  const read = await readManifest(sessionDir);
  expect(read).toMatchObject({ manifest: { startedAtMs, durationSamples: 2_600 * 48 } });
  const lines = (await readJournal(sessionDir)).entries.filter(({ type }) => type === 'clock');
  expect(lines).toEqual([{ type: 'clock', atMs: 1_300, wallMs: startedAtMs - HOUR + 1_300, jumpMs: -HOUR }]);
});
