import { checkRestBase } from '@shared/discord/address';
import { AppError } from '@shared/errors/app-error';
import { type Clock, sleep } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import type { Secret } from '../../support/secret';
import { discordCodeOf, errorOfAnswer } from './api-error';
import { isGlobalLimit, readBucketHeaders, readRetryAfterMs } from './headers';
import { AnswerTooLarge, type HttpPort, type HttpResponse } from './http';
import { joinSignals } from './join-signals';
import { DISCORD_RATE_LIMITS, RateLimitBook, type RateLimitPolicy } from './rate-limits';
import { type Priority, type QueuedRequest, RequestQueue } from './request-queue';
import { MAX_RATE_LIMIT_RETRIES, MAX_RETRIES, retryDelayMs } from './retry-policy';
import type { RestCall } from './routes';

/**
 * The REST client: routes in, checked answers out. Requests wait in a queue for their rate limit, are repeated
 * where that is safe, and fail with an `AppError`. After a 401 the token is dead: nothing more is sent.
 */

export interface RestClientOptions {
  /** Such as `https://discord.com/api` or `http://127.0.0.1:4010/api`; `/v10` is added. */
  baseUrl: string;
  token: Secret<string>;
  http: HttpPort;
  clock: Clock;
  random: () => number;
  logger: Logger;
  /** Version for the User-Agent. */
  appVersion: string;
  limits?: RateLimitPolicy;
  maxQueued?: number;
}

export interface RequestOptions {
  signal?: AbortSignal;
  /** `user` (default) goes before `background`. */
  priority?: Priority;
  /** Shown in the guild's audit log; at most 512 characters. */
  reason?: string;
  /** Give up when a 429 asks for a longer wait than this; default 60 s. */
  maxRateLimitWaitMs?: number;
  /** Fewer repetitions after network and server failures than the usual three. */
  maxRetries?: number;
}

export interface RestCounters {
  requests: number;
  errors: number;
  rateLimited: number;
  unexpectedResponses: number;
  retries: number;
}

export interface RestClient {
  readonly isLoopback: boolean;
  /** Sends one call and resolves with its checked answer; rejects with `AppError`, or the signal's reason. */
  request<T>(call: RestCall<T>, options?: RequestOptions): Promise<T>;
  /** Told once, when the server refuses the token. */
  onUnauthorized(listener: (error: AppError) => void): () => void;
  counters(): RestCounters;
  queueDepth(): number;
  /** Cancels everything and lets go of all connections. */
  close(): Promise<void>;
}

export const API_VERSION = 10;
const DEFAULT_MAX_QUEUED = 1_000;
const DEFAULT_MAX_RATE_LIMIT_WAIT_MS = 60_000;
const MAX_REASON = 512;

/** How often one request has been sent again, by cause. */
interface Tries {
  failures: number;
  limited: number;
}

type Attempt =
  | { kind: 'done'; response: HttpResponse }
  | { kind: 'afterDelay'; delayMs: number }
  | { kind: 'afterLimit' }
  | { kind: 'failed'; error: unknown };

/** Throws `AppError` `rest/network` when the address may not be used. */
export function createRestClient(options: RestClientOptions): RestClient {
  return new QueuedRestClient(options);
}

class QueuedRestClient implements RestClient {
  readonly isLoopback: boolean;
  readonly #options: RestClientOptions;
  readonly #base: string;
  readonly #book: RateLimitBook;
  readonly #queue: RequestQueue;
  readonly #closed = new AbortController();
  readonly #unauthorized = new Emitter<AppError>();
  readonly #refusals = new Map<QueuedRequest, (error: unknown) => void>();
  #deadToken: AppError | undefined;
  readonly #counters: RestCounters = {
    requests: 0,
    errors: 0,
    rateLimited: 0,
    unexpectedResponses: 0,
    retries: 0,
  };

  constructor(options: RestClientOptions) {
    const check = checkRestBase(options.baseUrl);
    if (check.kind === 'refused') throw new AppError('rest/network', check.reason);
    this.#options = options;
    this.#base = `${check.url}/v${API_VERSION}`;
    this.isLoopback = check.isLoopback;
    this.#book = new RateLimitBook(options.limits ?? DISCORD_RATE_LIMITS);
    this.#queue = new RequestQueue(this.#book, options.clock, options.maxQueued ?? DEFAULT_MAX_QUEUED);
  }

  onUnauthorized = this.#unauthorized.on;

  counters(): RestCounters {
    return { ...this.#counters };
  }

  queueDepth(): number {
    return this.#queue.depth;
  }

  async request<T>(call: RestCall<T>, options: RequestOptions = {}): Promise<T> {
    const { signal, release } = joinSignals([options.signal, this.#closed.signal]);
    try {
      return await this.#requestUntilDone(call, options, signal);
    } finally {
      release();
    }
  }

  async #requestUntilDone<T>(call: RestCall<T>, options: RequestOptions, signal: AbortSignal): Promise<T> {
    const tries = { failures: 0, limited: 0 };
    for (;;) {
      signal.throwIfAborted();
      if (this.#deadToken) throw this.#deadToken;
      const repeated = tries.failures + tries.limited > 0;
      const sentKey = await this.#turn(call, options.priority ?? 'user', signal, repeated);
      const attempt = await this.#attempt(call, options, sentKey, signal, tries);
      if (attempt.kind === 'done') return this.#read(call, attempt.response);
      if (attempt.kind === 'failed') {
        const { doneAlready } = call;
        if (doneAlready?.codes.includes(discordCodeOf(attempt.error) ?? -1)) return doneAlready.value;
        this.#counters.errors += 1;
        throw attempt.error;
      }
      this.#counters.retries += 1;
      if (attempt.kind === 'afterLimit') tries.limited += 1;
      else {
        tries.failures += 1;
        await sleep(this.#options.clock, attempt.delayMs, signal);
      }
    }
  }

  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort(new DOMException('The REST client was closed', 'AbortError'));
    this.#queue.drain();
    this.#refusals.clear();
    this.#unauthorized.clear();
    await this.#options.http.close();
  }

  /** Waits for the queue; resolves with the key under which the request is counted. */
  #turn(call: RestCall<unknown>, priority: Priority, signal: AbortSignal, front: boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        signal.removeEventListener('abort', onAbort);
        this.#refusals.delete(entry);
      };
      const entry: QueuedRequest = {
        routeKey: call.routeKey,
        major: call.major,
        priority,
        start: (sentKey) => {
          settle();
          resolve(sentKey);
        },
      };
      const onAbort = () => {
        this.#queue.remove(entry);
        settle();
        reject(signal.reason);
      };
      this.#refusals.set(entry, (error) => {
        settle();
        reject(error);
      });
      signal.addEventListener('abort', onAbort, { once: true });
      if (!this.#queue.push(entry, front)) {
        settle();
        this.#counters.errors += 1;
        reject(new AppError('rest/queue-full', 'Too many requests are waiting.', { retryable: true }));
      }
    });
  }

  async #attempt(
    call: RestCall<unknown>,
    options: RequestOptions,
    sentKey: string,
    signal: AbortSignal,
    tries: Tries,
  ): Promise<Attempt> {
    const { clock, random } = this.#options;
    this.#counters.requests += 1;
    let response: HttpResponse;
    try {
      // A refused token can overtake a request between its turn and here.
      if (this.#deadToken) throw this.#deadToken;
      response = await this.#options.http.send(this.#httpRequest(call, options, signal));
    } catch (error) {
      this.#book.answered(call, sentKey, null, clock.monotonicMs());
      this.#queue.pump();
      if (signal.aborted) return { kind: 'failed', error: signal.reason };
      if (error instanceof AppError) return { kind: 'failed', error };
      if (error instanceof AnswerTooLarge) return { kind: 'failed', error: this.#unexpected(call, error) };
      const delayMs =
        tries.failures < (options.maxRetries ?? MAX_RETRIES)
          ? retryDelayMs({ kind: 'network' }, call.repeat, tries.failures, random)
          : null;
      if (delayMs !== null) return { kind: 'afterDelay', delayMs };
      return { kind: 'failed', error: networkError(call, error) };
    }
    const nowMs = clock.monotonicMs();
    this.#book.answered(call, sentKey, readBucketHeaders(response.headers), nowMs);
    const attempt = this.#judge(call, options, response, tries, nowMs);
    this.#queue.pump();
    return attempt;
  }

  #judge(
    call: RestCall<unknown>,
    options: RequestOptions,
    response: HttpResponse,
    tries: Tries,
    nowMs: number,
  ): Attempt {
    if (response.status >= 200 && response.status < 300) return { kind: 'done', response };
    const body = parseJson(response.text);
    const requestId = response.headers['x-request-id'] ?? response.headers['cf-ray'];
    const error = errorOfAnswer({
      status: response.status,
      body: body.ok ? body.value : null,
      route: call.routeKey,
      requestId: typeof requestId === 'string' ? requestId.slice(0, 100) : null,
    });
    if (response.status === 401 && !call.pathSecret) this.#refuseAll(error);
    if (response.status === 429) return this.#limited(call, options, response, body, error, tries, nowMs);
    if (!body.ok) this.#counters.unexpectedResponses += 1;
    const failure = { kind: 'status', status: response.status } as const;
    const delayMs =
      tries.failures < (options.maxRetries ?? MAX_RETRIES)
        ? retryDelayMs(failure, call.repeat, tries.failures, this.#options.random)
        : null;
    return delayMs === null ? { kind: 'failed', error } : { kind: 'afterDelay', delayMs };
  }

  /**
   * A 429: the bucket (or everything) waits as told, and the request goes back to the head of its lane. Slow
   * mode (code 20016) and waits longer than the caller allows are answers, not waits.
   */
  #limited(
    call: RestCall<unknown>,
    options: RequestOptions,
    response: HttpResponse,
    body: ParsedJson,
    error: AppError,
    tries: Tries,
    nowMs: number,
  ): Attempt {
    this.#counters.rateLimited += 1;
    const value = body.ok ? body.value : null;
    const retryAfterMs = readRetryAfterMs(response.headers, value);
    const told = new AppError('rest/rate-limited', error.message, {
      retryable: true,
      details: { ...error.details, retryAfterMs },
    });
    if (retryAfterMs === null) {
      this.#counters.unexpectedResponses += 1;
      return { kind: 'failed', error: told };
    }
    if (error.details.discordCode === 20_016) return { kind: 'failed', error: told };
    if (isGlobalLimit(response.headers, value)) this.#book.blockAll(retryAfterMs, nowMs);
    else this.#book.blockBucket(call, retryAfterMs, nowMs);
    this.#options.logger.warn('rate limited', { route: call.routeKey, retryAfterMs });
    const tooLong = retryAfterMs > (options.maxRateLimitWaitMs ?? DEFAULT_MAX_RATE_LIMIT_WAIT_MS);
    if (tooLong || tries.limited >= MAX_RATE_LIMIT_RETRIES) return { kind: 'failed', error: told };
    return { kind: 'afterLimit' };
  }

  #httpRequest(call: RestCall<unknown>, options: RequestOptions, signal: AbortSignal) {
    const query = call.query ? `?${new URLSearchParams(call.query)}` : '';
    const path = call.pathSecret ? call.path.replace('{token}', call.pathSecret.reveal()) : call.path;
    const headers: Record<string, string> = {
      'user-agent': `DiscordBot (https://roomtone.app, ${this.#options.appVersion})`,
      accept: 'application/json',
    };
    if (!call.pathSecret) headers.authorization = `Bot ${this.#options.token.reveal()}`;
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    if (options.reason && call.takesReason)
      headers['x-audit-log-reason'] = encodeURIComponent(options.reason.slice(0, MAX_REASON));
    return {
      method: call.method,
      url: `${this.#base}${path}${query}`,
      headers,
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal,
    };
  }

  #read<T>(call: RestCall<T>, response: HttpResponse): T {
    const body = response.text === '' ? { ok: true as const, value: undefined } : parseJson(response.text);
    if (body.ok) {
      const parsed = call.response.safeParse(body.value);
      if (parsed.success) return parsed.data;
    }
    this.#counters.errors += 1;
    throw this.#unexpected(call, undefined);
  }

  #unexpected(call: RestCall<unknown>, cause: unknown): AppError {
    this.#counters.unexpectedResponses += 1;
    this.#options.logger.warn('an answer had not the shape it should have', { route: call.routeKey });
    return new AppError('rest/unexpected-response', 'The server answered with something unexpected.', {
      details: { route: call.routeKey },
      ...(cause === undefined ? {} : { cause }),
    });
  }

  #refuseAll(error: AppError): void {
    if (this.#deadToken) return;
    this.#deadToken = error;
    for (const entry of this.#queue.drain()) this.#refusals.get(entry)?.(error);
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

function networkError(call: RestCall<unknown>, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return new AppError('rest/network', `The server cannot be reached${code ? ` (${code})` : ''}.`, {
    retryable: true,
    details: { route: call.routeKey, cause: code },
    cause,
  });
}
