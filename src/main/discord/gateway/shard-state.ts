import type { AppError } from '@shared/errors/app-error';
import type { Secret } from '../../support/secret';

/** What a session needs to be resumed: READY gives it, every dispatch moves `seq`. */
export interface ShardSession {
  sessionId: Secret<string>;
  resumeUrl: string;
  seq: number;
}

/** Heartbeats of one connection. `sentAtMs` is null before the first. */
export interface Heartbeat {
  intervalMs: number;
  sentAtMs: number | null;
  acknowledged: boolean;
}

/**
 * A shard is in exactly one of these. `attempt` numbers connections; what an older connection still says is
 * ignored. `failures` counts tries in a row that did not get on air, for the back-off.
 */
export type ShardState =
  | { kind: 'idle' }
  | { kind: 'connecting'; attempt: number; failures: number; session: ShardSession | null; reason: string }
  | {
      kind: 'handshaking';
      attempt: number;
      failures: number;
      session: ShardSession | null;
      reason: string;
      heartbeat: Heartbeat;
    }
  | {
      kind: 'ready';
      attempt: number;
      failures: number;
      session: ShardSession;
      heartbeat: Heartbeat;
      latencyMs: number | null;
    }
  | {
      kind: 'waiting';
      attempt: number;
      failures: number;
      session: ShardSession | null;
      reason: string;
      retryAtMs: number;
    }
  | { kind: 'stopped'; error: AppError | null };

/** What can happen to a shard. Each names where it comes from. */
export type ShardEvent =
  /** The owner: go on air. */
  | { kind: 'start' }
  /** The owner: leave for good. */
  | { kind: 'stop' }
  | ConnectionEvent;

/** What the connection with this number, or a timer of it, has to say. */
export type ConnectionEvent =
  /** The socket: a payload arrived. `session` is set for READY alone. */
  | { kind: 'hello'; attempt: number; intervalMs: number }
  | { kind: 'helloMalformed'; attempt: number }
  | {
      kind: 'dispatch';
      attempt: number;
      seq: number | null;
      ready: { sessionId: Secret<string>; resumeUrl: string | null } | null;
      resumed: boolean;
    }
  | { kind: 'heartbeatAcknowledged'; attempt: number }
  | { kind: 'heartbeatRequested'; attempt: number }
  | { kind: 'reconnectRequested'; attempt: number }
  | { kind: 'invalidSession'; attempt: number; resumable: boolean }
  /** The inflater: the compressed stream cannot be read any further. */
  | { kind: 'streamBroken'; attempt: number; reason: string }
  /** The socket is gone; `code` is null when it never opened or was cut. */
  | { kind: 'closed'; attempt: number; code: number | null; reason: string }
  /** A timer set by an effect ran out. */
  | { kind: 'timer'; attempt: number; timer: ShardTimer };

export type ShardTimer = 'heartbeat' | 'handshake' | 'retry' | 'steady';

export type ShardEffect =
  | { kind: 'connect'; attempt: number; url: string | null }
  /** Closes the socket of this connection; 1000 ends the session, others keep it resumable. */
  | { kind: 'closeSocket'; code: number; reason: string }
  | { kind: 'sendIdentify' }
  | { kind: 'sendResume'; session: ShardSession }
  | { kind: 'sendHeartbeat'; seq: number | null }
  | { kind: 'setTimer'; timer: ShardTimer; delayMs: number }
  | { kind: 'clearTimer'; timer: ShardTimer }
  | { kind: 'clearTimers' };

export interface ShardStep {
  state: ShardState;
  effects: ShardEffect[];
}
