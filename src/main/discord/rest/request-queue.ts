import type { Clock } from '../../support/clock';
import type { RateLimitBook, RequestKey } from './rate-limits';

/**
 * Requests that wait for their turn. One lane per route and top-level resource; lanes take turns, so that a
 * busy channel does not hold up the others; within a lane, what a person did goes before background work. The
 * rate-limit book says when a lane's head may leave. This file decides order and waits; it sends nothing itself.
 */

export type Priority = 'user' | 'background';

export interface QueuedRequest extends RequestKey {
  priority: Priority;
  /** Called once, when the request may leave; `sentKey` goes back to the book with the answer. */
  start(sentKey: string): void;
}

interface Lane {
  user: QueuedRequest[];
  background: QueuedRequest[];
}

export class RequestQueue {
  readonly #book: RateLimitBook;
  readonly #clock: Clock;
  readonly #maxDepth: number;
  /** Insertion order is the order of turns; a lane that had its turn moves to the end. */
  readonly #lanes = new Map<string, Lane>();
  #depth = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(book: RateLimitBook, clock: Clock, maxDepth: number) {
    this.#book = book;
    this.#clock = clock;
    this.#maxDepth = maxDepth;
  }

  get depth(): number {
    return this.#depth;
  }

  /** False when the queue is full; the request was not taken then. `front` puts a repeated one ahead. */
  push(request: QueuedRequest, front = false): boolean {
    if (this.#depth >= this.#maxDepth && !front) return false;
    const key = `${request.routeKey} ${request.major}`;
    let lane = this.#lanes.get(key);
    if (!lane) {
      lane = { user: [], background: [] };
      this.#lanes.set(key, lane);
    }
    if (front) lane[request.priority].unshift(request);
    else lane[request.priority].push(request);
    this.#depth += 1;
    this.pump();
    return true;
  }

  /** Takes a waiting request out; false when it has left already. */
  remove(request: QueuedRequest): boolean {
    const key = `${request.routeKey} ${request.major}`;
    const lane = this.#lanes.get(key);
    const list = lane?.[request.priority];
    const index = list?.indexOf(request) ?? -1;
    if (!lane || !list || index === -1) return false;
    list.splice(index, 1);
    this.#depth -= 1;
    if (isEmpty(lane)) this.#lanes.delete(key);
    return true;
  }

  /** Empties the queue and hands back what waited, for the owner to refuse. */
  drain(): QueuedRequest[] {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const waiting = [...this.#lanes.values()].flatMap((lane) => [...lane.user, ...lane.background]);
    this.#lanes.clear();
    this.#depth = 0;
    return waiting;
  }

  /** Starts everything that may leave now: people's requests of all lanes first, then background ones. */
  pump(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    let wakeAtMs = Number.POSITIVE_INFINITY;
    for (const priority of ['user', 'background'] as const) {
      let progressed = true;
      while (progressed) {
        progressed = false;
        for (const [key, lane] of [...this.#lanes]) {
          const head = lane[priority][0];
          // A background request never overtakes a person's in its own lane.
          if (!head || (priority === 'background' && lane.user.length > 0)) continue;
          const nowMs = this.#clock.monotonicMs();
          const admission = this.#book.admit(head, nowMs);
          if (admission.kind === 'wait') wakeAtMs = Math.min(wakeAtMs, admission.untilMs);
          if (admission.kind !== 'go') continue;
          this.#startHead(key, lane, priority, head, nowMs);
          progressed = true;
        }
      }
    }
    if (wakeAtMs !== Number.POSITIVE_INFINITY) this.#wakeAt(wakeAtMs);
  }

  #startHead(key: string, lane: Lane, priority: Priority, head: QueuedRequest, nowMs: number): void {
    lane[priority].shift();
    this.#depth -= 1;
    this.#lanes.delete(key);
    if (!isEmpty(lane)) this.#lanes.set(key, lane);
    head.start(this.#book.sent(head, nowMs));
  }

  #wakeAt(atMs: number): void {
    // A timer may fire a hair early; one millisecond more keeps it from asking twice.
    const delayMs = Math.max(0, atMs - this.#clock.monotonicMs()) + 1;
    this.#cancelTimer = this.#clock.setTimer(() => this.pump(), delayMs);
  }
}

function isEmpty(lane: Lane): boolean {
  return lane.user.length === 0 && lane.background.length === 0;
}
