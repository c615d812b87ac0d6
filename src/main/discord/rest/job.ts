import type { AppError } from '@shared/errors/app-error';
import type { RequestOptions } from './client-options';
import type { HttpListener, HttpRequest, HttpResponse } from './http';
import type { RequestKey, Ticket } from './rate-limits';
import type { QueuedRequest } from './request-queue';
import type { RestCall } from './routes';

/** What a job needs from the client it belongs to. */
export interface JobHost {
  /** Waits for its turn; `again` puts it ahead of what came later. */
  enqueue(job: Job, again: boolean): void;
  /** Takes it out of the queue; false when it does not wait there. */
  dequeue(job: Job): boolean;
  /** Begins to send; what comes of it is told to the listener. Returns how to stop it. */
  send(request: HttpRequest, listener: HttpListener): () => void;
  /** Lays out the request, or says why it cannot be sent. Files make it take a while. */
  prepare(job: Job): HttpRequest | AppError | Promise<HttpRequest>;
  left(ticket: Ticket): void;
  /** The ticket's request ended without an answer. */
  lost(ticket: Ticket): void;
  answered(job: Job, ticket: Ticket, response: HttpResponse): void;
  failed(job: Job, error: unknown, hasLeft: boolean): void;
  /** It is over, one way or the other. */
  over(job: Job, outcome: 'done' | 'failed' | 'cancelled'): void;
  setTimer(callback: () => void, delayMs: number): () => void;
  monotonicMs(): number;
}

/**
 * One request from asking to its end: waiting in the queue, on its way, waiting to be repeated. It knows at every
 * moment how to be cancelled. What an answer means is decided by the client.
 */
export class Job implements QueuedRequest {
  readonly key: RequestKey;
  readonly priority: 'user' | 'background';
  readonly beganMs: number;
  /** How often it has been sent again, by cause. */
  readonly tries = { failures: 0, limited: 0 };
  place?: QueuedRequest['place'];
  sentMs = 0;
  isOver = false;
  readonly #host: JobHost;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  #ticket: Ticket | undefined;
  #stopSending: (() => void) | undefined;
  #stopTimer: (() => void) | undefined;

  constructor(
    host: JobHost,
    readonly call: RestCall<unknown>,
    readonly options: RequestOptions,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#host = host;
    this.#resolve = resolve;
    this.#reject = reject;
    this.key = { routeKey: call.routeKey, major: call.major, exempt: call.pathSecret !== undefined };
    this.priority = options.priority ?? 'user';
    this.beganMs = host.monotonicMs();
  }

  /** The queue lets it leave. */
  start(ticket: Ticket): void {
    this.#ticket = ticket;
    let prepared: ReturnType<JobHost['prepare']>;
    try {
      prepared = this.#host.prepare(this);
    } catch (error) {
      // A body that is no JSON is its caller's bug, and must not end whoever made the queue move.
      this.#notSent(error, ticket);
      return;
    }
    if (prepared instanceof Promise) {
      prepared.then(
        (request) => this.#send(request, ticket),
        (error: unknown) => this.#notSent(error, ticket),
      );
    } else if (prepared instanceof Error) this.#notSent(prepared, ticket);
    else this.#send(prepared, ticket);
  }

  /** Sends it again after a while. */
  repeatAfter(delayMs: number): void {
    this.#stopTimer = this.#host.setTimer(() => {
      this.#stopTimer = undefined;
      this.#host.enqueue(this, true);
    }, delayMs);
  }

  succeed(value: unknown): void {
    if (!this.#end('done')) return;
    this.#resolve(value);
  }

  fail(error: unknown): void {
    if (!this.#end('failed')) return;
    this.#reject(error);
  }

  cancel(reason: unknown): void {
    if (this.isOver) return;
    this.#host.dequeue(this);
    this.#stopTimer?.();
    this.#stopSending?.();
    const ticket = this.#ticket;
    this.#ticket = undefined;
    this.#end('cancelled');
    this.#reject(reason);
    if (ticket) this.#host.lost(ticket);
  }

  #send(request: HttpRequest, ticket: Ticket): void {
    if (this.isOver) return;
    this.sentMs = this.#host.monotonicMs();
    let hasLeft = false;
    let ended = false;
    const stop = this.#host.send(request, {
      onLeave: () => {
        hasLeft = true;
        this.#host.left(ticket);
      },
      onAnswer: (response) => {
        ended = true;
        this.#ended();
        this.#host.answered(this, ticket, response);
      },
      onFailure: (error) => {
        ended = true;
        this.#ended();
        this.#host.lost(ticket);
        this.#host.failed(this, error, hasLeft);
      },
    });
    if (!ended) this.#stopSending = stop;
  }

  #notSent(error: unknown, ticket: Ticket): void {
    if (this.isOver) return;
    this.#ended();
    this.fail(error);
    this.#host.lost(ticket);
  }

  #ended(): void {
    this.#ticket = undefined;
    this.#stopSending = undefined;
  }

  #end(outcome: 'done' | 'failed' | 'cancelled'): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.#host.over(this, outcome);
    return true;
  }
}
