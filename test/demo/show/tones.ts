import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PITCHES, type Piece } from './media';

const RATE = 48_000;
/** Levels are taken from frames as Discord sends them; gaps are looked for in quarters of one. */
export const FRAME_MS = 20;
const FRAME = (RATE * FRAME_MS) / 1_000;
const STEP_MS = 5;
const STEP = (RATE * STEP_MS) / 1_000;

/** Below it there is nothing of the programme, not even under ducking. */
const SILENT_DBFS = -55;

export interface Levels {
  /** dBFS (rms) of the first pitch of each piece, a frame each. */
  pieces: Record<Piece, Float32Array>;
  /** dBFS of everything that is none of the pitches: speech. */
  rest: Float32Array;
}

export interface Gap {
  fromMs: number;
  toMs: number;
}

/** Decodes a track to mono samples at 48 kHz. */
export async function decodeTrack(path: string): Promise<Float32Array> {
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-loglevel', 'error', '-i', path, '-ac', '1', '-ar', String(RATE), '-f', 'f32le', '-'],
    { encoding: 'buffer', maxBuffer: 1 << 30 },
  );
  const bytes = Uint8Array.from(stdout);
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
}

export function measureLevels(samples: Float32Array): Levels {
  const frames = Math.floor(samples.length / FRAME);
  const empty = () => new Float32Array(frames);
  const pieces: Record<Piece, Float32Array> = { a: empty(), b: empty(), pad: empty(), gong: empty() };
  const rest = empty();
  for (let frame = 0; frame < frames; frame += 1) {
    const sound = samples.subarray(frame * FRAME, (frame + 1) * FRAME);
    let remaining = power(sound);
    for (const piece of Object.keys(PITCHES) as Piece[]) {
      PITCHES[piece].forEach((hz, index) => {
        const found = pitchPower(sound, hz);
        remaining -= found;
        if (index === 0) pieces[piece][frame] = toDb(found);
      });
    }
    rest[frame] = toDb(Math.max(0, remaining));
  }
  return { pieces, rest };
}

/** Where the track is silent for longer than `longerThanMs`, between two times, to 5 ms. */
export function findGaps(samples: Float32Array, fromMs: number, toMs: number, longerThanMs: number): Gap[] {
  const gaps: Gap[] = [];
  let since: number | null = null;
  const last = Math.min(Math.floor(samples.length / STEP), Math.floor(toMs / STEP_MS));
  for (let step = Math.ceil(fromMs / STEP_MS); step <= last; step += 1) {
    const sound = samples.subarray(step * STEP, (step + 1) * STEP);
    const silent = step < last && toDb(power(sound)) < SILENT_DBFS;
    if (silent) since ??= step;
    else if (since !== null) {
      if ((step - since) * STEP_MS > longerThanMs)
        gaps.push({ fromMs: since * STEP_MS, toMs: step * STEP_MS });
      since = null;
    }
  }
  return gaps;
}

/** The first and last moment at which a track is louder than a level, ms; null when it never is. */
export function soundingSpan(levels: Float32Array, aboveDbfs: number): Gap | null {
  const first = levels.findIndex((level) => level > aboveDbfs);
  if (first < 0) return null;
  let last = first;
  levels.forEach((level, frame) => {
    if (level > aboveDbfs) last = frame;
  });
  return { fromMs: first * FRAME_MS, toMs: (last + 1) * FRAME_MS };
}

/** The loudness of each frame, whatever it is made of, dBFS. */
export function frameLevels(samples: Float32Array): Float32Array {
  const levels = new Float32Array(Math.floor(samples.length / FRAME));
  for (let frame = 0; frame < levels.length; frame += 1)
    levels[frame] = toDb(power(samples.subarray(frame * FRAME, (frame + 1) * FRAME)));
  return levels;
}

export function median(values: Iterable<number>): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

/** A stretch of levels, from and to in ms. */
export function stretch(levels: Float32Array, fromMs: number, toMs: number): Float32Array {
  return levels.subarray(Math.max(0, Math.ceil(fromMs / FRAME_MS)), Math.max(0, Math.floor(toMs / FRAME_MS)));
}

function power(sound: Float32Array): number {
  let sum = 0;
  for (const sample of sound) sum += sample * sample;
  return sound.length === 0 ? 0 : sum / sound.length;
}

/** What one pitch has of the power of a frame (Goertzel). */
function pitchPower(sound: Float32Array, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let before = 0;
  let beforeThat = 0;
  for (const sample of sound) {
    const now = sample + coefficient * before - beforeThat;
    beforeThat = before;
    before = now;
  }
  const squared = before * before + beforeThat * beforeThat - coefficient * before * beforeThat;
  return (2 * squared) / (sound.length * sound.length);
}

function toDb(meanSquare: number): number {
  return meanSquare <= 1e-12 ? -120 : 10 * Math.log10(meanSquare);
}
