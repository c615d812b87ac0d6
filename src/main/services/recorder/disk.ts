import type { DiskState } from '@shared/models/recorder';

const HOUR_MS = 3_600_000;
/** Ten people talking: 10 × (64 kbit/s of Opus + 150 bytes/s of waveform) = 305 MB an hour. */
export const TALKING_BYTES_PER_HOUR = 10 * (64_000 / 8 + 150) * 3_600;
/** The rate of now: over this long, and not before there is this much of it. */
const WINDOW_MS = 120_000;
const ENOUGH_MS = 20_000;
/** It is told with each change of the call, often in the same second. */
const SAMPLE_MS = 900;
const LAST_HOURS = 1 / 6;

interface Sample {
  atMs: number;
  bytes: number;
}

/** How fast a session grows. */
export class GrowthMeter {
  #recordingId: string | null = null;
  #samples: Sample[] = [];

  /** @param atMs on any clock that does not jump */
  saw(recordingId: string | null, bytes: number, atMs: number): void {
    if (recordingId !== this.#recordingId) this.#samples = [];
    this.#recordingId = recordingId;
    if (recordingId === null) return;
    if (atMs - (this.#samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) < SAMPLE_MS) return;
    this.#samples.push({ atMs, bytes });
    while (this.#samples.length > 2 && atMs - (this.#samples[0]?.atMs ?? atMs) > WINDOW_MS)
      this.#samples.shift();
  }

  /** Null while it cannot be told yet. */
  get bytesPerHour(): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || last.atMs - first.atMs < ENOUGH_MS || last.bytes <= first.bytes) return null;
    return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * HOUR_MS;
  }
}

/** How long recording can go on. `bytesPerHour` null: nothing is measured, so it is assumed that ten people talk. */
export function diskState(freeBytes: number, bytesPerHour: number | null): DiskState {
  const rate = bytesPerHour ?? TALKING_BYTES_PER_HOUR;
  const hoursLeft = freeBytes / rate;
  return {
    freeBytes,
    bytesPerHour: rate,
    measured: bytesPerHour !== null,
    hoursLeft,
    level: hoursLeft < LAST_HOURS ? 'last' : hoursLeft < 1 ? 'low' : 'fine',
  };
}
