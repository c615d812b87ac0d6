import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repairSession } from '../../../src/main/recording';
import { isSilencePacket } from '../../../src/main/recording/ogg/opus-packets';
import { openTrack, type TimedPacket } from '../../../src/main/recording/track-reader';
import { TrackWriter } from '../../../src/main/recording/track-writer';

const TAGS = { title: 't', artist: 'a', album: 'b', date: '2026-01-01' };
/** Session time at which each packet of the sample track stands, in frames: the packet holds its own number. */
const SPOKEN_FRAMES = [...range(0, 500), ...range(3_000, 5_000), ...range(60_000, 60_100)];
const TOTAL_SAMPLES = 61_000 * 960;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

function sampleTrack(): Buffer {
  const pages: Uint8Array[] = [];
  const writer = TrackWriter.start(42, TAGS, (page) => pages.push(page));
  for (const frame of SPOKEN_FRAMES) {
    writer.fillTo(frame * 960);
    const packet = Buffer.alloc(60, 0xfc);
    packet.writeUInt32LE(frame, 4);
    writer.append(packet, 960);
  }
  writer.finish(TOTAL_SAMPLES);
  return Buffer.concat(pages);
}

let folder = '';
let whole: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomtone-reader-'));
  whole = sampleTrack();
  await writeFile(join(folder, 'whole.opus'), whole);
});
afterAll(() => rm(folder, { recursive: true }));

async function readAll(path: string, from?: number): Promise<TimedPacket[] | string> {
  const opened = await openTrack(path);
  if (opened.kind === 'unreadable') return opened.reason;
  try {
    if (from !== undefined) await opened.track.seek(from);
    const all: TimedPacket[] = [];
    for (let packets = await opened.track.read(); packets; packets = await opened.track.read())
      all.push(...packets);
    return all;
  } finally {
    await opened.track.close();
  }
}

const frameOf = (packet: TimedPacket) => Buffer.from(packet.opus).readUInt32LE(4);

describe('reading a track', () => {
  it('gives every packet at its place, 312 samples early for the decoder', async () => {
    const packets = await readAll(join(folder, 'whole.opus'));
    if (typeof packets === 'string') throw new Error(packets);
    const spoken = packets.filter((packet) => !isSilencePacket(packet.opus));
    expect(spoken.map(frameOf)).toEqual(SPOKEN_FRAMES);
    for (const packet of spoken) expect(packet.positionSamples).toBe(frameOf(packet) * 960 - 312);
    let at = -312;
    for (const packet of packets) {
      expect(packet.positionSamples).toBe(at);
      at += packet.samples;
    }
  });

  it('knows the length without reading the whole', async () => {
    const opened = await openTrack(join(folder, 'whole.opus'));
    if (opened.kind === 'unreadable') throw new Error(opened.reason);
    expect(opened.track.durationSamples).toBe(TOTAL_SAMPLES);
    expect(opened.track.ended).toBe(true);
    await opened.track.close();
  });

  it('seeks to 80 ms before any place, and to not much more', async () => {
    const path = join(folder, 'whole.opus');
    await fc.assert(
      fc.asyncProperty(fc.nat(TOTAL_SAMPLES), async (position) => {
        const packets = await readAll(path, position);
        if (typeof packets === 'string') throw new Error(packets);
        const first = packets[0];
        if (!first) throw new Error('nothing was read');
        expect(first.positionSamples).toBeLessThanOrEqual(Math.max(-312, position - 3_840));
        expect(first.positionSamples).toBeGreaterThan(position - 3_840 - 2 * 48_000);
      }),
      { numRuns: 60 },
    );
  });

  it('survives any cut, any flipped bytes and any garbage, with a reason or with what is left', async () => {
    const path = join(folder, 'hostile.opus');
    const damage = fc.oneof(
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(whole.length) }),
      fc.record({
        kind: fc.constant('flip' as const),
        at: fc.nat(whole.length - 1),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 3_000 }),
      }),
      fc.record({ kind: fc.constant('garbage' as const), bytes: fc.uint8Array({ maxLength: 5_000 }) }),
      fc.record({ kind: fc.constant('drop' as const), at: fc.nat(whole.length), length: fc.nat(9_000) }),
    );
    await fc.assert(
      fc.asyncProperty(damage, fc.option(fc.nat(TOTAL_SAMPLES)), async (what, from) => {
        let bytes = Buffer.from(whole);
        if (what.kind === 'cut') bytes = bytes.subarray(0, what.at);
        if (what.kind === 'flip') bytes.set(what.bytes.subarray(0, bytes.length - what.at), what.at);
        if (what.kind === 'garbage') bytes = Buffer.from(what.bytes);
        if (what.kind === 'drop')
          bytes = Buffer.concat([bytes.subarray(0, what.at), bytes.subarray(what.at + what.length)]);
        await writeFile(path, bytes);
        const packets = await readAll(path, from ?? undefined);
        if (typeof packets === 'string') {
          expect(packets.length).toBeGreaterThan(5);
          return;
        }
        // Whatever is still spoken stands where it stood.
        for (const packet of packets) {
          if (!isSilencePacket(packet.opus)) expect(packet.positionSamples).toBe(frameOf(packet) * 960 - 312);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('never lets repair touch a file it does not understand', async () => {
    const session = join(folder, 'session');
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(session, 'tracks'), { recursive: true });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 70_000, maxLength: 71_000 }), async (bytes) => {
        const path = join(session, 'tracks', '01-x-5.opus');
        await writeFile(path, bytes);
        const outcome = await repairSession(session, { nowMs: Date.now() });
        expect(outcome.kind).toBe('damaged');
        expect((await readFile(path)).equals(bytes)).toBe(true);
      }),
      { numRuns: 5 },
    );
  });
});
