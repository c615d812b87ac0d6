import type { Secret } from '../../support/secret';
import type { CloseReason } from './codes';

interface Replayable {
  seq: number;
  text: string;
}

/** What a session needs of the socket it is attached to. */
export interface SessionLink {
  send(text: string): void;
  close(reason: CloseReason): void;
}

export interface SessionOptions {
  id: string;
  userId: string;
  token: Secret<string>;
  intents: number;
  shard: readonly [id: number, count: number] | null;
  bufferSize: number;
}

/**
 * One identified session: numbers its dispatches and keeps the last ones, so that a client that lost its
 * socket can resume. Lives on without a socket until the hub ends it.
 */
export class GatewaySession {
  readonly id: string;
  readonly userId: string;
  readonly token: Secret<string>;
  readonly intents: number;
  readonly shard: readonly [id: number, count: number] | null;
  readonly #bufferSize: number;
  readonly #buffer: Replayable[] = [];
  #seq = 0;
  #link: SessionLink | null = null;

  constructor(options: SessionOptions) {
    this.id = options.id;
    this.userId = options.userId;
    this.token = options.token;
    this.intents = options.intents;
    this.shard = options.shard;
    this.#bufferSize = options.bufferSize;
  }

  get seq(): number {
    return this.#seq;
  }

  get link(): SessionLink | null {
    return this.#link;
  }

  attach(link: SessionLink): void {
    this.#link = link;
  }

  /** Forgets the socket, unless another one has taken its place meanwhile. */
  detach(link: SessionLink): boolean {
    if (this.#link !== link) return false;
    this.#link = null;
    return true;
  }

  dispatch(t: string, d: unknown): void {
    this.#seq += 1;
    const text = JSON.stringify({ t, s: this.#seq, op: 0, d });
    this.#buffer.push({ seq: this.#seq, text });
    if (this.#buffer.length > this.#bufferSize) this.#buffer.shift();
    this.#link?.send(text);
  }

  /** The dispatches after `seq`, or null when the buffer no longer covers the gap. */
  missedSince(seq: number): string[] | null {
    if (seq === this.#seq) return [];
    const first = this.#buffer[0];
    if (!first || seq < first.seq - 1) return null;
    return this.#buffer.filter((entry) => entry.seq > seq).map((entry) => entry.text);
  }

  /** Guild events go to the shard `(guild_id >> 22) % count`. */
  carriesGuild(guildId: string | null): boolean {
    if (!this.shard) return true;
    // Direct conversations go to the first shard.
    if (guildId === null) return this.shard[0] === 0;
    return Number((BigInt(guildId) >> 22n) % BigInt(this.shard[1])) === this.shard[0];
  }
}
