import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { LiveFile } from './live-file';

/** The files of the desk are looked at again when somebody asks, but not more often than this. */
const EVERY_MS = 10_000;

/** Notices in the background that a file of the desk has gone, come back, or is another one now. */
export class FileWatch {
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #followed: ReadonlySet<string> = new Set();
  #cancelTimer: (() => void) | undefined;

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
    this.#lookAside(this.file.referred());
  }

  /** Looks at these now, and answers when it is known how they are. */
  async lookNow(itemIds: ReadonlySet<string>): Promise<void> {
    if (!(await this.file.items.verify(itemIds))) return;
    this.file.touch();
    this.onNews();
  }

  /** These are about to be needed: looked at now, and again and again until others are, or none. */
  follow(itemIds: ReadonlySet<string>): void {
    const isSame = itemIds.size === this.#followed.size && [...itemIds].every((id) => this.#followed.has(id));
    if (isSame) return;
    this.#followed = itemIds;
    this.close();
    this.#goOn();
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #goOn(): void {
    if (this.#followed.size === 0) return;
    this.#lookAside(this.#followed);
    this.#cancelTimer = this.clock.setTimer(() => this.#goOn(), EVERY_MS);
  }

  #lookAside(itemIds: ReadonlySet<string>): void {
    this.lookNow(itemIds).catch((error: unknown) =>
      this.logger.warn('the files of the desk could not be looked at', { error }),
    );
  }
}
