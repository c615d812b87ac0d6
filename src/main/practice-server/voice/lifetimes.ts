/**
 * Connections and sessions of the voice gateway, and how they end. A connection (one WebSocket) carries at most
 * one session; a session outlives a broken connection for a while and then leaves its call.
 */
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { Call } from './call';
import { VOICE_CLOSE, VOICE_CLOSE_REASON, type VoiceCloseCode } from './close-codes';
import type { Link } from './link';
import type { VoiceSeat } from './port';
import type { SessionRegistry } from './registry';
import type { VoiceSession } from './session';

/** What Discord sends today; the value is a float there. */
export const HEARTBEAT_INTERVAL_MS = 13_750;
/** Missing that many beats ends a session with 4009. */
const MISSED_BEATS = 3;
/** How long a session waits for a resume after its link broke. */
const RESUME_WINDOW_MS = 60_000;

export interface Connection {
  readonly link: Link;
  session: VoiceSession | null;
  closed: boolean;
  cancelTimeout: () => void;
}

export interface LifetimesOptions {
  clock: Clock;
  logger: Logger;
  sessions: SessionRegistry;
  /** The call of a channel, made on first use. */
  callOf: (seat: VoiceSeat) => Call;
  /** Called when somebody left a call, so that an empty one can go. */
  onLeft: (call: Call) => void;
}

export class Lifetimes {
  readonly #options: LifetimesOptions;
  readonly #connections = new Map<Link, Connection>();
  readonly #expiries = new Map<VoiceSession, () => void>();

  constructor(options: LifetimesOptions) {
    this.#options = options;
  }

  open(link: Link): Connection {
    const connection: Connection = { link, session: null, closed: false, cancelTimeout: () => undefined };
    this.#connections.set(link, connection);
    this.expectBeat(connection);
    return connection;
  }

  /** Starts the wait for the next heartbeat anew. */
  expectBeat(connection: Connection): void {
    connection.cancelTimeout();
    if (connection.link.media) return; // memory does not fail by falling silent
    connection.cancelTimeout = this.#options.clock.setTimer(
      () => this.refuse(connection, VOICE_CLOSE.sessionTimeout),
      HEARTBEAT_INTERVAL_MS * MISSED_BEATS,
    );
  }

  /** A resume has moved the session here; a connection that still carried it is closed. */
  moveSession(session: VoiceSession, from: Link | null, to: Connection): void {
    const old = from && this.#connections.get(from);
    if (old) {
      old.session = null;
      this.refuse(old, VOICE_CLOSE.sessionInvalid);
    }
    to.session = session;
    this.#stopExpiry(session);
  }

  /** Closes a connection that did something wrong; its session, if any, ends with it. */
  refuse(connection: Connection, code: VoiceCloseCode): void {
    this.#options.logger.debug('voice connection closed', { code });
    if (connection.session) {
      this.end(connection.session, code);
      return;
    }
    connection.link.close(code, VOICE_CLOSE_REASON[code]);
    this.linkClosed(connection);
  }

  /** Ends a session: out of its call, its link closed with `code`. */
  end(session: VoiceSession, code: number, reason?: string): void {
    const connection = session.link && this.#connections.get(session.link);
    if (connection) {
      connection.session = null;
      this.linkClosed(connection);
    }
    session.closeLink(code, reason);
    this.#stopExpiry(session);
    if (!this.#options.sessions.has(session)) return;
    this.#options.sessions.remove(session);
    const call = this.#options.callOf(session.seat);
    call.leave(session);
    this.#options.onLeft(call);
  }

  /** Breaks the link of a session that may come back for a resume. */
  interrupt(session: VoiceSession, code: number, reason?: string): void {
    const connection = session.link && this.#connections.get(session.link);
    session.closeLink(code, reason);
    if (connection) this.linkClosed(connection);
  }

  /** The link is gone. A session it carried waits for a resume, and ends when none comes. */
  linkClosed(connection: Connection): void {
    if (connection.closed) return;
    connection.closed = true;
    connection.cancelTimeout();
    this.#connections.delete(connection.link);
    const { session } = connection;
    connection.session = null;
    if (!session || !this.#options.sessions.has(session)) return;
    session.detach();
    if (connection.link.media) {
      this.end(session, VOICE_CLOSE.disconnected); // a simulated member that closes has left for good
      return;
    }
    const cancel = this.#options.clock.setTimer(
      () => this.end(session, VOICE_CLOSE.sessionTimeout),
      RESUME_WINDOW_MS,
    );
    this.#expiries.set(session, cancel);
  }

  close(): void {
    const reason = 'Server is going away';
    for (const session of this.#options.sessions.all()) this.end(session, 1001, reason);
    for (const connection of [...this.#connections.values()]) {
      connection.link.close(1001, reason);
      this.linkClosed(connection);
    }
  }

  #stopExpiry(session: VoiceSession): void {
    this.#expiries.get(session)?.();
    this.#expiries.delete(session);
  }
}
