import { DISCORD_EPOCH_MS } from '@shared/discord/snowflake';
import { messageRecord } from './message-record';
import { type MessageRecord, MessageType } from './model';
import { CHAT_LINES } from './population/people';
import { hashText, SeededRandom } from './random';

/** All it takes to have the same history again; kept in the snapshot. */
export interface LongHistoryRecord {
  channel_id: string;
  count: number;
  /** Unix ms at which the newest of them was written. */
  end_ms: number;
  seed: string;
  authors: string[];
  /** Those that somebody changed, reacted to or looked at one by one; null where one was deleted. */
  changed: [position: number, message: MessageRecord | null][];
}

/** One every half minute: 100,000 reach back about five weeks. */
const SPACING_MS = 30_000;
const LONG_LINE_SHARE = 0.1;
const REPLY_SHARE = 0.06;
const EMBED_SHARE = 0.02;
const REACTION_SHARE = 0.08;
const REACTIONS = ['👍', '😂', '❤️', '🎉', '👀'];

/**
 * A very long chat that costs nothing until it is read: each message follows from the seed and its position
 * alone, the id from its time. What was changed is kept on top.
 */
export class LongHistory {
  readonly #record: LongHistoryRecord;
  readonly #changed: Map<number, MessageRecord | null>;

  constructor(record: LongHistoryRecord) {
    this.#record = record;
    this.#changed = new Map(record.changed);
  }

  get channelId(): string {
    return this.#record.channel_id;
  }

  get count(): number {
    return this.#record.count;
  }

  toRecord(): LongHistoryRecord {
    return { ...this.#record, changed: [...this.#changed] };
  }

  idAt(position: number): string {
    const sinceEpoch = BigInt(Math.max(0, this.#timeAt(position) - DISCORD_EPOCH_MS));
    return ((sinceEpoch << 22n) | BigInt(hashText(this.#record.seed) & 0x3ff)).toString();
  }

  /** The message at a position; null when it was deleted. */
  at(position: number): MessageRecord | null {
    const changed = this.#changed.get(position);
    return changed === undefined ? this.#make(position) : changed;
  }

  /** As `at`, and whatever is done to the record stays done. */
  keep(position: number): MessageRecord | null {
    const message = this.at(position);
    this.#changed.set(position, message);
    return message;
  }

  /** Those that were looked at or changed one by one, and are there. */
  keptMessages(): MessageRecord[] {
    return [...this.#changed.values()].flatMap((message) => message ?? []);
  }

  /** False when there is no such message. */
  delete(messageId: string): boolean {
    const sinceEpoch = Number(BigInt(messageId) >> 22n) + DISCORD_EPOCH_MS;
    const position = this.count - 1 - Math.round((this.#record.end_ms - sinceEpoch) / SPACING_MS);
    if (position < 0 || position >= this.count || this.idAt(position) !== messageId) return false;
    if (this.#changed.get(position) === null) return false;
    this.#changed.set(position, null);
    return true;
  }

  #timeAt(position: number): number {
    return this.#record.end_ms - (this.count - 1 - position) * SPACING_MS;
  }

  #make(position: number): MessageRecord {
    const { channel_id, seed, authors } = this.#record;
    const random = new SeededRandom(`${seed}:${position}`);
    // People write a few lines in a row before somebody else does.
    const author = new SeededRandom(`${seed}:turn:${Math.floor(position / 3)}`).pick(authors) ?? '0';
    const lines = random.chance(LONG_LINE_SHARE) ? random.between(3, 9) : 1;
    const content = Array.from({ length: lines }, () => random.pick(CHAT_LINES) ?? '').join(
      lines > 1 ? '. ' : '',
    );
    const repliesTo = random.chance(REPLY_SHARE) ? position - random.between(1, 12) : -1;
    return messageRecord(this.idAt(position), channel_id, author, this.#timeAt(position), {
      content: `${content} (#${position + 1})`,
      embeds: random.chance(EMBED_SHARE)
        ? [{ type: 'rich', title: `Note ${position + 1}`, description: content, color: 0x5b6ee1 }]
        : [],
      reactions: random.chance(REACTION_SHARE)
        ? [
            {
              emoji: { id: null, name: random.pick(REACTIONS) ?? '👍' },
              user_ids: authors.slice(0, random.between(1, Math.min(5, authors.length))),
            },
          ]
        : [],
      ...(repliesTo >= 0
        ? {
            type: MessageType.REPLY,
            reference: { type: 0, guild_id: null, channel_id, message_id: this.idAt(repliesTo) },
          }
        : {}),
    });
  }
}
