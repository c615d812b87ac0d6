/**
 * A file as PCM, decoded by FFmpeg in a process of its own. Five seconds are read ahead, so that neither a slow
 * disk nor a slow start is heard; beyond that the pipe is left full and FFmpeg sleeps.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { CHANNELS, FRAME_SAMPLES, FRAME_VALUES, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { AppError } from '@shared/errors/app-error';
import { sampleKernels } from '../simd/sample-kernels';
import type { FrameSource, SourcePull } from './frame-source';

/**
 * 16 bit at half the level: half the bytes of floats, which the garbage collector feels, and still 6 dB for what a decoder gives
 * above full scale, so that this is the limiter's business and not cut off. The step is 84 dB below full scale.
 */
const SAMPLE_BYTES = CHANNELS * 2;
const HEADROOM = 2;
const TO_FLOAT = HEADROOM / 32_768;
/** What FFmpeg makes of samples that are no numbers, and of what is more than 6 dB over full scale: not sound. */
const NO_SOUND = -32_768;
const FRAME_BYTES = FRAME_SAMPLES * SAMPLE_BYTES;
/** 250 × 20 ms = 5 s. */
const READ_AHEAD_BYTES = 250 * FRAME_BYTES;
const REFILL_BELOW_BYTES = 200 * FRAME_BYTES;

/** Reading ended with an error and not with the file: FFmpeg says so in its last words, and exits with 0 all the same. */
const BROKEN_READ = /(^|\n)file:[^\n]*: Invalid data found when processing input\s*$/;

export class FfmpegSource implements FrameSource {
  readonly passthrough = false;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #firstBytes: Promise<void>;
  /** What `pull` gives: the same memory each time. */
  readonly #frame = new Float32Array(FRAME_BYTES / 2);
  /** Lent: bytes that come here are samples before anybody else can use it. */
  readonly #read = sampleKernels?.pcm ?? new Int16Array(FRAME_BYTES / 2);
  readonly #readBytes = sampleKernels?.pcmBytes ?? new Uint8Array(this.#read.buffer);
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  #totalBytes = 0;
  #finished = false;
  #closed = false;
  #complaint = '';
  #error: AppError | undefined;

  private constructor(ffmpegPath: string, file: string, positionMs: number, mono: boolean) {
    const seek = positionMs > 0 ? ['-ss', (positionMs / 1_000).toFixed(6)] : [];
    // FFmpeg would play one channel 3 dB lower on both sides, and Opus packets of the same file do not.
    const level = 1 / HEADROOM;
    const shape = mono ? `pan=stereo|c0=${level}*c0|c1=${level}*c0` : `volume=${level}`;
    const output = [
      '-af',
      shape,
      '-f',
      's16le',
      '-ar',
      String(SAMPLE_RATE_HZ),
      '-ac',
      String(CHANNELS),
      'pipe:1',
    ];
    // A file is a file: what looks like a playlist must not open addresses.
    const input = ['-protocol_whitelist', 'file', '-i', `file:${file}`];
    const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-threads', '1', ...seek, ...input];
    this.#child = spawn(ffmpegPath, [...args, '-map', '0:a:0', '-vn', '-sn', '-dn', ...output], {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#firstBytes = new Promise((resolve) => {
      this.#child.stdout.once('data', () => resolve());
      this.#child.once('close', () => resolve());
      this.#child.once('error', () => resolve());
    });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#onData(chunk));
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString('utf8')).slice(-500);
    });
    this.#child.on('error', (cause) => {
      this.#error = new AppError('media/ffmpeg-missing', 'FFmpeg could not be started', { cause });
      this.#finished = true;
    });
    this.#child.on('close', (code) => this.#onExit(code));
  }

  /** Starts decoding at `positionMs` and waits for the first samples, the end, or the failure. */
  static async open(
    ffmpegPath: string,
    file: string,
    positionMs: number,
    mono: boolean,
  ): Promise<FfmpegSource> {
    const source = new FfmpegSource(ffmpegPath, file, positionMs, mono);
    await source.#firstBytes;
    return source;
  }

  /** The decoder's process, to be put an end to from outside in tests. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get remainingSamples(): number | null {
    return this.#finished ? Math.floor(this.#bufferedBytes / SAMPLE_BYTES) : null;
  }

  pull(): SourcePull {
    if (this.#bufferedBytes >= FRAME_BYTES) {
      const samples = this.#take(FRAME_BYTES);
      if (this.#bufferedBytes < REFILL_BELOW_BYTES) this.#child.stdout.resume();
      return { kind: 'pcm', samples };
    }
    if (!this.#finished) return { kind: 'pending' };
    const whole = this.#bufferedBytes - (this.#bufferedBytes % SAMPLE_BYTES);
    if (whole > 0) return { kind: 'pcm', samples: this.#take(whole) };
    return this.#error ? { kind: 'failed', error: this.#error } : { kind: 'ended' };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#chunks = [];
    this.#bufferedBytes = 0;
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
  }

  #onData(chunk: Buffer): void {
    if (this.#closed) return;
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    this.#totalBytes += chunk.length;
    if (this.#bufferedBytes >= READ_AHEAD_BYTES) this.#child.stdout.pause();
  }

  #onExit(code: number | null): void {
    this.#finished = true;
    if (this.#closed || this.#error) return;
    if (code === 0 && !BROKEN_READ.test(this.#complaint)) return;
    // The complaint may quote paths, so it stays in the cause and is not shown.
    const cause = new Error(this.#complaint);
    if (code === null) {
      this.#error = new AppError('media/interrupted', 'The decoder was stopped', { cause, retryable: true });
    } else if (this.#totalBytes > 0) {
      this.#error = new AppError('media/damaged', 'The file breaks off or is damaged', { cause });
    } else {
      this.#error = new AppError('media/not-audio', 'FFmpeg could not decode the file', { cause });
    }
  }

  #take(bytes: number): Float32Array {
    let filled = 0;
    while (filled < bytes) {
      const head = this.#chunks[0];
      if (!head) break;
      const part = head.length <= bytes - filled ? head : head.subarray(0, bytes - filled);
      this.#readBytes.set(part, filled);
      filled += part.length;
      if (part === head) this.#chunks.shift();
      else this.#chunks[0] = head.subarray(part.length);
    }
    this.#bufferedBytes -= filled;
    if (sampleKernels && filled === FRAME_BYTES) {
      sampleKernels.toFloat(FRAME_VALUES, TO_FLOAT, -1);
      this.#frame.set(sampleKernels.first);
      return this.#frame;
    }
    const samples = filled === FRAME_BYTES ? this.#frame : this.#frame.subarray(0, filled / 2);
    const read = this.#read;
    for (let i = 0; i < samples.length; i += 1) {
      const value = read[i] as number;
      samples[i] = value === NO_SOUND ? 0 : value * TO_FLOAT;
    }
    return samples;
  }
}
