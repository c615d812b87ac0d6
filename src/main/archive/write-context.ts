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
  detail?: string | null;
  certain?: boolean;
}

/** A line of the timeline; none of people who are forgotten, none of guilds that are switched off. */
export function noteEvent(context: WriteContext, event: NewEvent): void {
  const { userId = null, guildId = null } = event;
  if (!context.isKept(guildId) || (userId !== null && context.isForgotten(userId))) return;
  context.database.run(
    `INSERT INTO events (at_ms, kind, guild_id, channel_id, user_id, actor_id, message_id, detail, certain)
     VALUES (@atMs, @kind, @guildId, @channelId, @userId, @actorId, @messageId, @detail, @certain)`,
    {
      atMs: event.atMs,
      kind: event.kind,
      guildId,
      channelId: event.channelId ?? null,
      userId,
      actorId: event.actorId ?? null,
      messageId: event.messageId ?? null,
      detail: event.detail ?? null,
      certain: event.certain === false ? 0 : 1,
    },
  );
}
