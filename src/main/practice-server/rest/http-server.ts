import type { IncomingMessage, ServerResponse } from 'node:http';
import { sleep } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { type Answer, banAnswer, errorAnswer, jsonAnswer, limitedAnswer, replyAnswer } from './answer';
import { ApiError } from './api-error';
import { parseBody, readBytes } from './body';
import type { Limits } from './limits/limits';
import type { BucketState } from './rate-limit';
import type { ApiServices, ApiVersion, Exchange, Route } from './route';
import { type Match, Router } from './router';
import { beforeWork, resetConnection, resetUpload, sendAfterWork } from './trouble/faults';
import type { RestDial } from './trouble/rest-dial';
import { bodyForNewest, reasonBesideHeader } from './version-9';

const VERSIONS: ReadonlyMap<string, ApiVersion> = new Map([
  ['v9', 9],
  ['v10', 10],
]);
/** What Discord takes a path without a version for is 6, long gone; the oldest that is left answers here. */
const DEFAULT_VERSION = 9;
const MAX_REASON = 512;
/** Routes whose path holds a credential of its own: neither token nor global limit of the bot are asked. */
const CREDENTIAL = /\/:(webhookToken|interactionToken)\b/;

interface Target {
  url: URL;
  version: ApiVersion | null;
  /** Without the version. */
  path: string;
  match: Match;
}

/**
 * The REST API on one HTTP server: version, route, token, limits, body, handler, in the order in which
 * Discord answers for them. Nothing a client sends makes it throw.
 */
export class RestApi {
  readonly #services: ApiServices;
  readonly #limits: Limits;
  readonly #trouble: RestDial;
  readonly #router: Router;
  readonly #logger: Logger;
  readonly #open = new Set<AbortController>();

  constructor(services: ApiServices, routes: readonly Route[], trouble: RestDial, logger: Logger) {
    this.#services = services;
    this.#limits = services.limiter;
    this.#trouble = trouble;
    this.#router = new Router(routes);
    this.#logger = logger;
  }

  /** Handles a request whose path begins with `/api`. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock } = this.#services;
    const gone = new AbortController();
    const { signal } = gone;
    this.#open.add(gone);
    response.once('close', () => {
      this.#open.delete(gone);
      gone.abort();
    });
    try {
      const target = this.#target(request);
      const trouble = this.#trouble.meet(request.method ?? 'GET', target.path, clock.monotonicMs());
      if (trouble.delayMs > 0) await sleep(clock, trouble.delayMs, signal);
      const before = beforeWork(trouble.met);
      switch (before.kind) {
        case 'hang':
          return;
        case 'reset':
          return resetConnection(response);
        case 'resetUpload':
          return resetUpload(request, response, before.afterBytes);
        case 'answer':
          return await this.#send(response, target, before.answer, null, signal);
        case 'work':
          return await this.#send(response, target, await this.#answer(request, target), trouble.met, signal);
      }
    } catch (error) {
      if (signal.aborted || (request.destroyed && !request.complete)) return void response.destroy();
      this.#logger.error('request failed', { error });
      response.destroy();
    }
  }

  /** Lets go of requests that wait. */
  close(): void {
    for (const gone of this.#open) gone.abort();
  }

  #target(request: IncomingMessage): Target {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, , first = '', ...rest] = url.pathname.split('/');
    const versioned = /^v\d+$/.test(first);
    const version = versioned ? (VERSIONS.get(first) ?? null) : DEFAULT_VERSION;
    const path = `/${(versioned ? rest : [first, ...rest]).join('/')}`;
    return { url, version, path, match: this.#router.match(request.method ?? 'GET', path) };
  }

  /** The answer of a request, whatever becomes of it; rejects only when the client is gone. */
  async #answer(request: IncomingMessage, target: Target): Promise<Answer> {
    const now = this.#services.clock.monotonicMs();
    const banLeftMs = this.#limits.invalid.banLeftMs(now);
    if (banLeftMs > 0) return banAnswer(banLeftMs);
    const headers: Record<string, string> = {};
    try {
      return await this.#work(request, target, headers);
    } catch (error) {
      const answer = errorAnswer(error, headers);
      if (answer) return answer;
      if (request.destroyed && !request.complete) throw error;
      this.#logger.error('handler failed', { error });
      return jsonAnswer(500, new ApiError('internal').toBody(), headers);
    }
  }

  async #work(request: IncomingMessage, target: Target, headers: Record<string, string>): Promise<Answer> {
    const { url, version, match } = target;
    if (version === null) throw new ApiError('invalidVersion');
    if (match.kind === 'unknown') throw new ApiError('notFound');
    if (match.kind === 'wrongMethod') throw new ApiError('methodNotAllowed');
    const { route, params } = match;

    const auth = this.#authenticate(request);
    if (route.auth !== false && !auth) throw new ApiError('unauthorized');
    const limited = this.#takeLimits(route, params, auth?.userId, headers);
    if (limited) return limited;

    const body = parseBody(
      request.headers['content-type'],
      await readBytes(request, this.#services.maxUploadBytes),
    );
    const exchange: Exchange = {
      services: this.#services,
      version,
      params,
      query: url.searchParams,
      json: bodyForNewest(version, body.json),
      files: body.files,
      userId: auth?.userId ?? '',
      token: auth?.token ?? '',
      reason: readReason(request, reasonBesideHeader(version, url.searchParams, body.json)),
    };
    return replyAnswer(route.handle(exchange), headers);
  }

  #authenticate(request: IncomingMessage): { userId: string; token: string } | null {
    const token = /^Bot (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return null;
    const userId = this.#services.world.state.tokens.get(token);
    return userId === undefined ? null : { userId, token };
  }

  /** Counts the request; an answer when it is one too many. Writes the bucket's headers. */
  #takeLimits(
    route: Route,
    params: Readonly<Record<string, string>>,
    userId: string | undefined,
    headers: Record<string, string>,
  ): Answer | null {
    const { clock, world } = this.#services;
    const now = clock.monotonicMs();
    const ownCredential = CREDENTIAL.test(route.path);
    const caller = ownCredential ? 'bearer' : (userId ?? 'address');
    if (!ownCredential) {
      const overall = this.#limits.takeGlobal(caller, now);
      if (overall?.kind === 'exceeded') {
        return limitedAnswer({ retryAfterMs: overall.retryAfterMs, scope: 'global' });
      }
    }
    const rule = typeof route.limit === 'function' ? route.limit({ params, world }) : route.limit;
    const verdict = this.#limits.take(rule, `${caller}:${majorResource(params)}`, now);
    this.#writeLimitHeaders(headers, verdict.bucket);
    if (verdict.kind === 'allowed') return null;
    return limitedAnswer({ retryAfterMs: verdict.retryAfterMs, scope: 'user' }, headers);
  }

  #writeLimitHeaders(headers: Record<string, string>, bucket: BucketState): void {
    if (!bucket.told) return;
    const resetAfter = bucket.resetAfterMs / 1000;
    headers['X-RateLimit-Limit'] = String(bucket.limit);
    headers['X-RateLimit-Remaining'] = String(bucket.remaining);
    headers['X-RateLimit-Reset'] = (this.#wallMs() / 1000 + resetAfter).toFixed(3);
    headers['X-RateLimit-Reset-After'] = resetAfter.toFixed(3);
    headers['X-RateLimit-Bucket'] = bucket.hash;
  }

  /** The wall clock as clients see it, skew included. */
  #wallMs(): number {
    return this.#services.clock.now() + this.#trouble.settings.clockSkewMs;
  }

  async #send(
    response: ServerResponse,
    { match }: Target,
    answer: Answer,
    met: Parameters<typeof sendAfterWork>[2],
    signal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#services;
    const { status } = answer;
    const scope = answer.headers['X-RateLimit-Scope'];
    const deadCredential = status === 404 && match.kind === 'found' && CREDENTIAL.test(match.route.path);
    this.#limits.note({ status, scope, deadCredential }, clock.monotonicMs());
    // What comes from behind the front door says so; some clients take a 429 without this for a ban.
    if (answer.headers.Server !== 'cloudflare') response.setHeader('Via', '1.1 google');
    if (this.#trouble.settings.clockSkewMs !== 0) {
      response.setHeader('Date', new Date(this.#wallMs()).toUTCString());
    }
    await sendAfterWork(response, answer, met, clock, signal);
  }
}

/** The top-level resource whose requests are counted together: a channel, a guild, a webhook with its token. */
function majorResource(params: Readonly<Record<string, string>>): string {
  const { channelId, guildId, webhookId, webhookToken } = params;
  const webhook = webhookToken === undefined ? webhookId : `${webhookId}/${webhookToken}`;
  return channelId ?? guildId ?? webhook ?? params.interactionId ?? '';
}

function readReason(request: IncomingMessage, besideHeader: string | null): string | null {
  const raw = request.headers['x-audit-log-reason'];
  const reason = typeof raw === 'string' && raw !== '' ? decoded(raw) : besideHeader;
  if (reason === null || reason.length <= MAX_REASON) return reason;
  throw new ApiError('invalidForm', {
    _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 512 or fewer in length.' }],
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Clients that send the text unencoded are taken at their word.
    return text;
  }
}
