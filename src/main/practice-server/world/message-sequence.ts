import { compareSnowflakes } from '@shared/discord/snowflake';
import type { LongHistory } from './long-history';
import type { MessageRecord } from './model';

/** Which messages a client asks for; at most one of the cursors. */
export interface PageQuery {
  before?: string | undefined;
  after?: string | undefined;
  around?: string | undefined;
  limit: number;
}

/**
 * One channel's messages, oldest first: those of a long history, which exist once they are looked at, and
 * behind them those that were written. Ids rise with the position, so every search is a binary one.
 */
export class MessageSequence {
  readonly #older: LongHistory | null;
  readonly #written: readonly MessageRecord[];

  constructor(older: LongHistory | null, written: readonly MessageRecord[]) {
    this.#older = older;
    this.#written = written;
  }

  /** Positions, among them those of deleted messages of the long history. */
  get length(): number {
    return (this.#older?.count ?? 0) + this.#written.length;
  }

  /** The message as it is, to be shown only: what is done to it may be lost. */
  peek(id: string): MessageRecord | undefined {
    const position = this.#positionOf(id);
    return position === null ? undefined : (this.#at(position) ?? undefined);
  }

  /** The message, to be changed. */
  find(id: string): MessageRecord | undefined {
    const position = this.#positionOf(id);
    if (position === null) return undefined;
    const ofOlder = this.#older?.count ?? 0;
    // Who looks for one message may be about to change it: it has to be kept from now on.
    if (position < ofOlder) return this.#older?.keep(position) ?? undefined;
    return this.#written[position - ofOlder];
  }

  /** Newest first. A cursor need not name a message that exists. */
  page({ before, after, around, limit }: PageQuery): MessageRecord[] {
    if (around !== undefined) {
      const middle = this.#lowerBound(around);
      const half = Math.floor(limit / 2);
      const older = this.#backwards(middle - 1, half);
      return [...this.#forwards(middle, limit - half).reverse(), ...older];
    }
    if (after !== undefined) {
      const start = this.#lowerBound(after);
      const inclusive = start < this.length && this.#idAt(start) === after;
      return this.#forwards(inclusive ? start + 1 : start, limit).reverse();
    }
    return this.#backwards((before === undefined ? this.length : this.#lowerBound(before)) - 1, limit);
  }

  #backwards(from: number, limit: number): MessageRecord[] {
    const page: MessageRecord[] = [];
    for (let position = from; position >= 0 && page.length < limit; position--) {
      const message = this.#at(position);
      if (message) page.push(message);
    }
    return page;
  }

  #forwards(from: number, limit: number): MessageRecord[] {
    const page: MessageRecord[] = [];
    for (let position = from; position < this.length && page.length < limit; position++) {
      const message = this.#at(position);
      if (message) page.push(message);
    }
    return page;
  }

  #positionOf(id: string): number | null {
    const position = this.#lowerBound(id);
    return position < this.length && this.#idAt(position) === id ? position : null;
  }

  #at(position: number): MessageRecord | null {
    const ofOlder = this.#older?.count ?? 0;
    if (position < ofOlder) return this.#older?.at(position) ?? null;
    return this.#written[position - ofOlder] ?? null;
  }

  #idAt(position: number): string {
    const ofOlder = this.#older?.count ?? 0;
    if (position < ofOlder) return this.#older?.idAt(position) ?? '0';
    return this.#written[position - ofOlder]?.id ?? '0';
  }

  /** The first position whose id is not below `id`. */
  #lowerBound(id: string): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareSnowflakes(this.#idAt(middle), id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
