/** The echo test: keeps what would go on air for a while, then gives it to the own monitor. */
import { CHANNELS, FRAME_MS, FRAME_SAMPLES } from '@shared/audio/constants';
import { amplitudeToDbfs, METER_FLOOR_DBFS } from '@shared/audio/levels';
import type { EchoState } from '@shared/models/live';
import { mixInto } from '../pcm';

/** 12 × 20 ms: reports about four times a second. */
const REPORT_EVERY_TICKS = 12;
const SILENCE = new Int16Array(FRAME_SAMPLES * CHANNELS);

export class Echo {
  readonly #onState: (state: EchoState) => void;
  #phase: EchoState['phase'] = 'off';
  #frames: Int16Array[] = [];
  #wanted = 0;
  #played = 0;
  #peak = 0;

  constructor(onState: (state: EchoState) => void) {
    this.#onState = onState;
  }

  get phase(): EchoState['phase'] {
    return this.#phase;
  }

  start(durationMs: number): void {
    this.#phase = 'recording';
    this.#frames = [];
    this.#wanted = Math.ceil(durationMs / FRAME_MS);
    this.#played = 0;
    this.#peak = 0;
    this.#report();
  }

  stop(): void {
    if (this.#phase === 'off') return;
    this.#phase = 'off';
    this.#frames = [];
    this.#report();
  }

  /** A frame that would go on air; null for silence. */
  record(pcm: Int16Array | null): void {
    if (this.#phase !== 'recording') return;
    this.#frames.push(pcm && pcm.length > 0 ? pcm : SILENCE);
    for (const value of pcm ?? []) this.#peak = Math.max(this.#peak, Math.abs(value) / 32_768);
    if (this.#frames.length >= this.#wanted) {
      this.#phase = 'playing';
      this.#report();
    } else if (this.#frames.length % REPORT_EVERY_TICKS === 0) this.#report();
  }

  /** Adds the next frame of what was kept to the monitor. */
  play(monitor: Float32Array): void {
    if (this.#phase !== 'playing') return;
    const frame = this.#frames[this.#played];
    this.#played += 1;
    if (!frame) {
      this.stop();
      return;
    }
    mixInto(monitor, frame, 1);
    if (this.#played % REPORT_EVERY_TICKS === 0) this.#report();
  }

  #report(): void {
    const left =
      this.#phase === 'recording' ? this.#wanted - this.#frames.length : this.#frames.length - this.#played;
    this.#onState({
      phase: this.#phase,
      remainingMs: this.#phase === 'off' ? 0 : Math.max(0, left) * FRAME_MS,
      peakDbfs: this.#peak > 0 ? amplitudeToDbfs(this.#peak) : METER_FLOOR_DBFS,
    });
  }
}
