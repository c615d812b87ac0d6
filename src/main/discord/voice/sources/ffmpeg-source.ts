/**
 * A file as PCM, decoded by FFmpeg in a process of its own. About two seconds are read ahead, so that a pull
 * never waits for the disk or the decoder; beyond that the pipe is left full and FFmpeg sleeps.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { CHANNELS, FRAME_PCM_BYTES, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { AppError } from '@shared/errors/app-error';
import type { FrameSource, SourcePull } from './frame-source';

/** 100 × 20 ms = 2 s. */
const READ_AHEAD_BYTES = 100 * FRAME_PCM_BYTES;
const REFILL_BELOW_BYTES = 50 * FRAME_PCM_BYTES;

export class FfmpegSource implements FrameSource {
  readonly passthrough = false;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #firstBytes: Promise<void>;
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  #finished = false;
  #closed = false;
  #complaint = '';
  #error: AppError | undefined;

  private constructor(ffmpegPath: string, file: string, positionMs: number) {
    const seek = positionMs > 0 ? ['-ss', (positionMs / 1_000).toFixed(3)] : [];
    const output = ['-f', 's16le', '-ar', String(SAMPLE_RATE_HZ), '-ac', String(CHANNELS), 'pipe:1'];
    const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', ...seek, '-i', `file:${file}`];
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
  static async open(ffmpegPath: string, file: string, positionMs: number): Promise<FfmpegSource> {
    const source = new FfmpegSource(ffmpegPath, file, positionMs);
    await source.#firstBytes;
    return source;
  }

  pull(): SourcePull {
    if (this.#bufferedBytes >= FRAME_PCM_BYTES) {
      const pcm = this.#take(FRAME_PCM_BYTES);
      if (this.#bufferedBytes < REFILL_BELOW_BYTES) this.#child.stdout.resume();
      return { kind: 'pcm', pcm };
    }
    if (!this.#finished) return { kind: 'pending' };
    if (this.#bufferedBytes > 0) return { kind: 'pcm', pcm: this.#take(this.#bufferedBytes) };
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
    if (this.#bufferedBytes >= READ_AHEAD_BYTES) this.#child.stdout.pause();
  }

  #onExit(code: number | null): void {
    this.#finished = true;
    if (code === 0 || this.#closed || this.#error) return;
    // The complaint may quote paths, so it stays in the cause and is not shown.
    this.#error = new AppError('media/not-audio', 'FFmpeg could not decode the file', {
      cause: new Error(this.#complaint),
    });
  }

  /** `bytes` from the front, always as a whole frame: a short end is filled with silence. */
  #take(bytes: number): Int16Array {
    const pcm = new Int16Array(FRAME_SAMPLES * CHANNELS);
    const view = new Uint8Array(pcm.buffer);
    let filled = 0;
    while (filled < bytes) {
      const head = this.#chunks[0];
      if (!head) break;
      const part = head.subarray(0, bytes - filled);
      view.set(part, filled);
      filled += part.length;
      if (part.length === head.length) this.#chunks.shift();
      else this.#chunks[0] = head.subarray(part.length);
    }
    this.#bufferedBytes -= filled;
    return pcm;
  }
}
