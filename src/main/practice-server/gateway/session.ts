import type { Secret } from '../../support/secret';
import type { CloseReason } from './codes';
import { ReplayBuffer } from './replay-buffer';

/** The buffer's text at most; a frame of five megabytes must not cost a session all it remembers. */
const MOST_BUFFERED_CHARACTERS = 64 * 1024 * 1024;

/** What a session needs of the socket it is attached to. */
export interface SessionLink {
  /** Sends a numbered dispatch. */
  send(text: string): void;
  close(reason: CloseReason): void;
}

export interface SessionOptions {
  id: string;
  userId: string;
  token: Secret<string>;
  intents: number;
  shard: readonly [id: number, count: number] | null;
  /** How many dispatches can be replayed. */
  bufferSize: number;
  /** `large_threshold` of the identify. */
  largeThreshold?: number;
}

const DEFAULT_LARGE_THRESHOLD = 50;

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
  readonly largeThreshold: number;
  readonly #buffer: ReplayBuffer;
  #seq = 0;
  #link: SessionLink | null = null;

  constructor(options: SessionOptions) {
    this.id = options.id;
    this.userId = options.userId;
    this.token = options.token;
    this.intents = options.intents;
    this.shard = options.shard;
    this.largeThreshold = options.largeThreshold ?? DEFAULT_LARGE_THRESHOLD;
    this.#buffer = new ReplayBuffer(options.bufferSize, MOST_BUFFERED_CHARACTERS);
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
    this.#buffer.push(this.#seq, text);
    this.#link?.send(text);
  }

  /** The dispatches after `seq`, or null when the buffer no longer covers the gap. */
  missedSince(seq: number): string[] | null {
    return this.#buffer.since(seq, this.#seq);
  }

  /** Guild events go to the shard `(guild_id >> 22) % count`. */
  carriesGuild(guildId: string | null): boolean {
    if (!this.shard) return true;
    // Direct conversations go to the first shard.
    if (guildId === null) return this.shard[0] === 0;
    return Number((BigInt(guildId) >> 22n) % BigInt(this.shard[1])) === this.shard[0];
  }
}
