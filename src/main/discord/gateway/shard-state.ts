import type { AppError } from '@shared/errors/app-error';
import type { Secret } from '../../support/secret';

/** What a session needs to be resumed: READY gives it, every dispatch moves `seq`. */
export interface ShardSession {
  sessionId: Secret<string>;
  resumeUrl: string;
  seq: number;
  /** `seq` at which dispatches were missing; missing there again after a resume, they will never come. */
  holeAt?: number;
}

/** Heartbeats of one connection. `sentAtMs` is monotonic, and null before the first. */
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
      /** Discord demands this wait, so that nothing may shorten it. */
      demanded: boolean;
    }
  | { kind: 'stopped'; error: AppError | null };

/** What can happen to a shard. Each names where it comes from. */
export type ShardEvent =
  /** The owner: go on air. */
  | { kind: 'start' }
  /** The owner: leave for good. */
  | { kind: 'stop' }
  /** The owner: the computer slept, or the network changed. Find out at once whether the connection lives. */
  | { kind: 'wake' }
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
  /** The runner: the sequence numbers say that dispatches are missing before this one. */
  | { kind: 'sequenceHole'; attempt: number }
  /** The runner: it may not identify yet (session start limit, identify concurrency). */
  | { kind: 'held'; attempt: number; delayMs: number; reason: string }
  /** The inflater: the compressed stream cannot be read any further. */
  | { kind: 'streamBroken'; attempt: number; reason: string }
  /** The socket is gone; `code` is null when it never opened or was cut. */
  | { kind: 'closed'; attempt: number; code: number | null; reason: string }
  /** A timer set by an effect ran out. */
  | { kind: 'timer'; attempt: number; timer: ShardTimer };

export type ShardTimer = 'heartbeat' | 'handshake' | 'retry' | 'steady' | 'probe';

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
