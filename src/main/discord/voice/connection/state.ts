/** The states of a voice connection, the events that move it, and the effects a move asks for. Data only. */
import type { AppError } from '@shared/errors/app-error';
import type { Secret } from '../../../support/secret';
import type { EncryptionMode } from '../packets/transport-crypto';

export interface JoinRequest {
  guildId: string;
  channelId: string;
  userId: string;
  selfMute: boolean;
  selfDeaf: boolean;
  insecureLoopback: boolean;
}

export interface ServerCredentials {
  token: Secret<string>;
  /** `host:port` without a scheme. */
  endpoint: string;
}

/** From Ready (op 2). */
export interface MediaAddress {
  ssrc: number;
  ip: string;
  port: number;
  mode: EncryptionMode;
}

/** What every state of a call carries. */
interface Call {
  request: JoinRequest;
  /** Counts gateway sockets; an event of an older one is ignored. */
  attempt: number;
  /** Full joins in a row that failed, or were up only for a moment. */
  failures: number;
  /** Resumes in a row that failed. */
  resumeFailures: number;
  /** Whether this call has been up once: what is lost then is fetched back more patiently. */
  wasReady: boolean;
  /** We have left the room ourselves to be let in anew: the echo of that is no removal. */
  echoDue: boolean;
  /** Why it is not up any more, in a person's words. */
  reason: string | null;
}

interface Granted extends Call {
  sessionId: string;
  server: ServerCredentials;
}

/** `standing`: it has its key, and another local port is being told to the server. It can be resumed. */
export type Session = 'new' | 'standing';

export type ConnectionState =
  | { kind: 'idle'; attempt: number }
  /** Op 4 was sent; waiting for VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE, in any order. */
  | (Call & { kind: 'signalling'; sessionId: string | null; server: ServerCredentials | null })
  /** The WebSocket is opening. With `media` it is there to resume. */
  | (Granted & { kind: 'connecting'; media: MediaAddress | null })
  | (Granted & { kind: 'identifying'; media: MediaAddress | null })
  | (Granted & { kind: 'discovering'; media: MediaAddress; session: Session })
  /** Select Protocol was sent; waiting for the session's key. */
  | (Granted & { kind: 'securing'; media: MediaAddress; session: Session })
  | (Granted & { kind: 'ready'; media: MediaAddress })
  /** Down for a while; the timer or a fresh pair of updates goes on. */
  | (Granted & { kind: 'waiting'; next: 'resume'; media: MediaAddress })
  | (Granted & { kind: 'waiting'; next: 'rejoin' | 'move'; media: null })
  | { kind: 'ended'; attempt: number; channelId: string; error: AppError | null };

/** The person, through the calls service; possible in every state. */
export interface JoinEvent {
  kind: 'join';
  request: JoinRequest;
}

/** What can happen to a call. */
export type CallEvent =
  /** The person, through the calls service. */
  | { kind: 'leave' }
  | { kind: 'selfMute'; muted: boolean }
  /** Main gateway, about the own user in this guild. A null channel: we were removed. */
  | { kind: 'voiceState'; sessionId: string; channelId: string | null }
  /** Main gateway. A null endpoint: the server is gone, another will follow. */
  | { kind: 'voiceServer'; token: Secret<string>; endpoint: string | null }
  /** Voice gateway socket. */
  | { kind: 'opened'; attempt: number }
  | { kind: 'readyReceived'; attempt: number; media: MediaAddress }
  | { kind: 'noCommonMode'; attempt: number; offered: readonly string[] }
  | { kind: 'resumed'; attempt: number }
  | { kind: 'closed'; attempt: number; code: number }
  /** UDP socket. */
  | { kind: 'discovered'; attempt: number; address: string; port: number }
  /** Keys are in place and DAVE was started. */
  | { kind: 'secured'; attempt: number }
  /** Nothing comes back over UDP any more, or the socket is gone: another local port may help. */
  | { kind: 'pathLost'; attempt: number }
  /** A step could not be done: UDP, key, mode. */
  | { kind: 'failed'; attempt: number; error: AppError }
  /** The timer of the present state. */
  | { kind: 'timer'; attempt: number };

export type ConnectionEvent = JoinEvent | CallEvent;

/** Which wait a timer is; the runner turns it into ms. */
export type TimerKind = 'signal' | 'step' | 'reselect' | 'resume' | 'rejoin' | 'move' | 'steady';

export type ConnectionEffect =
  | { kind: 'signal'; channelId: string | null; request: JoinRequest }
  | { kind: 'openGateway'; attempt: number; endpoint: string; insecureLoopback: boolean; fresh: boolean }
  | { kind: 'identify'; sessionId: string; token: Secret<string>; request: JoinRequest }
  | { kind: 'resume'; sessionId: string; token: Secret<string>; request: JoinRequest }
  | { kind: 'openMedia'; attempt: number; media: MediaAddress }
  /** The same session over another local port. */
  | { kind: 'rebindMedia'; attempt: number; media: MediaAddress }
  | { kind: 'selectProtocol'; address: string; port: number; mode: EncryptionMode }
  | { kind: 'closeGateway' }
  /** UDP, keys and DAVE state of the voice session go; before the gateway, so that sound can still come to its end. */
  | { kind: 'closeMedia' }
  | { kind: 'setTimer'; timer: TimerKind; tries: number };

export interface Transition {
  state: ConnectionState;
  effects: ConnectionEffect[];
}

/** Waits by kind, ms: fixed, or growing from `minMs` to `maxMs` with the tries. */
export const TIMERS: Readonly<Record<TimerKind, { minMs: number; maxMs: number; jitter: number }>> = {
  /** Both updates usually come within a quarter of a second. Asking more often would not bring the network back. */
  signal: { minMs: 6_000, maxMs: 20_000, jitter: 0 },
  /** Any one step of the handshake. */
  step: { minMs: 8_000, maxMs: 8_000, jitter: 0 },
  /**
   * A server that takes another port answers at once. That Discord's does is written nowhere, and no library known tries
   * it: one that does not answer is joined anew soon.
   */
  reselect: { minMs: 2_500, maxMs: 2_500, jitter: 0 },
  resume: { minMs: 250, maxMs: 4_000, jitter: 0.5 },
  rejoin: { minMs: 1_000, maxMs: 20_000, jitter: 0.5 },
  /** A move delivers its fresh pair within seconds. */
  move: { minMs: 5_000, maxMs: 5_000, jitter: 0 },
  /** Up for this long counts as success; what ends sooner goes on counting as a failure. */
  steady: { minMs: 10_000, maxMs: 10_000, jitter: 0 },
};

/** After this many failed resumes the session is given up and joined anew. */
export const MAX_RESUME_FAILURES = 3;
/** Failed joins in a row that end a call which was never up. */
export const MAX_FIRST_JOIN_FAILURES = 2;
/**
 * The same for a call that was up. With the waits above it outlasts an outage of three minutes in which nothing answers,
 * and goes on for more than a minute with a server that refuses each try at once.
 */
export const MAX_REJOIN_FAILURES = 10;
