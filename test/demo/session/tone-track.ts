const RATE = 48_000;
/** How finely a tone is looked at. */
export const STEP_MS = 5;
const STEP = (RATE * STEP_MS) / 1_000;
/** A round has begun where there was nothing for so long before. */
const PAUSE_MS = 200;
/** Tones are at −19 dBFS; what a decoder leaves behind an end is far below. */
const SOUNDS_DBFS = -40;
export const SILENT_DBFS = -90;

/** How loud one pitch is, dBFS, a value each 5 ms (Goertzel; whole periods for multiples of 200 Hz). */
export function toneLevels(samples: Float32Array, hz: number): Float32Array {
  const levels = new Float32Array(Math.floor(samples.length / STEP));
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  for (let step = 0; step < levels.length; step += 1) {
    let before = 0;
    let beforeThat = 0;
    for (let at = step * STEP; at < (step + 1) * STEP; at += 1) {
      const now = (samples[at] ?? 0) + coefficient * before - beforeThat;
      beforeThat = before;
      before = now;
    }
    const squared = before * before + beforeThat * beforeThat - coefficient * before * beforeThat;
    const power = (2 * squared) / (STEP * STEP);
    levels[step] = power < 1e-12 ? -120 : 10 * Math.log10(power);
  }
  return levels;
}

/** Where a tone begins after a pause, ms. */
export function onsets(levels: Float32Array): number[] {
  const found: number[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  levels.forEach((level, step) => {
    if (level <= SOUNDS_DBFS) return;
    const atMs = step * STEP_MS;
    if (atMs - lastMs > PAUSE_MS) found.push(atMs);
    lastMs = atMs;
  });
  return found;
}

/** Where a tone is heard for the last time before a moment, ms (the end of its step); null when it never is. */
export function lastSoundBefore(levels: Float32Array, beforeMs: number): number | null {
  for (let step = Math.min(levels.length, Math.floor(beforeMs / STEP_MS)) - 1; step >= 0; step -= 1) {
    if ((levels[step] ?? -120) > SOUNDS_DBFS) return (step + 1) * STEP_MS;
  }
  return null;
}

/** The loudest of a stretch, dBFS. */
export function loudest(levels: Float32Array, fromMs: number, toMs: number): number {
  let most = -120;
  for (let step = Math.ceil(fromMs / STEP_MS); step < Math.floor(toMs / STEP_MS); step += 1)
    most = Math.max(most, levels[step] ?? -120);
  return most;
}

/** The loudest sample of a stretch of sound, dBFS; −120 when there is none. */
export function peak(samples: Float32Array, fromMs: number, toMs: number): number {
  let most = 0;
  for (let at = Math.ceil(fromMs * 48); at < Math.min(samples.length, toMs * 48); at += 1)
    most = Math.max(most, Math.abs(samples[at] ?? 0));
  return most < 1e-6 ? -120 : 20 * Math.log10(most);
}
