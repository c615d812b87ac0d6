/** A console without a room: stepped tick by tick, its packets decoded as a listener would. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createOpusDecoder } from '../../src/main/discord/voice/codec';
import {
  Console,
  type ConsoleEvent,
  type ProgrammeFrame,
  type Speech,
} from '../../src/main/discord/voice/console/console';
import { silentLogger } from '../../src/main/support/logger';
import type { DeckId, DeckState } from '../../src/shared/models/console';

const run = promisify(execFile);
const FRAME_VALUES = 1_920;

export class ConsoleRig {
  readonly events: ConsoleEvent[] = [];
  readonly console: Console;
  readonly frames: (ProgrammeFrame | null)[] = [];
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.console = new Console({
      logger: silentLogger,
      bitrateBps: 128_000,
      onEvent: (event) => this.events.push(event),
    });
  }

  static async create(): Promise<ConsoleRig> {
    return new ConsoleRig(await mkdtemp(join(tmpdir(), 'roomtone-console-')));
  }

  file(name: string): string {
    return join(this.#folder, name);
  }

  /** Makes a file with FFmpeg: `input` and options before the name of the file. */
  async make(name: string, lavfi: string, options: readonly string[] = []): Promise<string> {
    const path = this.file(name);
    const args = ['-hide_banner', '-loglevel', 'error', '-y', '-f', 'lavfi', '-i', lavfi, ...options, path];
    await run('ffmpeg', args);
    return path;
  }

  /** What FFmpeg itself makes of a file: interleaved stereo at 48 kHz, full scale ±1. */
  async decode(path: string): Promise<Float32Array> {
    const args = ['-loglevel', 'error', '-i', path, '-f', 'f32le', '-ar', '48000', '-ac', '2', 'pipe:1'];
    const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 1e9 });
    return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
  }

  load(
    deckId: DeckId,
    path: string,
    options: { play?: boolean; loop?: boolean; gainDb?: number } = {},
  ): void {
    const { play = true, loop = false, gainDb = 0 } = options;
    const source = { kind: 'file', path, name: 'file' } as const;
    this.console.deckLoad(deckId, { itemId: deckId, source, gainDb, loop, play });
  }

  deck(deckId: DeckId): DeckState {
    return this.console.state.decks[deckId === 'a' ? 0 : 1];
  }

  async until(what: string, condition: () => boolean, timeoutMs = 30_000): Promise<void> {
    const endMs = performance.now() + timeoutMs;
    while (!condition()) {
      if (performance.now() > endMs) {
        throw new Error(`waited in vain for ${what}: ${JSON.stringify(this.console.state)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** On a deck and at rest until `pull`. */
  async ready(deckId: DeckId): Promise<void> {
    await this.until(`deck ${deckId}`, () => ['ready', 'playing'].includes(this.deck(deckId).status));
  }

  /** Pulls `ticks` frames, by default five times as fast as in life: a decoder on a busy machine has to keep up. */
  async pull(ticks: number, speech: readonly Speech[] = [], paceMs = 4): Promise<(ProgrammeFrame | null)[]> {
    const pulled: (ProgrammeFrame | null)[] = [];
    for (let i = 0; i < ticks; i += 1) {
      pulled.push(this.console.pull(speech));
      await new Promise((resolve) => setTimeout(resolve, paceMs));
    }
    this.frames.push(...pulled);
    return pulled;
  }

  async close(): Promise<void> {
    this.console.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What a listener hears: packets decoded one after the other, silence where none came. */
export function hear(frames: readonly (ProgrammeFrame | null)[]): Float32Array {
  const decoder = createOpusDecoder();
  const heard = new Float32Array(frames.length * FRAME_VALUES);
  frames.forEach((frame, index) => {
    const outcome = decoder.decode(frame?.opus ?? Buffer.of(0xf8, 0xff, 0xfe));
    if (outcome.kind !== 'pcm') throw new Error('not decodable');
    for (let i = 0; i < FRAME_VALUES; i += 1)
      heard[index * FRAME_VALUES + i] = (outcome.pcm[i] ?? 0) / 32_768;
  });
  return heard;
}

/** The sound that was given to the encoder. */
export function pcmOf(frames: readonly (ProgrammeFrame | null)[]): Float32Array {
  const sound = new Float32Array(frames.length * FRAME_VALUES);
  frames.forEach((frame, index) => {
    for (let i = 0; i < FRAME_VALUES; i += 1) {
      sound[index * FRAME_VALUES + i] = (frame?.pcm[i] ?? 0) / 32_768;
    }
  });
  return sound;
}

/** One channel of interleaved stereo. */
export function left(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: samples.length / 2 }, (_, i) => samples[i * 2] ?? 0);
}

export function rms(samples: Float32Array, from = 0, to = samples.length): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += (samples[i] ?? 0) ** 2;
  return Math.sqrt(sum / (to - from));
}

export function db(ratio: number): number {
  return 20 * Math.log10(ratio);
}

/** The largest step of the slope: what a click is, and a slow sine is not. */
export function sharpest(samples: Float32Array, from = 0, to = samples.length): number {
  let most = 0;
  for (let i = Math.max(2, from); i < to; i += 1) {
    const bend = Math.abs((samples[i] ?? 0) - 2 * (samples[i - 1] ?? 0) + (samples[i - 2] ?? 0));
    if (bend > most) most = bend;
  }
  return most;
}

/** By how many samples `heard` comes after `original` (one channel each), judged by the best correlation. */
export function lagOf(heard: Float32Array, original: Float32Array, most: number, count: number): number {
  let best = { lag: 0, score: Number.NEGATIVE_INFINITY };
  for (let lag = 0; lag <= most; lag += 1) {
    let score = 0;
    for (let i = 0; i < count; i += 1) score += (heard[i + lag] ?? 0) * (original[i] ?? 0);
    if (score > best.score) best = { lag, score };
  }
  return best.lag;
}
