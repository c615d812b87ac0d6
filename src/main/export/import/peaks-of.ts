import { open, rename } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { finished } from 'node:stream/promises';
import {
  encodePeaksHeader,
  mergeBin,
  PEAK_BIN_BYTES,
  PEAK_BIN_SAMPLES,
  PEAK_HEADER_BYTES,
} from '../../recording/peaks';
import { runFfmpeg } from '../render/ffmpeg-run';
import { createMemoryFreer } from './free-memory';

/** A slice shorter than this costs more to start than it saves: a minute, samples. */
const LEAST_SLICE_SAMPLES = 60 * 48_000;
/** 2 s at once, written as they are: a packet's 20 ms each cost FFmpeg as much as a twentieth of decoding to hand on. */
const FRAME_SAMPLES = 96_000;

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
  const file = new Uint8Array(PEAK_HEADER_BYTES + bins * PEAK_BIN_BYTES);
  file.set(encodePeaksHeader());
  const slices = Array.from({ length: count }, async (_, index) => {
    const from = Math.min(index * perSlice, bins);
    const to = Math.min(from + perSlice, bins);
    if (from === to) return;
    const part = file.subarray(
      PEAK_HEADER_BYTES + from * PEAK_BIN_BYTES,
      PEAK_HEADER_BYTES + to * PEAK_BIN_BYTES,
    );
    await readSlice(trackPath, from * PEAK_BIN_SAMPLES, part, options, (samples) => {
      done[index] = samples;
      options.onProgress(done.reduce((sum, one) => sum + one, 0));
    });
  });
  await Promise.all(slices);
  const draft = `${peaksPath}.new`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(file);
  } finally {
    await handle.close();
  }
  await rename(draft, peaksPath);
}

/** Fills `bins` with the sound from `from` on. */
async function readSlice(
  path: string,
  from: number,
  bins: Uint8Array,
  options: { ffmpegPath: string; signal: AbortSignal },
  onProgress: (samples: number) => void,
): Promise<void> {
  const seconds = (value: number) => (value / 48_000).toFixed(6);
  const samples = (bins.length / PEAK_BIN_BYTES) * PEAK_BIN_SAMPLES;
  const place = from === 0 ? [] : ['-ss', seconds(from)];
  const filter = `asetnsamples=n=${FRAME_SAMPLES}:p=0,aformat=channel_layouts=mono:sample_rates=48000`;
  await runFfmpeg({
    ...options,
    args: [
      ...['-v', 'error', ...place, '-t', seconds(samples), '-i', `file:${path}`, '-map', '0:a:0'],
      ...['-af', filter, '-f', 's16le', '-flush_packets', '0', '-avioflags', 'direct', 'pipe:1'],
    ],
    onOutput: async (sound) => {
      const adder = new BinAdder(bins);
      const free = createMemoryFreer();
      // Not by `for await`: ten thousand promises for an hour take a tenth of the time that decoding it takes.
      sound.on('data', (chunk: Buffer) => {
        adder.add(chunk);
        free(chunk);
        onProgress(adder.samples);
      });
      await finished(sound, { writable: false });
      adder.finish();
    },
  });
}

/** Makes bins one after the other of sound that comes in pieces of any length. */
class BinAdder {
  readonly #signed: Int8Array;
  /** What came of the next bin so far, as samples and as bytes. */
  readonly #begun = new Int16Array(PEAK_BIN_SAMPLES);
  readonly #begunBytes = new Uint8Array(this.#begun.buffer);
  #filled = 0;
  /** Byte of the next bin. */
  #at = 0;

  constructor(private readonly bins: Uint8Array) {
    this.#signed = new Int8Array(bins.buffer, bins.byteOffset, bins.length);
  }

  /** Samples of whole bins so far. */
  get samples(): number {
    return (this.#at / PEAK_BIN_BYTES) * PEAK_BIN_SAMPLES;
  }

  add(chunk: Uint8Array): void {
    const binBytes = this.#begunBytes.length;
    let from = 0;
    if (this.#filled > 0) {
      from = Math.min(chunk.length, binBytes - this.#filled);
      this.#begunBytes.set(chunk.subarray(0, from), this.#filled);
      this.#filled += from;
      if (this.#filled < binBytes) return;
      this.#merge(this.#begun, PEAK_BIN_SAMPLES);
    }
    const whole = Math.floor((chunk.length - from) / binBytes) * binBytes;
    if (whole > 0) this.#merge(samplesOf(chunk, from, whole), whole >> 1);
    this.#filled = chunk.length - from - whole;
    this.#begunBytes.set(chunk.subarray(from + whole));
  }

  /** Makes a bin of what is left. */
  finish(): void {
    if (this.#filled >= 2) this.#merge(this.#begun, this.#filled >> 1);
    this.#filled = 0;
  }

  #merge(pcm: Int16Array, length: number): void {
    for (let i = 0; i < length && this.#at < this.bins.length; i += PEAK_BIN_SAMPLES) {
      mergeBin(this.bins, this.#signed, this.#at, pcm, i, Math.min(i + PEAK_BIN_SAMPLES, length));
      this.#at += PEAK_BIN_BYTES;
    }
  }
}

/** The bytes as samples, without copying them where they are aligned; every machine we run on is little-endian. */
function samplesOf(chunk: Uint8Array, from: number, bytes: number): Int16Array {
  const start = chunk.byteOffset + from;
  if (start % 2 === 0) return new Int16Array(chunk.buffer, start, bytes >> 1);
  return new Int16Array(chunk.slice(from, from + bytes).buffer, 0, bytes >> 1);
}
