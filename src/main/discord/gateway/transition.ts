import { gatewayClosePolicy } from '@shared/discord/gateway-close-codes';
import type { IntentName } from '@shared/discord/intents';
import { type BackoffPolicy, backoffDelayMs } from '../../support/backoff';
import { errorOfClose } from './close-error';
import type {
  ConnectionEvent,
  ShardEffect,
  ShardEvent,
  ShardSession,
  ShardState,
  ShardStep,
} from './shard-state';

/**
 * The shard's state machine (reference "Gateway connections"), pure: state and event in, next state and a list
 * of effects out. A runner performs the effects. Time and chance come in as values.
 */

export interface ShardEnvironment {
  /** Unix ms. */
  nowMs: number;
  /** For durations: goes on evenly whatever happens to the wall clock. */
  monotonicMs: number;
  /** In [0, 1); a new one for every event. */
  random: number;
  intents: readonly IntentName[];
}

/** Back-off between connections: 1, 2, 4, 8, 16 s, up to half of it taken off by chance. */
export const RECONNECT_BACKOFF: BackoffPolicy = { minMs: 1_000, maxMs: 16_000, jitter: 0.5 };
/** From opening the socket to READY or RESUMED. */
export const HANDSHAKE_TIMEOUT_MS = 20_000;
/** A connection that lasted this long counts as a success; before, the back-off goes on growing. */
export const STEADY_AFTER_MS = 10_000;
/** After "sending too fast" (4008) we stay away at least this long. */
const SLOW_DOWN_MS = 5_000;
/** An answer to a heartbeat sent to find out whether the connection lives. */
export const PROBE_TIMEOUT_MS = 5_000;
/** The address of a session is tried this often before the main one. */
const RESUME_URL_TRIES = 2;
/** Any close code of ours but 1000 and 1001 keeps the session resumable. */
export const RESUMABLE_CLOSE = 4_000;

type Live = Extract<ShardState, { attempt: number }>;

/** The shard's next state and what has to be done about it; pure. `env` brings the time and the randomness. */
export function transition(state: ShardState, event: ShardEvent, env: ShardEnvironment): ShardStep {
  if (event.kind === 'stop') return stop(state);
  if (event.kind === 'start') {
    if (state.kind !== 'idle' && state.kind !== 'stopped') return unchanged(state);
    return connect(1, 0, null, 'first connection');
  }
  if (state.kind === 'idle' || state.kind === 'stopped') return unchanged(state);
  if (event.kind === 'wake') return wake(state, env);
  if (event.attempt !== state.attempt) return unchanged(state);
  if (state.kind === 'waiting') {
    if (event.kind !== 'timer' || event.timer !== 'retry') return unchanged(state);
    return connect(state.attempt + 1, state.failures, state.session, state.reason);
  }
  return live(state, event, env);
}

function live(
  state: Exclude<Live, { kind: 'waiting' }>,
  event: ConnectionEvent,
  env: ShardEnvironment,
): ShardStep {
  switch (event.kind) {
    case 'hello':
      return hello(state, event.intervalMs, env);
    case 'helloMalformed':
      return reconnect(state, env, { reason: 'the server did not say hello as it should' });
    case 'dispatch':
      return dispatch(state, event);
    case 'heartbeatAcknowledged':
      return acknowledged(state, env);
    case 'heartbeatRequested':
      if (state.kind === 'connecting') return unchanged(state);
      return { state, effects: [{ kind: 'sendHeartbeat', seq: state.session?.seq ?? null }] };
    case 'reconnectRequested':
      return reconnect(state, env, { reason: 'the server asked for a new connection', promptly: true });
    case 'invalidSession':
      return reconnect(state, env, {
        reason: 'the session is no longer valid',
        session: event.resumable ? state.session : null,
        minDelayMs: 1_000 + env.random * 4_000,
      });
    case 'sequenceHole':
      if (state.kind === 'connecting' || !state.session) return unchanged(state);
      return missing(state, env, { reason: 'events were lost on the way', promptly: true });
    case 'held':
      return held(state, event, env);
    case 'streamBroken':
      return missing(state, env, { reason: `the stream cannot be read: ${event.reason}` });
    case 'closed':
      return closed(state, event.code, event.reason, env);
    case 'timer':
      return timer(state, event.timer, env);
  }
}

function hello(state: Live, intervalMs: number, env: ShardEnvironment): ShardStep {
  if (state.kind !== 'connecting') return unchanged(state);
  const heartbeat = { intervalMs, sentAtMs: null, acknowledged: true };
  return {
    state: { ...state, kind: 'handshaking', heartbeat },
    effects: [
      state.session ? { kind: 'sendResume', session: state.session } : { kind: 'sendIdentify' },
      // The first beat comes at a random moment, so that shards of a restarted server do not beat as one.
      { kind: 'setTimer', timer: 'heartbeat', delayMs: intervalMs * env.random },
    ],
  };
}

function dispatch(state: Live, event: Extract<ShardEvent, { kind: 'dispatch' }>): ShardStep {
  if (state.kind !== 'handshaking' && state.kind !== 'ready') return unchanged(state);
  if (event.ready) {
    const { sessionId, resumeUrl } = event.ready;
    return onAir(state, { sessionId, resumeUrl: resumeUrl ?? '', seq: event.seq ?? 0 });
  }
  if (!state.session) return unchanged(state);
  const seq = event.seq === null ? state.session.seq : Math.max(state.session.seq, event.seq);
  const session = { ...state.session, seq };
  if (event.resumed) return onAir(state, session);
  return { state: { ...state, session }, effects: [] };
}

function onAir(state: Extract<Live, { kind: 'handshaking' | 'ready' }>, session: ShardSession): ShardStep {
  const { attempt, failures, heartbeat } = state;
  const latencyMs = state.kind === 'ready' ? state.latencyMs : null;
  return {
    state: { kind: 'ready', attempt, failures, session, heartbeat, latencyMs },
    effects: [
      { kind: 'clearTimer', timer: 'handshake' },
      { kind: 'setTimer', timer: 'steady', delayMs: STEADY_AFTER_MS },
    ],
  };
}

/**
 * What came next could not be had. The server is asked for it once; when that does not bring it, only a fresh state
 * helps.
 */
function missing(
  state: Exclude<Live, { kind: 'waiting' }>,
  env: ShardEnvironment,
  how: Pick<Reconnect, 'reason' | 'promptly'>,
): ShardStep {
  const { session } = state;
  if (state.kind === 'connecting' || !session) return reconnect(state, env, how);
  return reconnect(state, env, {
    ...how,
    session: session.holeAt === session.seq ? null : { ...session, holeAt: session.seq },
  });
}

/** Not a failed try: nothing was tried. */
function held(state: Live, event: Extract<ShardEvent, { kind: 'held' }>, env: ShardEnvironment): ShardStep {
  if (state.kind !== 'connecting') return unchanged(state);
  return {
    state: {
      kind: 'waiting',
      attempt: state.attempt,
      failures: state.failures,
      session: state.session,
      reason: event.reason,
      retryAtMs: env.nowMs + event.delayMs,
      demanded: true,
    },
    effects: [{ kind: 'clearTimers' }, { kind: 'setTimer', timer: 'retry', delayMs: event.delayMs }],
  };
}

/** A heartbeat now tells what the next one would only tell in half a minute. */
function wake(state: Live, env: ShardEnvironment): ShardStep {
  if (state.kind === 'waiting' && !state.demanded) {
    const step = connect(state.attempt + 1, state.failures, state.session, state.reason);
    return { ...step, effects: [{ kind: 'clearTimers' }, ...step.effects] };
  }
  if (state.kind === 'waiting' || state.kind === 'connecting') return unchanged(state);
  const step = sendBeat(state, env);
  const probe = { kind: 'setTimer', timer: 'probe', delayMs: PROBE_TIMEOUT_MS } as const;
  return { ...step, effects: [...step.effects, probe] };
}

function acknowledged(state: Live, env: ShardEnvironment): ShardStep {
  if (state.kind !== 'handshaking' && state.kind !== 'ready') return unchanged(state);
  const { sentAtMs } = state.heartbeat;
  const heartbeat = { ...state.heartbeat, acknowledged: true };
  if (state.kind === 'handshaking') return { state: { ...state, heartbeat }, effects: [] };
  const latencyMs = sentAtMs === null ? state.latencyMs : env.monotonicMs - sentAtMs;
  return { state: { ...state, heartbeat, latencyMs }, effects: [] };
}

function timer(
  state: Exclude<Live, { kind: 'waiting' }>,
  name: Extract<ShardEvent, { kind: 'timer' }>['timer'],
  env: ShardEnvironment,
): ShardStep {
  switch (name) {
    case 'handshake':
      return reconnect(state, env, { reason: 'the server did not answer in time' });
    case 'steady':
      return state.kind === 'ready' ? { state: { ...state, failures: 0 }, effects: [] } : unchanged(state);
    case 'heartbeat':
      return beat(state, env);
    case 'probe':
      if (state.kind === 'connecting' || state.heartbeat.acknowledged) return unchanged(state);
      return reconnect(state, env, { reason: 'the server stopped answering', promptly: true });
    case 'retry':
      return unchanged(state);
  }
}

/** A beat is due. When the last one was never acknowledged the connection is dead without knowing it. */
function beat(state: Exclude<Live, { kind: 'waiting' }>, env: ShardEnvironment): ShardStep {
  if (state.kind === 'connecting') return unchanged(state);
  if (!state.heartbeat.acknowledged) {
    return reconnect(state, env, { reason: 'the server stopped answering' });
  }
  return sendBeat(state, env);
}

function sendBeat(state: Extract<Live, { kind: 'handshaking' | 'ready' }>, env: ShardEnvironment): ShardStep {
  const heartbeat = { ...state.heartbeat, sentAtMs: env.monotonicMs, acknowledged: false };
  return {
    state: { ...state, heartbeat },
    effects: [
      { kind: 'sendHeartbeat', seq: state.session?.seq ?? null },
      { kind: 'setTimer', timer: 'heartbeat', delayMs: heartbeat.intervalMs },
    ],
  };
}

function closed(
  state: Exclude<Live, { kind: 'waiting' }>,
  code: number | null,
  reason: string,
  env: ShardEnvironment,
): ShardStep {
  if (code === null) return reconnect(state, env, { reason: reason || 'the connection was cut', gone: true });
  const policy = gatewayClosePolicy(code);
  switch (policy.action) {
    case 'stop':
      return {
        state: { kind: 'stopped', error: errorOfClose(code, env.intents) },
        effects: [{ kind: 'clearTimers' }],
      };
    case 'identify':
      return reconnect(state, env, { reason: policy.meaning, session: null, gone: true });
    case 'resume':
      return reconnect(state, env, {
        reason: policy.meaning,
        gone: true,
        ...(code === 4008 ? { minDelayMs: SLOW_DOWN_MS } : {}),
      });
  }
}

interface Reconnect {
  reason: string;
  /** What to resume; left out: the session there is. */
  session?: ShardSession | null;
  minDelayMs?: number;
  /** Without delay, unless connections have been failing. */
  promptly?: boolean;
  /** The socket is closed already. */
  gone?: boolean;
}

function reconnect(
  state: Exclude<Live, { kind: 'waiting' }>,
  env: ShardEnvironment,
  how: Reconnect,
): ShardStep {
  const backoffMs = backoffDelayMs(RECONNECT_BACKOFF, state.failures, () => env.random);
  const soonMs = how.promptly && state.failures === 0 ? 0 : backoffMs;
  const delayMs = Math.max(soonMs, how.minDelayMs ?? 0);
  const effects: ShardEffect[] = [{ kind: 'clearTimers' }];
  if (!how.gone) effects.push({ kind: 'closeSocket', code: RESUMABLE_CLOSE, reason: 'reconnecting' });
  effects.push({ kind: 'setTimer', timer: 'retry', delayMs });
  return {
    state: {
      kind: 'waiting',
      attempt: state.attempt,
      failures: state.failures + 1,
      session: how.session === undefined ? state.session : how.session,
      reason: how.reason,
      retryAtMs: env.nowMs + delayMs,
      demanded: (how.minDelayMs ?? 0) > 0,
    },
    effects,
  };
}

function connect(attempt: number, failures: number, session: ShardSession | null, reason: string): ShardStep {
  const resumeUrl = session && failures <= RESUME_URL_TRIES ? session.resumeUrl : '';
  return {
    state: { kind: 'connecting', attempt, failures, session, reason },
    effects: [
      { kind: 'setTimer', timer: 'handshake', delayMs: HANDSHAKE_TIMEOUT_MS },
      { kind: 'connect', attempt, url: resumeUrl === '' ? null : resumeUrl },
    ],
  };
}

function stop(state: ShardState): ShardStep {
  if (state.kind === 'stopped') return unchanged(state);
  const effects: ShardEffect[] = [{ kind: 'clearTimers' }];
  if (state.kind !== 'idle' && state.kind !== 'waiting') {
    effects.push({ kind: 'closeSocket', code: 1_000, reason: 'signing out' });
  }
  return { state: { kind: 'stopped', error: null }, effects };
}

function unchanged(state: ShardState): ShardStep {
  return { state, effects: [] };
}
