import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { LiveFile } from './live-file';

/** The files of the desk are looked at again when somebody asks, but not more often than this. */
const EVERY_MS = 10_000;

/** Notices in the background that a file of the desk has gone, come back, or is another one now. */
export class FileWatch {
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly file: LiveFile,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly onNews: () => void,
  ) {}

  look(): void {
    const now = this.clock.monotonicMs();
    if (now - this.#lookedAtMs < EVERY_MS) return;
    this.#lookedAtMs = now;
    this.file.items
      .verify(this.file.referred())
      .then((changed) => {
        if (!changed) return;
        this.file.touch();
        this.onNews();
      })
      .catch((error: unknown) => this.logger.warn('the files of the desk could not be looked at', { error }));
  }
}
