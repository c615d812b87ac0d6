import type { Clock } from '../../support/clock';
import { SendBudget } from './send-budget';

/**
 * What became of a command: sent, held back (by the send limit, or until we are back on air), or refused since
 * the shard does not run.
 */
export type CommandOutcome = 'sent' | 'queued' | 'notReady';

const MAX_PAYLOAD_BYTES = 4_096;
const MAX_QUEUED_COMMANDS = 100;

export interface CommandQueueOptions {
  clock: Clock;
  isReady(): boolean;
  write(text: string): void;
}

/** Commands of one shard on their way out, within the send limit; and what is to be said when it is back on air. */
export class CommandQueue {
  readonly #options: CommandQueueOptions;
  readonly #budget = new SendBudget();
  #commands: string[] = [];
  /** By guild: what was asked for while off air, or said into a line in doubt. Only the last wish counts; a goodbye must not get lost. */
  readonly #wishes = new Map<string, string>();
  #cancelTimer: (() => void) | undefined;
  #dropped = 0;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
  }

  /** Commands that were too large, or too many. */
  get dropped(): number {
    return this.#dropped;
  }

  /** A new connection: a full budget, and nothing of the old one is said on it. */
  reset(): void {
    this.pause();
    this.#budget.reset();
    this.#commands = [];
  }

  pause(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Counts a payload that leaves beside the queue: heartbeats, Identify, Resume. */
  spend(): void {
    this.#budget.spend(this.#options.clock.monotonicMs());
  }

  push(text: string): CommandOutcome {
    if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES || this.#commands.length >= MAX_QUEUED_COMMANDS) {
      this.#dropped += 1;
      return 'notReady';
    }
    this.#commands.push(text);
    this.#flush();
    return this.#commands.length === 0 ? 'sent' : 'queued';
  }

  /** To be said once back on air. */
  wish(guildId: string, text: string): void {
    this.#wishes.set(guildId, text);
  }

  /** The line has proved alive: what was said into it has arrived. */
  arrived(): void {
    this.#wishes.clear();
  }

  /** Back on air. */
  sendWishes(): void {
    const wishes = [...this.#wishes.values()];
    this.#wishes.clear();
    for (const wish of wishes) this.push(wish);
  }

  #flush(): void {
    this.pause();
    const { clock, isReady, write } = this.#options;
    while (isReady()) {
      const next = this.#commands[0];
      if (next === undefined) return;
      const waitMs = this.#budget.waitMs(clock.monotonicMs());
      if (waitMs > 0) {
        this.#cancelTimer = clock.setTimer(() => this.#flush(), waitMs);
        return;
      }
      this.#commands.shift();
      this.spend();
      write(next);
    }
  }
}
