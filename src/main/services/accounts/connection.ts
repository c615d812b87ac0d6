import { checkGatewayUrl, checkRestBase } from '@shared/discord/address';
import { grantedIntents, type IntentName } from '@shared/discord/intents';
import type { Dispatch } from '@shared/discord/wire/dispatch';
import type { WireGatewayBot, WireUser } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type { TargetKind } from '@shared/models/accounts';
import { createGuildCache, type GuildCache } from '../../discord/cache';
import {
  createGatewayClient,
  type GatewayClient,
  type GatewayPlan,
  type OpenGatewaySocket,
  type ShardState,
} from '../../discord/gateway';
import {
  createRestClient,
  createUndiciHttp,
  type HttpPort,
  type RestClient,
  routes,
} from '../../discord/rest';
import type { DiscordSession } from '../../discord/session';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import type { Secret } from '../../support/secret';

/**
 * Signing in: address, token, gateway, READY, in this order, so that each kind of wrong input has its own
 * answer before anything is kept running. What comes out is the session the services use.
 */

export const DISCORD_BASE = 'https://discord.com/api';

/** What Roomtone needs to show rooms and messages. MESSAGE_CONTENT is privileged: Discord may refuse it. */
export const INTENTS: readonly IntentName[] = [
  'GUILDS',
  'GUILD_MODERATION',
  'GUILD_EXPRESSIONS',
  'GUILD_WEBHOOKS',
  'GUILD_VOICE_STATES',
  'GUILD_MESSAGES',
  'GUILD_MESSAGE_REACTIONS',
  'GUILD_MESSAGE_TYPING',
  'DIRECT_MESSAGES',
  'DIRECT_MESSAGE_REACTIONS',
  'DIRECT_MESSAGE_TYPING',
  'MESSAGE_CONTENT',
];

/** Privileged, and good to have: who is online, who comes and goes. Asked for when they are switched on. */
const OPTIONAL_INTENTS: readonly IntentName[] = ['GUILD_MEMBERS', 'GUILD_PRESENCES'];

/** From opening the gateway to READY, retries included. */
const READY_TIMEOUT_MS = 20_000;
/** From READY to the last of its guilds; what comes later comes as changes. */
const GUILDS_TIMEOUT_MS = 1_500;

export interface ConnectionTarget {
  target: TargetKind;
  label: string;
  baseUrl: string;
  token: Secret<string>;
}

export interface ConnectionDependencies {
  clock: Clock;
  random: () => number;
  logger: Logger;
  appVersion: string;
  /** The HTTP port; left out: undici. */
  createHttp?: () => HttpPort;
  /** The gateway's socket port; left out: ws. */
  openSocket?: OpenGatewaySocket;
  /** Tells when the computer wakes or its network changes; left out: noticed by the clock alone. */
  onWake?: (listener: () => void) => () => void;
}

export interface ConnectionHooks {
  /** What is being done, for the person who waits. */
  onStep(step: string): void;
  /** Address and token are good; the last moment to leave the connection there was before. */
  beforeGateway(): Promise<void>;
}

/** A session with its end, for its owner alone. */
export interface Connection extends DiscordSession {
  onUnauthorized(listener: (error: AppError) => void): () => void;
  close(): Promise<void>;
}

/**
 * Opens a connection; resolves at READY. Rejects with `AppError` (see `outcomeOfFailure`) or the signal's
 * reason, having closed everything.
 */
export async function openConnection(
  target: ConnectionTarget,
  deps: ConnectionDependencies,
  hooks: ConnectionHooks,
  signal: AbortSignal,
): Promise<Connection> {
  const address = checkRestBase(target.baseUrl);
  if (address.kind === 'refused') throw new AppError('ipc/invalid-input', address.reason);
  const rest = createRestClient({
    baseUrl: address.url,
    token: target.token,
    http: (deps.createHttp ?? createUndiciHttp)(),
    clock: deps.clock,
    random: deps.random,
    logger: deps.logger.child('rest'),
    appVersion: deps.appVersion,
  });
  try {
    hooks.onStep('Checking the token');
    const user = await rest.request(routes.getCurrentUser(), { signal, maxRetries: 1 });
    hooks.onStep('Asking for the gateway');
    const [plan, optional] = await Promise.all([
      askForPlan(rest, signal),
      askForOptionalIntents(rest, signal),
    ]);
    if (plan.sessionStart.remaining <= 0) {
      throw new AppError('gateway/network', 'Discord allows this bot no more sign-ins for now.', {
        details: { resetAfterMs: plan.sessionStart.resetAfterMs },
      });
    }
    await hooks.beforeGateway();
    hooks.onStep('Opening the gateway');
    try {
      return await openGateway(target, deps, rest, user, plan, [...INTENTS, ...optional], signal);
    } catch (error) {
      // Refused in spite of what the application's flags say: without those it could do without.
      const isRefused = error instanceof AppError && error.code === 'gateway/disallowed-intents';
      if (!isRefused || optional.length === 0) throw error;
      return await openGateway(target, deps, rest, user, plan, INTENTS, signal);
    }
  } catch (error) {
    await rest.close();
    throw error;
  }
}

/** GET /gateway/bot, with an address that can be trusted. */
async function askForPlan(rest: RestClient, signal?: AbortSignal): Promise<GatewayPlan> {
  const told = await rest.request(routes.getGatewayBot(), { ...(signal ? { signal } : {}), maxRetries: 1 });
  const url = checkGatewayUrl(told.url);
  if (url.kind === 'refused') throw new AppError('rest/unexpected-response', url.reason);
  return { url: url.url, shards: told.shards, sessionStart: sessionStartOf(told) };
}

function sessionStartOf({ session_start_limit: limit }: WireGatewayBot): GatewayPlan['sessionStart'] {
  return {
    total: limit.total,
    remaining: limit.remaining,
    resetAfterMs: limit.reset_after,
    maxConcurrency: limit.max_concurrency,
  };
}

/** Those of the optional intents that are switched on; none where the server does not tell. */
async function askForOptionalIntents(rest: RestClient, signal: AbortSignal): Promise<readonly IntentName[]> {
  try {
    const { flags, flags_new } = await rest.request(routes.getApplication(), { signal, maxRetries: 0 });
    const all = /^\d+$/.test(flags_new ?? '') ? BigInt(flags_new ?? '0') : BigInt(flags ?? 0);
    return grantedIntents(OPTIONAL_INTENTS, all);
  } catch (error) {
    signal.throwIfAborted();
    // A server of one's own may not have it; one that cannot be reached fails by the other requests.
    if (error instanceof AppError) return [];
    throw error;
  }
}

async function openGateway(
  target: ConnectionTarget,
  deps: ConnectionDependencies,
  rest: RestClient,
  user: WireUser,
  plan: GatewayPlan,
  intents: readonly IntentName[],
  signal: AbortSignal,
): Promise<Connection> {
  const logger = deps.logger.child('gateway');
  const cache = createGuildCache(deps.clock, (error) => logger.error('a listener failed', { error }));
  const gateway = createGatewayClient({
    plan,
    replan: () => askForPlan(rest),
    token: target.token,
    intents,
    clock: deps.clock,
    random: deps.random,
    logger,
    ...(deps.openSocket ? { openSocket: deps.openSocket } : {}),
  });
  const connection = new OpenConnection(
    target,
    { rest, gateway, cache, onWake: deps.onWake },
    user,
    (error) => logger.error('a listener failed', { error }),
  );
  try {
    await waitForReady(gateway, deps.clock, signal);
    return connection;
  } catch (error) {
    await connection.leave();
    throw error;
  }
}

/**
 * Starts the shard and waits until it is on air for the first time and its guilds have come (these for a short
 * time only), so that the window does not open on an empty workspace.
 */
function waitForReady(gateway: GatewayClient, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let lastReason = 'the gateway did not answer';
    let awaited: Set<string> | null = null;
    const cancels: (() => void)[] = [];
    const settle = (error?: unknown) => {
      for (const cancel of cancels) cancel();
      if (error === undefined) resolve();
      else reject(error);
    };
    const unreachable = () =>
      new AppError('gateway/network', `The gateway cannot be reached: ${lastReason}.`, { retryable: true });
    const onAbort = () => settle(signal.reason);
    const settleWhenComplete = () => {
      if (gateway.state.kind === 'ready' && awaited?.size === 0) settle();
    };
    cancels.push(
      clock.setTimer(() => settle(unreachable()), READY_TIMEOUT_MS),
      () => signal.removeEventListener('abort', onAbort),
      gateway.onDispatch((dispatch) => {
        if (dispatch.t === 'READY') {
          awaited ??= new Set();
          for (const { id } of dispatch.d.guilds) awaited.add(id);
        }
        if (dispatch.t === 'GUILD_CREATE' || dispatch.t === 'GUILD_DELETE') awaited?.delete(dispatch.d.id);
        settleWhenComplete();
      }),
      gateway.onState((state: ShardState) => {
        if (state.kind === 'ready') cancels.push(clock.setTimer(() => settle(), GUILDS_TIMEOUT_MS));
        else if (state.kind === 'waiting') lastReason = state.reason;
        else if (state.kind === 'stopped' && state.error) settle(state.error);
        settleWhenComplete();
      }),
    );
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    gateway.start();
  });
}

class OpenConnection implements Connection {
  readonly target: TargetKind;
  readonly label: string;
  readonly baseUrl: string;
  readonly isLoopback: boolean;
  readonly serverOrigin: string;
  readonly userId: string;
  readonly rest: RestClient;
  readonly gateway: GatewayClient;
  readonly cache: GuildCache;
  readonly #userAtSignIn: WireUser;
  readonly #dispatches: Emitter<Dispatch>;

  readonly #releaseWake: () => void;

  constructor(
    target: ConnectionTarget,
    parts: {
      rest: RestClient;
      gateway: GatewayClient;
      cache: GuildCache;
      onWake: ConnectionDependencies['onWake'];
    },
    user: WireUser,
    onError: (error: unknown) => void,
  ) {
    const { rest, gateway, cache } = parts;
    this.target = target.target;
    this.label = target.label;
    this.baseUrl = target.baseUrl.trim().replace(/\/+$/, '');
    this.isLoopback = rest.isLoopback;
    this.serverOrigin = new URL(target.baseUrl).origin;
    this.userId = user.id;
    this.rest = rest;
    this.gateway = gateway;
    this.cache = cache;
    this.#userAtSignIn = user;
    this.#dispatches = new Emitter<Dispatch>(onError);
    gateway.onDispatch((dispatch) => {
      cache.apply(dispatch);
      this.#dispatches.emit(dispatch);
    });
    gateway.onState((state) => {
      if (state.kind === 'waiting') cache.wentOffAir();
    });
    this.#releaseWake = parts.onWake?.(() => gateway.checkConnection()) ?? (() => undefined);
  }

  get user(): WireUser {
    return this.cache.state.self ?? this.#userAtSignIn;
  }

  onDispatch = (listener: (dispatch: Dispatch) => void) => this.#dispatches.on(listener);
  onUnauthorized = (listener: (error: AppError) => void) => this.rest.onUnauthorized(listener);

  async close(): Promise<void> {
    await Promise.all([this.leave(), this.rest.close()]);
  }

  /** Ends everything but the REST client, which may go on with another gateway. */
  async leave(): Promise<void> {
    this.#releaseWake();
    this.#dispatches.clear();
    this.cache.close();
    await this.gateway.close();
  }
}
