import { checkRestBase } from '@shared/discord/address';
import { AppError } from '@shared/errors/app-error';
import type { RestMetrics } from '@shared/models/rest-metrics';
import { Emitter } from '../../support/emitter';
import { discordCodeOf, errorOfAnswer } from './api-error';
import { Cancellations } from './cancellations';
import type { RequestOptions, RestClient, RestClientOptions, RestCounters } from './client-options';
import { forecastMs } from './forecast';
import { isGood, readBucketHeaders, readLimitScope, readRetryAfterMs, requestIdOf } from './headers';
import { AnswerTooLarge, type HttpListener, type HttpRequest, type HttpResponse } from './http';
import { DEFAULT_INVALID_REQUESTS, InvalidRequests } from './invalid-requests';
import { Job, type JobHost } from './job';
import { MetricsBook } from './metrics';
import { DISCORD_RATE_LIMITS, RateLimitBook, type Ticket } from './rate-limits';
import { RequestQueue } from './request-queue';
import { RequestWriter } from './request-writer';
import { type Failure, MAX_RATE_LIMIT_RETRIES, MAX_RETRIES, retryDelayMs } from './retry-policy';
import type { RestCall } from './routes';

/**
 * The REST client: routes in, checked answers out. Requests wait in a queue for their rate limit, are repeated
 * where that is safe, and fail with an `AppError`. After a 401 the token is dead: nothing more is sent with it.
 */

const DEFAULT_MAX_QUEUED = 1_000;
const DEFAULT_MAX_RATE_LIMIT_WAIT_MS = 60_000;
const SLOW_MODE = 20_016;
/** After a 429 that names no time. */
const BLIND_PAUSE_MS = 5_000;

/** Throws `AppError` `rest/network` when the address may not be used. */
export function createRestClient(options: RestClientOptions): RestClient {
  return new QueuedRestClient(options);
}

class QueuedRestClient implements RestClient {
  readonly isLoopback: boolean;
  readonly #options: RestClientOptions;
  readonly #writer: RequestWriter;
  readonly #book: RateLimitBook;
  readonly #queue: RequestQueue;
  readonly #invalid: InvalidRequests;
  readonly #metrics = new MetricsBook();
  readonly #unauthorized = new Emitter<AppError>();
  readonly #done = new Emitter<RestCall<unknown>>();
  readonly #jobs = new Set<Job>();
  readonly #cancellations = new Cancellations();
  readonly #host: JobHost;
  #deadToken: AppError | undefined;
  #isClosed = false;
  #sent = 0;
  #inFlight = 0;

  constructor(options: RestClientOptions) {
    const check = checkRestBase(options.baseUrl);
    if (check.kind === 'refused') throw new AppError('rest/network', check.reason);
    this.#options = options;
    this.isLoopback = check.isLoopback;
    this.#writer = new RequestWriter(check.url, options);
    this.#book = new RateLimitBook(options.limits ?? DISCORD_RATE_LIMITS);
    this.#queue = new RequestQueue(this.#book, options.clock, options.maxQueued ?? DEFAULT_MAX_QUEUED);
    this.#invalid = new InvalidRequests(options.invalidRequests ?? DEFAULT_INVALID_REQUESTS);
    this.#host = this.#makeHost();
  }

  onUnauthorized = this.#unauthorized.on;
  onDone = this.#done.on;

  counters(): RestCounters {
    const { errors, limitsHit, unexpected, retries } = this.#metrics.total;
    return { requests: this.#sent, errors, rateLimited: limitsHit, unexpectedResponses: unexpected, retries };
  }

  metrics(): RestMetrics {
    const nowMs = this.#now();
    return {
      ...this.#metrics.snapshot(nowMs),
      queue: {
        now: this.#queue.depth,
        max: this.#queue.maxSeenDepth,
        limit: this.#options.maxQueued ?? DEFAULT_MAX_QUEUED,
      },
      inFlight: this.#inFlight,
      buckets: this.#book.size,
      invalidRequests: { recent: this.#invalid.count(nowMs), stopAt: this.#invalid.stopAt },
    };
  }

  queueDepth(): number {
    return this.#queue.depth;
  }

  estimateMs(call: RestCall<unknown>, count = 1): number {
    const nowMs = this.#now();
    const key = { routeKey: call.routeKey, major: call.major, exempt: call.pathSecret !== undefined };
    return forecastMs(
      {
        admission: this.#book.admit(key, nowMs),
        bucket: this.#book.bucketOf(key),
        answerMs: this.#metrics.route(call.routeKey).answer.summary().p50Ms,
        count,
      },
      nowMs,
    );
  }

  request<T>(call: RestCall<T>, options: RequestOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#isClosed) {
        reject(closedReason());
        return;
      }
      if (options.signal?.aborted) {
        reject(options.signal.reason);
        return;
      }
      const job = new Job(this.#host, call, options, resolve as (value: unknown) => void, reject);
      this.#jobs.add(job);
      if (options.signal) this.#cancellations.add(options.signal, job);
      this.#enqueue(job, false);
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue.close();
    for (const job of [...this.#jobs]) job.cancel(closedReason());
    this.#unauthorized.clear();
    this.#done.clear();
    await this.#options.http.close();
  }

  #makeHost(): JobHost {
    const { clock, http } = this.#options;
    return {
      enqueue: (job, again) => this.#enqueue(job, again),
      dequeue: (job) => this.#queue.remove(job),
      send: (request: HttpRequest, listener: HttpListener) => {
        this.#sent += 1;
        return http.send(request, listener);
      },
      prepare: (job) => this.#prepare(job),
      left: (ticket) => this.#book.leaves(ticket, this.#now()),
      lost: (ticket) => this.#lost(ticket),
      answered: (job, ticket, response) => this.#answered(job, ticket, response),
      failed: (job, error, hasLeft) => this.#failed(job, error, hasLeft),
      over: (job, outcome) => this.#over(job, outcome),
      setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs),
      monotonicMs: () => clock.monotonicMs(),
    };
  }

  #now(): number {
    return this.#options.clock.monotonicMs();
  }

  #enqueue(job: Job, again: boolean): void {
    const refusal = this.#refusalOf(job);
    if (refusal) job.fail(refusal);
    else if (!this.#queue.push(job, again)) {
      job.fail(new AppError('rest/queue-full', 'Too many requests are waiting.', { retryable: true }));
    }
  }

  /** Why nothing of this kind is sent at all now. */
  #refusalOf(job: Job): AppError | null {
    if (this.#deadToken && !job.key.exempt) return this.#deadToken;
    const verdict = this.#invalid.judge(this.#now());
    if (verdict.kind !== 'stop') return null;
    return new AppError(
      'rest/rate-limited',
      'Too many requests were refused in the last ten minutes. Roomtone stops here, because Discord would block this connection for a day.',
      {
        retryable: true,
        details: {
          route: job.call.routeKey,
          reason: 'invalidRequests',
          retryAfterMs: Math.ceil(verdict.retryAfterMs),
        },
      },
    );
  }

  #prepare(job: Job): HttpRequest | AppError | Promise<HttpRequest> {
    this.#inFlight += 1;
    // A refused token can overtake a request between its turn and here.
    const refusal = this.#refusalOf(job);
    if (refusal) return refusal;
    const nowMs = this.#now();
    const verdict = this.#invalid.judge(nowMs);
    if (verdict.kind === 'slow') this.#book.pause(job.key, nowMs + verdict.gapMs);
    return this.#writer.write(job.call, job.options);
  }

  #lost(ticket: Ticket): void {
    this.#inFlight -= 1;
    this.#book.lost(ticket, this.#now());
    this.#queue.release(ticket.bucket);
    this.#queue.pump();
  }

  #answered(job: Job, ticket: Ticket, response: HttpResponse): void {
    const nowMs = this.#now();
    this.#inFlight -= 1;
    const headers = readBucketHeaders(response.headers);
    const isRoundTrip = job.call.files === undefined;
    this.#book.answered(ticket, { status: response.status, headers, isRoundTrip }, nowMs);
    this.#metrics.route(job.call.routeKey).answer.add(nowMs - Math.min(ticket.sentMs, nowMs));
    if (isGood(response.status)) this.#read(job, response);
    else this.#judge(job, response, headers?.remaining ?? null, nowMs);
    this.#queue.release(ticket.bucket);
    if (headers) this.#queue.release(this.#book.bucketOf(ticket.key));
    this.#queue.pump();
  }

  #judge(job: Job, response: HttpResponse, remaining: number | null, nowMs: number): void {
    const { call } = job;
    const { status, headers } = response;
    const body = parseJson(response.text);
    const value = body.ok ? body.value : null;
    const error = errorOfAnswer({
      status,
      body: value,
      route: call.routeKey,
      requestId: requestIdOf(headers),
    });
    const scope = status === 429 ? readLimitScope(headers, value) : null;
    if (status === 401 || status === 403 || (status === 429 && scope !== 'shared')) this.#invalid.add(nowMs);
    if (status === 429) {
      this.#limited(job, response, value, error, remaining, nowMs);
      return;
    }
    if (!body.ok) this.#metrics.count('unexpected', nowMs);
    const { doneAlready } = call;
    if (doneAlready?.codes.includes(discordCodeOf(error) ?? -1)) {
      job.succeed(doneAlready.value);
      return;
    }
    // Its own answer first: who hears of the dead token closes this client, and that would cut it off.
    this.#repeatOrFail(job, { kind: 'status', status }, error);
    if (status === 401 && !job.key.exempt) this.#refuseAll(error);
  }

  /**
   * A 429: what it is about waits as told, and the request goes back to the head of its lane. Slow mode (code
   * 20016) and waits longer than the caller allows are answers, not waits.
   */
  #limited(
    job: Job,
    response: HttpResponse,
    body: unknown,
    error: AppError,
    remaining: number | null,
    nowMs: number,
  ): void {
    const { call, options, tries } = job;
    this.#metrics.count('limitsHit', nowMs);
    this.#metrics.route(call.routeKey).limitsHit += 1;
    const retryAfterMs = readRetryAfterMs(response.headers, body);
    const scope = readLimitScope(response.headers, body);
    const told = new AppError('rest/rate-limited', error.message, {
      retryable: true,
      details: { ...error.details, retryAfterMs, scope },
    });
    if (retryAfterMs === null) {
      // A page in front of Discord: it does not say when to come back, so nothing is sent for a while.
      this.#book.pause(job.key, nowMs + BLIND_PAUSE_MS);
      this.#metrics.count('unexpected', nowMs);
      job.fail(told);
      return;
    }
    if (error.details.discordCode === SLOW_MODE) {
      job.fail(told);
      return;
    }
    this.#book.limited(job.key, { scope, retryAfterMs, remaining }, nowMs);
    this.#options.logger.warn('rate limited', { route: call.routeKey, scope, retryAfterMs });
    const tooLong = retryAfterMs > (options.maxRateLimitWaitMs ?? DEFAULT_MAX_RATE_LIMIT_WAIT_MS);
    if (tooLong || tries.limited >= MAX_RATE_LIMIT_RETRIES) {
      job.fail(told);
      return;
    }
    tries.limited += 1;
    this.#metrics.count('retries', nowMs);
    this.#enqueue(job, true);
  }

  #failed(job: Job, error: unknown, hasLeft: boolean): void {
    if (error instanceof AppError) job.fail(error);
    else if (error instanceof AnswerTooLarge) job.fail(this.#unexpected(job, error));
    else this.#repeatOrFail(job, { kind: hasLeft ? 'network' : 'unsent' }, networkError(job, error, hasLeft));
  }

  #repeatOrFail(job: Job, failure: Failure, error: AppError): void {
    const { call, options, tries } = job;
    const mayRepeat = tries.failures < (options.maxRetries ?? MAX_RETRIES);
    const delayMs = mayRepeat
      ? retryDelayMs(failure, call.repeat, tries.failures, this.#options.random)
      : null;
    if (delayMs === null) {
      job.fail(error);
      return;
    }
    tries.failures += 1;
    this.#metrics.count('retries', this.#now());
    job.repeatAfter(delayMs);
  }

  #read(job: Job, response: HttpResponse): void {
    const body = response.text === '' ? { ok: true as const, value: undefined } : parseJson(response.text);
    let cause: unknown;
    try {
      const parsed = body.ok ? job.call.response.safeParse(body.value) : null;
      if (parsed?.success) {
        job.succeed(parsed.data);
        return;
      }
    } catch (error) {
      // A schema's own transformation may throw; here that would end in the socket's callback.
      cause = error;
    }
    job.fail(this.#unexpected(job, cause));
  }

  #unexpected(job: Job, cause: unknown): AppError {
    const route = job.call.routeKey;
    this.#metrics.count('unexpected', this.#now());
    this.#options.logger.warn('an answer had not the shape it should have', { route });
    return new AppError('rest/unexpected-response', 'The server answered with something unexpected.', {
      details: { route },
      ...(cause === undefined ? {} : { cause }),
    });
  }

  #over(job: Job, outcome: 'done' | 'failed' | 'cancelled'): void {
    this.#jobs.delete(job);
    const { signal } = job.options;
    if (signal) this.#cancellations.remove(signal, job);
    if (outcome === 'cancelled') return;
    const nowMs = this.#now();
    const record = this.#metrics.route(job.call.routeKey);
    record.requests += 1;
    record.whole.add(nowMs - job.beganMs);
    this.#metrics.count('requests', nowMs);
    if (job.key.exempt) this.#metrics.count('webhookRequests', nowMs);
    if (outcome === 'done') {
      this.#done.emit(job.call);
      return;
    }
    record.errors += 1;
    this.#metrics.count('errors', nowMs);
    if (job.key.exempt) this.#metrics.count('webhookFailures', nowMs);
  }

  #refuseAll(error: AppError): void {
    if (this.#deadToken) return;
    this.#deadToken = error;
    for (const job of [...this.#jobs]) {
      if (!job.key.exempt && this.#queue.remove(job)) job.fail(error);
    }
    this.#unauthorized.emit(error);
  }
}

type ParsedJson = { ok: true; value: unknown } | { ok: false };

function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}

function closedReason(): DOMException {
  return new DOMException('The REST client was closed', 'AbortError');
}

function networkError(job: Job, cause: unknown, hasLeft: boolean): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  const why = code ? ` (${code})` : '';
  const said =
    hasLeft && job.call.files
      ? `The connection broke while files were being sent${why}.`
      : `The server cannot be reached${why}.`;
  return new AppError('rest/network', said, {
    retryable: true,
    details: { route: job.call.routeKey, cause: code, sent: hasLeft },
    cause,
  });
}
