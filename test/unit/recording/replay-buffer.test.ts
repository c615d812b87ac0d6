import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  isSilencePacket,
  openTrack,
  ReplayBuffer,
  readJournal,
  readManifest,
  StandingState,
} from '../../../src/main/recording';
import { createLogger, silentLogger } from '../../../src/main/support/logger';
import { SteppedClock } from '../../support/stepped-clock';

let root: string;
let clock: SteppedClock;
let buffers: ReplayBuffer[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'roomtone-replay-'));
  clock = new SteppedClock();
  clock.advance(1_234_567);
  buffers = [];
});
afterEach(async () => {
  for (const buffer of buffers) await buffer.close();
  await rm(root, { recursive: true, force: true });
});

function start(minutes: number, standing = new StandingState(), logger = silentLogger): ReplayBuffer {
  const buffer = new ReplayBuffer({ minutes, folder: join(root, 'replay'), clock, standing, logger });
  buffers.push(buffer);
  return buffer;
}

/** Each packet says which it is. */
function speak(buffer: ReplayBuffer, userId: string, first: number, frames: number, bytes = 80): void {
  const opus = new Uint8Array(bytes).fill(7);
  opus[0] = 0xfc;
  for (let frame = first; frame < first + frames; frame += 1) {
    new DataView(opus.buffer).setUint32(4, frame);
    buffer.onPacket({
      userId,
      ssrc: Number(userId),
      sequence: frame & 0xffff,
      rtpTimestamp: (frame * 960) >>> 0,
      arrivalMs: clock.monotonicMs(),
      opus,
    });
    clock.advance(20);
    if (frame % 50 === 0) buffer.forgetOld();
  }
}

async function framesOf(sessionDir: string, userId: string): Promise<{ frame: number; ms: number }[]> {
  const name = (await readdir(join(sessionDir, 'tracks'))).find((one) => one.endsWith(`-${userId}.opus`));
  if (!name) return [];
  const opened = await openTrack(join(sessionDir, 'tracks', name));
  if (opened.kind === 'unreadable') throw new Error(opened.reason);
  const found: { frame: number; ms: number }[] = [];
  for (let packets = await opened.track.read(); packets; packets = await opened.track.read()) {
    for (const { opus, positionSamples } of packets) {
      if (isSilencePacket(opus)) continue;
      const frame = new DataView(opus.buffer, opus.byteOffset).getUint32(4);
      found.push({ frame, ms: Math.round((positionSamples + 312) / 48) });
    }
  }
  await opened.track.close();
  return found;
}

const save = (buffer: ReplayBuffer, name: string, leaveOut = new Set<string>()) =>
  buffer.save(
    {
      sessionDir: join(root, name),
      title: 'Just now',
      guild: { id: '1', name: 'g' },
      channel: { id: '2', name: 'c' },
      people: [{ userId: '10', displayName: 'Ada' }],
    },
    leaveOut,
  );

describe('the replay buffer', () => {
  it('saves the last minutes as a session, each packet at its time, and goes on meanwhile', async () => {
    const buffer = start(1);
    speak(buffer, '10', 0, 4_000);
    expect(buffer.heldMs).toBe(60_000);
    const saving = save(buffer, 'one');
    speak(buffer, '10', 4_000, 500);
    expect(await saving).toMatchObject({ kind: 'stopped', tracks: 1, droppedPackets: 0 });
    const expected = Array.from({ length: 3_000 }, (_, at) => ({ frame: 1_000 + at, ms: at * 20 }));
    expect(await framesOf(join(root, 'one'), '10')).toEqual(expected);
    const read = await readManifest(join(root, 'one'));
    expect(read).toMatchObject({
      manifest: { state: 'complete', durationSamples: 60_000 * 48, startedAtMs: clock.now() - 70_000 },
    });
    expect((await save(buffer, 'two')).kind).toBe('stopped');
    expect((await framesOf(join(root, 'two'), '10')).at(0)?.frame).toBe(1_500);
    expect((await framesOf(join(root, 'two'), '10')).at(-1)?.frame).toBe(4_499);
  });

  it('begins with what held then, and has only the lines since', async () => {
    const standing = new StandingState();
    standing.take({ type: 'epoch', epoch: 3, privacyCode: '1234' });
    const buffer = start(1, standing);
    buffer.journal({ type: 'mute', userId: '11', on: true }, clock.monotonicMs());
    buffer.journal({ type: 'mute', userId: '12', on: true }, clock.monotonicMs());
    buffer.journal({ type: 'marker', label: 'too old' }, clock.monotonicMs());
    speak(buffer, '10', 0, 500);
    buffer.journal({ type: 'mute', userId: '12', on: false }, clock.monotonicMs());
    speak(buffer, '10', 500, 3_000);
    buffer.journal({ type: 'marker', label: 'this' }, clock.monotonicMs());
    clock.advance(500);
    await save(buffer, 'one');
    const { entries } = await readJournal(join(root, 'one'));
    expect(entries.filter(({ type }) => type === 'epoch' || type === 'mute' || type === 'marker')).toEqual([
      { type: 'epoch', epoch: 3, privacyCode: '1234', atMs: 0 },
      { type: 'mute', userId: '11', on: true, atMs: 0 },
      { type: 'marker', label: 'this', atMs: 59_500 },
    ]);
  });

  it('leaves out who must not be recorded, whenever they spoke', async () => {
    const buffer = start(5);
    speak(buffer, '10', 0, 100);
    speak(buffer, '11', 0, 100);
    await save(buffer, 'one', new Set(['10']));
    expect(await framesOf(join(root, 'one'), '10')).toEqual([]);
    expect(await framesOf(join(root, 'one'), '11')).toHaveLength(100);
  });

  it('keeps 8 MiB in memory and the rest in a file that has no name and is used again', async () => {
    const buffer = start(2);
    // A minute of ten voices with 1,000 bytes a packet: 30 MB, far more than speech.
    for (let round = 0; round < 60; round += 1) {
      for (let frame = 0; frame < 50; frame += 1) {
        for (let voice = 20; voice < 30; voice += 1) {
          const opus = new Uint8Array(1_000).fill(9);
          opus[0] = 0xfc;
          new DataView(opus.buffer).setUint32(4, round * 50 + frame);
          const rtpTimestamp = (round * 50 + frame) * 960;
          const sequence = round * 50 + frame;
          const arrivalMs = clock.monotonicMs();
          buffer.onPacket({ userId: `${voice}`, ssrc: voice, sequence, rtpTimestamp, arrivalMs, opus });
        }
        clock.advance(20);
      }
      buffer.forgetOld();
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    for (let turn = 0; turn < 400 && buffer.size.inMemory > 128; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(buffer.size.inMemory).toBeLessThanOrEqual(128);
    expect(buffer.size.onDisk).toBeGreaterThan(200);
    expect(await readdir(join(root, 'replay'))).toEqual([]);
    await save(buffer, 'one');
    for (const voice of ['20', '29']) {
      const frames = await framesOf(join(root, 'one'), voice);
      expect(frames.map(({ frame }) => frame)).toEqual(Array.from({ length: 3_000 }, (_, at) => at));
    }
    const { slots } = buffer.size;
    clock.advance(200_000);
    buffer.forgetOld();
    expect(buffer.size).toEqual({ inMemory: 0, onDisk: 0, slots });
  });

  it('keeps what fits into memory when there is no disk, and says so once', async () => {
    const lines: string[] = [];
    await writeFile(join(root, 'replay'), 'a file where the folder should be');
    const buffer = start(
      60,
      undefined,
      createLogger('replay', ({ message }) => lines.push(message)),
    );
    for (let round = 0; round < 24; round += 1) {
      speak(buffer, '10', round * 500, 500, 1_000);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(lines).toEqual(['the replay buffer keeps only what fits into memory']);
    await vi.waitFor(() => expect(buffer.size).toMatchObject({ inMemory: 128, onDisk: 0 }), {
      timeout: 15_000,
    });
    await save(buffer, 'one');
    expect((await framesOf(join(root, 'one'), '10')).at(-1)?.frame).toBe(11_999);
  });

  it('takes away what a crash left in its folder', async () => {
    const buffer = start(60);
    await mkdir(join(root, 'replay'));
    await writeFile(join(root, 'replay', 'replay-17.part'), 'left over');
    await writeFile(join(root, 'replay', 'mine.txt'), 'not ours');
    for (let round = 0; round < 24; round += 1) {
      speak(buffer, '10', round * 500, 500, 1_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(buffer.size.onDisk).toBeGreaterThan(0);
    expect(await readdir(join(root, 'replay'))).toEqual(['mine.txt']);
  });
});
