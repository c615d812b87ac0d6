import type { TimelineKind } from '@shared/models/archive';
import type { Database } from './database';

/** What the writers of one archive share. */
export interface WriteContext {
  readonly database: Database;
  /** Nothing of these people is kept. */
  isForgotten(userId: string): boolean;
  /** False for a guild that is switched off. Direct messages (null) are kept. */
  isKept(guildId: string | null): boolean;
  /** The last sign of life of the run before this one; null: there was none. */
  lastSeenMs(): number | null;
  /** What is in the database already, so that it need not be written again; bounded. */
  readonly known: KnownPeople;
  /** A line of the timeline; none of people who are forgotten, none of guilds that are switched off. */
  note(event: NewEvent): void;
  /** Lines that are known by whom they are since the batch began. */
  readonly signed: Set<number>;
}

/** People as last written, so that a hundred messages of one author write them once. */
export class KnownPeople {
  readonly #last = new Map<string, string>();

  /** True when `value` differs from what was last said for `key`. */
  changes(key: string, value: string): boolean {
    if (this.#last.get(key) === value) return false;
    if (this.#last.size > 50_000) this.#last.clear();
    this.#last.set(key, value);
    return true;
  }

  clear(): void {
    this.#last.clear();
  }
}

export interface NewEvent {
  atMs: number;
  kind: TimelineKind;
  guildId?: string | null;
  channelId?: string | null;
  userId?: string | null;
  actorId?: string | null;
  messageId?: string | null;
  reason?: string | null;
  detail?: string | null;
  certain?: boolean;
}
