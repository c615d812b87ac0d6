import type { Clock } from '../../support/clock';
import type { Bucket } from './bucket';
import type { RateLimitBook, RequestKey, Ticket } from './rate-limits';

/**
 * Requests that wait for their turn. One lane per route and top-level resource; lanes take turns, so that a busy
 * channel does not hold up the others. What a person did goes before background work, which still gets one turn in
 * `BACKGROUND_TURN`. The rate-limit book says when a lane's head may leave; a lane that has to wait is set aside
 * until its bucket hears of an answer or its time has come. Adding, taking out and cancelling cost the same however
 * many wait. This file decides order and waits; it sends nothing itself.
 */

export type Priority = 'user' | 'background';

export interface QueuedRequest {
  readonly key: RequestKey;
  readonly priority: Priority;
  /** Called once, when the request may leave; the ticket goes back to the book with the answer. */
  start(ticket: Ticket): void;
  /** Where it waits; kept by the queue. */
  place?: Place | undefined;
}

interface Place {
  readonly request: QueuedRequest;
  readonly lane: Lane;
  before: Place | null;
  after: Place | null;
}

interface Line {
  first: Place | null;
  last: Place | null;
}

interface Lane {
  readonly name: string;
  readonly key: RequestKey;
  readonly user: Line;
  readonly background: Line;
  /** Turns people's requests had while background work waited. */
  streak: number;
  parkedOn: Bucket | null;
  wakeAtMs: number;
}

/** The bot's calls and those without it (webhook tokens) wait for different global limits, so not for each other. */
interface Circle {
  readonly user: Set<Lane>;
  readonly background: Set<Lane>;
  streak: number;
}

/** Background work gets every fifth turn at least. */
const BACKGROUND_TURN = 5;
const MAX_IDLE_LANES = 1_000;

export class RequestQueue {
  readonly #book: RateLimitBook;
  readonly #clock: Clock;
  readonly #maxDepth: number;
  readonly #lanes = new Map<string, Lane>();
  readonly #parked = new Map<Bucket, Set<Lane>>();
  readonly #circles: Readonly<Record<'bot' | 'exempt', Circle>> = {
    bot: { user: new Set(), background: new Set(), streak: 0 },
    exempt: { user: new Set(), background: new Set(), streak: 0 },
  };
  #depth = 0;
  #maxSeen = 0;
  #pumping = false;
  #askedAgain = false;
  #isClosed = false;
  /** No lane that is set aside has to be woken before; may be too early, never too late. */
  #earliestMs = Number.POSITIVE_INFINITY;
  #wakeAtMs = Number.POSITIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;

  constructor(book: RateLimitBook, clock: Clock, maxDepth: number) {
    this.#book = book;
    this.#clock = clock;
    this.#maxDepth = maxDepth;
  }

  get depth(): number {
    return this.#depth;
  }

  /** Most that ever waited at once. */
  get maxSeenDepth(): number {
    return this.#maxSeen;
  }

  /** False when the queue is full; the request was not taken then. `front` puts a repeated one ahead. */
  push(request: QueuedRequest, front = false): boolean {
    if (this.#depth >= this.#maxDepth && !front) return false;
    const lane = this.#laneOf(request.key);
    const line = lane[request.priority];
    const place: Place = { request, lane, before: null, after: null };
    request.place = place;
    if (front) {
      place.after = line.first;
      if (line.first) line.first.before = place;
      else line.last = place;
      line.first = place;
    } else {
      place.before = line.last;
      if (line.last) line.last.after = place;
      else line.first = place;
      line.last = place;
    }
    this.#depth += 1;
    if (lane.parkedOn === null) {
      this.#circleOf(lane)[request.priority].add(lane);
      this.pump();
    }
    if (this.#depth > this.#maxSeen) this.#maxSeen = this.#depth;
    return true;
  }

  /** Takes a waiting request out; false when it has left already. */
  remove(request: QueuedRequest): boolean {
    const place = request.place;
    if (!place) return false;
    const { lane } = place;
    const line = lane[request.priority];
    if (place.before) place.before.after = place.after;
    else line.first = place.after;
    if (place.after) place.after.before = place.before;
    else line.last = place.before;
    request.place = undefined;
    this.#depth -= 1;
    if (!line.first) this.#circleOf(lane)[request.priority].delete(lane);
    if (isEmpty(lane)) this.#unpark(lane);
    return true;
  }

  /** An answer came for this bucket: who waited for it may ask again. */
  release(bucket: Bucket): void {
    const lanes = this.#parked.get(bucket);
    if (!lanes) return;
    this.#parked.delete(bucket);
    for (const lane of lanes) {
      lane.parkedOn = null;
      this.#ready(lane);
    }
  }

  /** Wakes nobody any more. What still waits has to be taken out by its owner. */
  close(): void {
    this.#isClosed = true;
    this.#setTimer(Number.POSITIVE_INFINITY);
  }

  /** Starts everything that may leave now. */
  pump(): void {
    if (this.#isClosed || (this.#depth === 0 && this.#cancelTimer === undefined)) return;
    // A request that fails at once, from within its start, comes back here.
    this.#askedAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#askedAgain) {
        this.#askedAgain = false;
        this.#wakeDue();
        const botMs = this.#pumpCircle(this.#circles.bot);
        const exemptMs = this.#pumpCircle(this.#circles.exempt);
        if (this.#parked.size === 0) this.#earliestMs = Number.POSITIVE_INFINITY;
        this.#setTimer(Math.min(botMs, exemptMs, this.#earliestMs));
      }
    } finally {
      this.#pumping = false;
    }
  }

  /** Until nobody in it may leave; answers when its global limit opens again (infinite: with an answer, or never). */
  #pumpCircle(circle: Circle): number {
    for (;;) {
      const isBackgroundTurn = circle.streak >= BACKGROUND_TURN - 1 && circle.background.size > 0;
      const set = isBackgroundTurn || circle.user.size === 0 ? circle.background : circle.user;
      const lane = firstOf(set);
      if (!lane) return Number.POSITIVE_INFINITY;
      const nowMs = this.#clock.monotonicMs();
      const admission = this.#book.admit(lane.key, nowMs);
      if (admission.kind === 'go') {
        this.#startOne(circle, lane, set === circle.user, nowMs);
        continue;
      }
      const untilMs = admission.kind === 'wait' ? admission.untilMs : Number.POSITIVE_INFINITY;
      if (admission.cause === 'global') return untilMs;
      this.#park(lane, this.#book.bucketOf(lane.key), untilMs);
    }
  }

  #startOne(circle: Circle, lane: Lane, isUserTurn: boolean, nowMs: number): void {
    const both = lane.user.first !== null && lane.background.first !== null;
    const preferBackground = !isUserTurn || lane.streak >= BACKGROUND_TURN - 1;
    // A background request overtakes a person's in its own lane only when it is its turn.
    const line = both
      ? preferBackground
        ? lane.background
        : lane.user
      : lane.user.first
        ? lane.user
        : lane.background;
    const request = line.first?.request;
    if (!request) return;
    const isUser = request.priority === 'user';
    lane.streak = both && isUser ? lane.streak + 1 : 0;
    circle.streak = isUser && circle.background.size > 0 ? circle.streak + 1 : 0;
    this.remove(request);
    // To the end of the round.
    const set = circle[request.priority];
    if (set.delete(lane)) set.add(lane);
    request.start(this.#book.take(lane.key, nowMs));
  }

  #laneOf(key: RequestKey): Lane {
    const name = `${key.routeKey} ${key.major}`;
    let lane = this.#lanes.get(name);
    if (!lane) {
      if (this.#lanes.size >= MAX_IDLE_LANES) this.#forgetEmpty();
      lane = {
        name,
        key,
        user: { first: null, last: null },
        background: { first: null, last: null },
        streak: 0,
        parkedOn: null,
        wakeAtMs: 0,
      };
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  #forgetEmpty(): void {
    for (const [name, lane] of this.#lanes) if (isEmpty(lane)) this.#lanes.delete(name);
  }

  #circleOf(lane: Lane): Circle {
    return lane.key.exempt ? this.#circles.exempt : this.#circles.bot;
  }

  #ready(lane: Lane): void {
    const circle = this.#circleOf(lane);
    if (lane.user.first) circle.user.add(lane);
    if (lane.background.first) circle.background.add(lane);
  }

  #park(lane: Lane, bucket: Bucket, wakeAtMs: number): void {
    const circle = this.#circleOf(lane);
    circle.user.delete(lane);
    circle.background.delete(lane);
    lane.parkedOn = bucket;
    lane.wakeAtMs = wakeAtMs;
    if (wakeAtMs < this.#earliestMs) this.#earliestMs = wakeAtMs;
    const lanes = this.#parked.get(bucket);
    if (lanes) lanes.add(lane);
    else this.#parked.set(bucket, new Set([lane]));
  }

  #unpark(lane: Lane): void {
    const bucket = lane.parkedOn;
    if (!bucket) return;
    const lanes = this.#parked.get(bucket);
    lanes?.delete(lane);
    if (lanes?.size === 0) this.#parked.delete(bucket);
    lane.parkedOn = null;
  }

  #wakeDue(): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs < this.#earliestMs) return;
    this.#earliestMs = Number.POSITIVE_INFINITY;
    for (const lanes of [...this.#parked.values()]) {
      for (const lane of [...lanes]) {
        if (lane.wakeAtMs > nowMs) this.#earliestMs = Math.min(this.#earliestMs, lane.wakeAtMs);
        else {
          this.#unpark(lane);
          this.#ready(lane);
        }
      }
    }
  }

  #setTimer(wakeAtMs: number): void {
    if (wakeAtMs === this.#wakeAtMs) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#wakeAtMs = wakeAtMs;
    if (wakeAtMs === Number.POSITIVE_INFINITY) return;
    // Timers fire up to a millisecond early or late.
    const delayMs = Math.max(0, Math.ceil(wakeAtMs - this.#clock.monotonicMs()));
    this.#cancelTimer = this.#clock.setTimer(() => {
      this.#cancelTimer = undefined;
      this.#wakeAtMs = Number.POSITIVE_INFINITY;
      this.pump();
    }, delayMs);
  }
}

function firstOf(lanes: Set<Lane>): Lane | undefined {
  for (const lane of lanes) return lane;
  return undefined;
}

function isEmpty(lane: Lane): boolean {
  return lane.user.first === null && lane.background.first === null;
}
