import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../support/logger';
import { ApiError, RateLimitedError } from './api-error';
import { parseBody, readBytes } from './body';
import type { BucketState, RateLimiter, Verdict } from './rate-limit';
import type { ApiServices, Exchange, Reply, Route } from './route';
import { Router } from './router';

const GLOBAL_RULE = { name: 'global', limit: 50, windowMs: 1000 };
const VERSIONS: ReadonlySet<string> = new Set(['v9', 'v10']);

/**
 * The REST API on one HTTP server: version, route, token, limits, body, handler, in the order in which
 * Discord answers for them. Nothing a client sends makes it throw.
 */
export class RestApi {
  readonly #services: ApiServices;
  readonly #limiter: RateLimiter;
  readonly #router: Router;
  readonly #logger: Logger;

  constructor(services: ApiServices, routes: readonly Route[], logger: Logger) {
    this.#services = services;
    this.#limiter = services.limiter;
    this.#router = new Router(routes);
    this.#logger = logger;
  }

  /** Handles a request whose path begins with `/api`. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#answer(request, response);
    } catch (error) {
      if (error instanceof ApiError) sendJson(response, error.status, error.toBody());
      else if (error instanceof RateLimitedError) sendLimited(response, error.retryAfterMs, error.scope);
      else if (request.destroyed && !request.complete) response.destroy();
      else {
        this.#logger.error('handler failed', { error });
        sendJson(response, 500, new ApiError('internal').toBody());
      }
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, , version = '', ...rest] = url.pathname.split('/');
    if (/^v\d+$/.test(version) && !VERSIONS.has(version)) throw new ApiError('invalidVersion');
    const path = VERSIONS.has(version) ? rest.join('/') : [version, ...rest].join('/');
    const match = this.#router.match(request.method ?? 'GET', path);
    if (match.kind === 'unknown') throw new ApiError('notFound');
    if (match.kind === 'wrongMethod') throw new ApiError('methodNotAllowed');
    const { route, params } = match;

    const auth = this.#authenticate(request);
    if (route.auth !== false && !auth) throw new ApiError('unauthorized');
    const now = this.#services.clock.monotonicMs();
    const caller = auth?.userId ?? 'anonymous';
    const overall = this.#limiter.take(GLOBAL_RULE, caller, now);
    if (overall.kind === 'exceeded') return sendLimited(response, overall.retryAfterMs, 'global');
    const verdict = this.#limiter.take(route.limit, `${caller}:${majorResource(params)}`, now);
    this.#writeLimitHeaders(response, verdict.bucket);
    if (verdict.kind === 'exceeded') return sendLimited(response, retryAfter(verdict), 'user');

    const body = parseBody(request.headers['content-type'], await readBytes(request));
    const exchange: Exchange = {
      services: this.#services,
      params,
      query: url.searchParams,
      json: body.json,
      files: body.files,
      userId: auth?.userId ?? '',
      token: auth?.token ?? '',
      reason: readReason(request),
    };
    sendReply(response, route.handle(exchange));
  }

  #authenticate(request: IncomingMessage): { userId: string; token: string } | null {
    const token = /^Bot (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return null;
    const userId = this.#services.world.state.tokens.get(token);
    return userId === undefined ? null : { userId, token };
  }

  #writeLimitHeaders(response: ServerResponse, bucket: BucketState): void {
    const resetAfter = bucket.resetAfterMs / 1000;
    response.setHeader('X-RateLimit-Limit', bucket.limit);
    response.setHeader('X-RateLimit-Remaining', bucket.remaining);
    response.setHeader('X-RateLimit-Reset', (this.#services.clock.now() / 1000 + resetAfter).toFixed(3));
    response.setHeader('X-RateLimit-Reset-After', resetAfter.toFixed(3));
    response.setHeader('X-RateLimit-Bucket', bucket.hash);
  }
}

const retryAfter = (verdict: Extract<Verdict, { kind: 'exceeded' }>): number => verdict.retryAfterMs;

/** The top-level resource whose requests are counted together. */
function majorResource(params: Readonly<Record<string, string>>): string {
  return params.channelId ?? params.guildId ?? params.webhookId ?? '';
}

function readReason(request: IncomingMessage): string | null {
  const raw = request.headers['x-audit-log-reason'];
  if (typeof raw !== 'string' || raw === '') return null;
  let reason = raw;
  try {
    reason = decodeURIComponent(raw);
  } catch {
    // Clients that send the text unencoded are taken at their word.
  }
  if (reason.length <= 512) return reason;
  throw new ApiError('invalidForm', {
    _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 512 or fewer in length.' }],
  });
}

function sendReply(response: ServerResponse, reply: Reply): void {
  if (reply.status === 204) response.writeHead(204).end();
  else sendJson(response, reply.status, reply.body);
}

/** Answers with JSON; does nothing when an answer is on its way already. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    // A body that was refused half read would otherwise be taken for the next request.
    ...(status === 413 ? { Connection: 'close' } : {}),
  });
  response.end(text);
}

function sendLimited(
  response: ServerResponse,
  retryAfterMs: number,
  scope: 'user' | 'shared' | 'global',
): void {
  const retryAfterSeconds = Math.max(0.001, Math.ceil(retryAfterMs) / 1000);
  response.setHeader('Retry-After', Math.ceil(retryAfterSeconds));
  response.setHeader('X-RateLimit-Scope', scope);
  if (scope === 'global') response.setHeader('X-RateLimit-Global', 'true');
  sendJson(response, 429, {
    message: scope === 'shared' ? 'The resource is being rate limited.' : 'You are being rate limited.',
    retry_after: retryAfterSeconds,
    global: scope === 'global',
  });
}
