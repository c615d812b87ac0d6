import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { Secret } from '../../support/secret';
import type { VoiceAuthority, VoiceEndpoint, VoiceSeat } from '../voice/port';

/**
 * The border between what simulated members do (world side: who sits where, whose turn it is to speak) and
 * how they sound (voice side: a voice connection, DAVE, Opus speech). The voice side implements it, the
 * members' director calls it.
 */

/** A simulated member's place in voice, with the credentials a client would have got from the main gateway. */
export interface SimulatedSeat extends VoiceSeat {
  sessionId: string;
  token: Secret<string>;
  displayName: string;
  /** Stable for a member under one world seed: choose the voice, its pitch and its lines from this. */
  voiceSeed: number;
}

/**
 * Gives simulated members a voice. Calls return at once; work goes on behind them, and a failure is logged
 * there (a member without a voice must not stop the world). Calls about a user who is not seated are ignored.
 */
export interface SimulatedMemberVoice {
  /** The member sits in a channel where a real client is present: connect as a full voice participant. */
  enter(seat: SimulatedSeat): void;
  /** The member left, moved away (an `enter` for the new seat may follow), or no real client is left. */
  leave(userId: string): void;
  /** It is this member's turn: speak until told otherwise; false: finish and send silence frames. */
  setSpeaking(userId: string, speaking: boolean): void;
  /** Server or self mute, deaf: a muted member sends nothing whatever its turn. */
  setMuted(userId: string, muted: boolean): void;
}

export interface VoiceServerDependencies {
  authority: VoiceAuthority;
  clock: Clock;
  logger: Logger;
  seed: string;
}

/** `newGroup`: op 24, everybody begins anew (from plain frames: the way up); `plain`: down; `spoil`: the next commit or welcome of this user is damaged. */
export type GroupTrouble = 'newGroup' | 'plain' | 'spoil';

/** What the trouble dial may do to a voice server. */
export interface VoiceTroubleControl {
  /** Shares (0 to 1) of the media packets to clients, and ms of jitter; what is not named becomes perfect again. */
  impairNetwork(impairment: {
    loss?: number;
    /** Of the packets from clients. */
    uplinkLoss?: number;
    reorder?: number;
    duplicate?: number;
    jitterMs?: number;
    kilobitsPerSecond?: number;
  }): void;
  /** From now on nothing gets through between the server and the UDP address that a user has now. */
  blackHole(userId: string): void;
  /** What happens to the end-to-end encryption of the rooms that a user is in. */
  shakeGroup(userId: string, how: GroupTrouble): void;
  /** Closes a user's voice WebSocket. */
  closeClient(userId: string, code: number, reason?: string): void;
}

/** A running voice server: sockets on loopback, closed by `close()` without leaving timers behind. */
export interface VoiceServerHandle extends VoiceEndpoint {
  readonly memberVoice: SimulatedMemberVoice;
  /** What a client that insists on `wss://` has to trust; absent when plain `ws://` is all there is. */
  readonly certificatePem?: string;
  /** Absent where the voice side cannot misbehave. */
  readonly control?: VoiceTroubleControl;
  close(): Promise<void>;
}

/** What `voice/` exports for `practice-server.ts` to start. */
export type StartVoiceServer = (dependencies: VoiceServerDependencies) => Promise<VoiceServerHandle>;
