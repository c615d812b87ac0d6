import type { WorkspaceChange, WorkspaceChanged } from '@shared/models/workspace';
import type { Clock } from '../../support/clock';
import type { KeyedChange } from './view';

/** A frame of the window at 60 Hz; more than one event in that time could not be seen. */
const FRAME_MS = 16;

/** What the window takes in within a frame: a guild of thousands of people comes in so many frames, not in one. */
const SLICE = 250;

/** Says that something has gone. */
const isEnd = (change: WorkspaceChange): boolean => change.type.endsWith('Removed');

/**
 * Tells the window what changed, at most once a frame and not more at once than a frame can show. The first change after
 * a quiet time goes at once. Of two changes with one key the later wins and takes its place in the order.
 */
export class Announcer {
  readonly #clock: Clock;
  readonly #announce: (changed: WorkspaceChanged) => void;
  readonly #pending = new Map<string, WorkspaceChange>();
  /** Keys of what the window knows. */
  readonly #told = new Set<string>();
  #revision = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, announce: (changed: WorkspaceChanged) => void) {
    this.#clock = clock;
    this.#announce = announce;
  }

  /** Number of the last announcement. */
  get revision(): number {
    return this.#revision;
  }

  add(changes: Iterable<KeyedChange>): void {
    for (const [key, change] of changes) {
      this.#pending.delete(key);
      // What was never told need not be taken back; only a guild ends more than its own entry.
      if (this.#told.has(key) || !isEnd(change) || change.type === 'guildRemoved') {
        this.#pending.set(key, change);
      }
    }
    if (this.#cancelTimer === undefined) this.#flush();
  }

  /**
   * Whether a snapshot of this moment has to leave an entry out: its announcement waits for its frame, and the window
   * has not heard of it. Whatever else waits may be in both, since an announcement tells the whole entry.
   */
  isToCome(key: string): boolean {
    return this.#pending.has(key) && !this.#told.has(key);
  }

  /** Announces what waits, now, if it fits into one frame. */
  flushIfSmall(): void {
    if (this.#pending.size > SLICE) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#flush();
  }

  /** Forgets what waits and what was told, and announces this alone. */
  startOver(first: (revision: number) => WorkspaceChange): void {
    this.close();
    this.#revision += 1;
    this.#announce({ revision: this.#revision, changes: [first(this.#revision)] });
  }

  /** Forgets what waits and lets go of the timer. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#pending.clear();
    this.#told.clear();
  }

  #flush(): void {
    if (this.#pending.size === 0) return;
    const changes: WorkspaceChange[] = [];
    for (const [key, change] of this.#pending) {
      if (changes.length >= SLICE) break;
      changes.push(change);
      this.#pending.delete(key);
      if (isEnd(change)) this.#told.delete(key);
      else this.#told.add(key);
    }
    this.#cancelTimer = this.#clock.setTimer(() => {
      this.#cancelTimer = undefined;
      this.#flush();
    }, FRAME_MS);
    this.#revision += 1;
    this.#announce({ revision: this.#revision, changes });
  }
}
