import type { DiskState } from '@shared/models/recorder';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { diskState, GrowthMeter } from './disk';

const EVERY_MS = 10_000;

export interface DiskWatchOptions {
  freeBytes: () => Promise<number>;
  onChanged: () => void;
  clock: Clock;
  logger: Logger;
}

/** Looks how long recording can go on: every ten seconds while something is recorded, otherwise when it is asked for. */
export class DiskWatch {
  readonly #options: DiskWatchOptions;
  readonly #growth = new GrowthMeter();
  #running = false;
  #cancel: () => void = () => undefined;
  #state: DiskState | null = null;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
  }

  get state(): DiskState | null {
    return this.#state;
  }

  /** What is recorded now, and how much of it there is. */
  follow(recording: { recordingId: string; bytes: number } | null): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#growth.saw(recording?.recordingId ?? null, recording?.bytes ?? 0, nowMs);
    if (this.#running === (recording !== null)) return;
    this.#running = recording !== null;
    this.#cancel();
    if (this.#running) this.#soon(0);
  }

  /** Asks the disk now. */
  async look(): Promise<void> {
    const { freeBytes, onChanged, logger } = this.#options;
    try {
      this.#state = diskState(await freeBytes(), this.#growth.bytesPerHour);
      onChanged();
    } catch (error) {
      logger.warn('the disk does not say how much is free', { error });
    }
  }

  close(): void {
    this.#running = false;
    this.#cancel();
  }

  #soon(delayMs: number): void {
    this.#cancel = this.#options.clock.setTimer(() => {
      void this.look().then(() => {
        if (this.#running) this.#soon(EVERY_MS);
      });
    }, delayMs);
  }
}
