import { open, rename } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import type { Readable } from 'node:stream';
import { PEAK_BIN_SAMPLES, PEAK_HEADER_BYTES, PeaksBuilder } from '../../recording/peaks';
import { runFfmpeg } from '../render/ffmpeg-run';

/** A slice shorter than this costs more to start than it saves: a minute, samples. */
const LEAST_SLICE_SAMPLES = 60 * 48_000;

export function coresOf(): number {
  return availableParallelism?.() ?? cpus().length;
}

/**
 * Makes a track's waveform, decoded by FFmpeg in `slices` processes at once; the channels are folded before. The file
 * is replaced in one step.
 */
export async function writePeaks(
  trackPath: string,
  peaksPath: string,
  options: {
    ffmpegPath: string;
    durationSamples: number;
    slices: number;
    signal: AbortSignal;
    onProgress: (doneSamples: number) => void;
  },
): Promise<void> {
  const { durationSamples } = options;
  const most = Math.max(1, Math.floor(durationSamples / LEAST_SLICE_SAMPLES));
  const count = Math.min(options.slices, most);
  const bins = Math.ceil(durationSamples / PEAK_BIN_SAMPLES);
  const perSlice = Math.ceil(bins / count);
  const done = new Array<number>(count).fill(0);
  const slices = Array.from({ length: count }, (_, index) => {
    const from = index * perSlice * PEAK_BIN_SAMPLES;
    const to = Math.min((index + 1) * perSlice * PEAK_BIN_SAMPLES, bins * PEAK_BIN_SAMPLES);
    return readSlice(trackPath, from, to - from, options, (samples) => {
      done[index] = samples;
      options.onProgress(done.reduce((sum, one) => sum + one, 0));
    });
  });
  const parts = await Promise.all(slices);
  const draft = `${peaksPath}.new`;
  const handle = await open(draft, 'w');
  try {
    const [first, ...rest] = parts;
    await handle.writeFile(Buffer.concat([...(first ?? []), ...rest.flatMap(withoutHeader)]));
  } finally {
    await handle.close();
  }
  await rename(draft, peaksPath);
}

async function readSlice(
  path: string,
  from: number,
  samples: number,
  options: { ffmpegPath: string; signal: AbortSignal },
  onProgress: (samples: number) => void,
): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  const builder = new PeaksBuilder((bins) => chunks.push(bins));
  const seconds = (value: number) => (value / 48_000).toFixed(6);
  const place = from === 0 ? [] : ['-ss', seconds(from)];
  await runFfmpeg({
    ...options,
    args: [
      ...['-v', 'error', ...place, '-t', seconds(samples), '-i', `file:${path}`, '-map', '0:a:0'],
      ...['-f', 's16le', '-ac', '1', '-ar', '48000', '-flush_packets', '0', 'pipe:1'],
    ],
    onOutput: (sound) => addAll(builder, sound, samples, onProgress),
  });
  builder.finish(samples);
  return chunks;
}

/** Whole bins at a time; FFmpeg gives pieces of any length. */
async function addAll(
  builder: PeaksBuilder,
  sound: Readable,
  samples: number,
  onProgress: (samples: number) => void,
): Promise<void> {
  const bin = new Int16Array(PEAK_BIN_SAMPLES);
  const bytesOfBin = new Uint8Array(bin.buffer);
  let filled = 0;
  let at = 0;
  const add = (pcm: Int16Array) => {
    const wanted = at + pcm.length > samples ? pcm.subarray(0, Math.max(0, samples - at)) : pcm;
    if (wanted.length > 0) builder.add(at, wanted, 1);
    at += wanted.length;
  };
  for await (const piece of sound) {
    const chunk = piece as Buffer;
    let from = 0;
    if (filled > 0) {
      from = Math.min(chunk.length, bytesOfBin.length - filled);
      bytesOfBin.set(chunk.subarray(0, from), filled);
      filled += from;
      if (filled < bytesOfBin.length) continue;
      add(bin);
    }
    const whole = Math.floor((chunk.length - from) / bytesOfBin.length) * bytesOfBin.length;
    if (whole > 0) add(samplesOf(chunk, from, whole));
    filled = chunk.length - from - whole;
    bytesOfBin.set(chunk.subarray(from + whole));
    onProgress(at);
  }
  add(bin.subarray(0, filled >> 1));
}

/** The bytes as samples, without copying them where they are aligned; every machine we run on is little-endian. */
function samplesOf(chunk: Buffer, from: number, bytes: number): Int16Array {
  const start = chunk.byteOffset + from;
  if (start % 2 === 0) return new Int16Array(chunk.buffer, start, bytes >> 1);
  return new Int16Array(new Uint8Array(chunk.subarray(from, from + bytes)).buffer);
}

function withoutHeader(chunks: Uint8Array[]): Uint8Array[] {
  const [header, ...bins] = chunks;
  return header && header.length > PEAK_HEADER_BYTES ? [header.subarray(PEAK_HEADER_BYTES), ...bins] : bins;
}
