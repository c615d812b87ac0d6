import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { LiveFile } from './live-file';

/** The files of the desk are looked at again when somebody asks, but not more often than this. */
const EVERY_MS = 10_000;

/** Notices in the background that a file of the desk has gone, come back, or is another one now. */
export class FileWatch {
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;

  constructor(
    private readonly file: LiveFile,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly onNews: () => void,
    /** What is about to be needed. */
    private readonly upcoming: () => ReadonlySet<string>,
  ) {}

  look(): void {
    const now = this.clock.monotonicMs();
    if (now - this.#lookedAtMs < EVERY_MS) return;
    this.#lookedAtMs = now;
    this.#lookAside(this.file.referred());
  }

  /** Looks at these now, and answers when it is known how they are. */
  async lookNow(itemIds: ReadonlySet<string>): Promise<void> {
    if (!(await this.file.items.verify(itemIds))) return;
    this.file.touch();
    this.onNews();
  }

  /** While something may be played: what is about to be needed is looked at now, and again and again. */
  follow(wanted: boolean): void {
    this.close();
    if (wanted) this.#goOn();
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #goOn(): void {
    this.#lookAside(this.upcoming());
    this.#cancelTimer = this.clock.setTimer(() => this.#goOn(), EVERY_MS);
  }

  #lookAside(itemIds: ReadonlySet<string>): void {
    this.lookNow(itemIds).catch((error: unknown) =>
      this.logger.warn('the files of the desk could not be looked at', { error }),
    );
  }
}
