/**
 * The DAVE side of a simulated member: what a client does with the voice gateway's opcodes 21–31, around a
 * `@snazzah/davey` session. It gets the server's messages and answers with messages; it knows no socket.
 */
import { DAVESession } from '@snazzah/davey';
import { buildDaveClientMessage, DAVE_OP, type DaveServerMessage } from '../../../discord/voice/packets';

/** The library declares its enums as `const`, which cannot be imported file by file; these are its values. */
const MEDIA_AUDIO = 0;
const APPEND = 0;
const REVOKE = 1;
const PASSTHROUGH_EXPIRY_SECONDS = 10;

function hasDaveMarker(frame: Buffer): boolean {
  return frame.length >= 11 && frame.readUInt16BE(frame.length - 2) === 0xfafa;
}

/** JSON opcodes 23 (transition ready) and 31 (invalid commit or welcome), client to server. */
export interface DaveClientJson {
  op: 23 | 31;
  d: { transition_id: number };
}

export interface DaveParticipantPort {
  /** The next commit is about to be taken in: what is still to go out under the present epoch has to be encrypted now. */
  onLeavingEpoch?(transitionId: number): void;
  /** A group stands that came with transition 0: it takes effect at once. */
  onImmediate?(protocolVersion: number): void;
  sendBinary(frame: Buffer): void;
  sendJson(message: DaveClientJson): void;
}

/** Exactly the frame that every client sends and takes unencrypted. */
const SILENCE = Buffer.of(0xf8, 0xff, 0xfe);

export class DaveParticipant {
  readonly #userId: string;
  readonly #channelId: string;
  readonly #port: DaveParticipantPort;
  /** Everybody the voice gateway named (op 11, less op 13), including this user: whose Adds are accepted. */
  readonly recognizedUsers: Set<string>;
  #session: DAVESession | null = null;
  #externalSender: Buffer | null = null;
  #lastTransitionId = 0;
  /** Times the participant had to ask for a way back in (op 31). */
  recoveries = 0;

  constructor(userId: string, channelId: string, port: DaveParticipantPort) {
    this.#userId = userId;
    this.#channelId = channelId;
    this.#port = port;
    this.recognizedUsers = new Set([userId]);
  }

  get ready(): boolean {
    return this.#session?.ready ?? false;
  }

  get epoch(): bigint | null {
    return this.#session?.epoch ?? null;
  }

  get ownLeafIndex(): number | null {
    return this.#session?.ownLeafIndex ?? null;
  }

  /** Thirty digits that all members of an epoch share; empty while there is no group. */
  get privacyCode(): string {
    return this.#session?.voicePrivacyCode ?? '';
  }

  get memberIds(): string[] {
    return this.#session?.getUserIds() ?? [];
  }

  /** Op 4 with a DAVE version above 0: make the session and offer a key package. */
  start(protocolVersion: number): void {
    if (protocolVersion === 0) {
      this.#session = null;
      return;
    }
    if (this.#session) this.#session.reinit(protocolVersion, this.#userId, this.#channelId);
    else {
      this.#session = new DAVESession(protocolVersion, this.#userId, this.#channelId);
      if (this.#externalSender) this.#session.setExternalSender(this.#externalSender);
    }
    this.#offerKeyPackage();
  }

  handleBinary(message: DaveServerMessage): void {
    switch (message.op) {
      case DAVE_OP.externalSender:
        this.#externalSender = message.externalSender;
        this.#session?.setExternalSender(message.externalSender);
        return;
      case DAVE_OP.proposals:
        this.#handleProposals(message.operation, message.proposals);
        return;
      case DAVE_OP.announceCommit:
        if (this.ready && message.transitionId !== 0) this.#port.onLeavingEpoch?.(message.transitionId);
        this.#enterEpoch(message.transitionId, (session) => session.processCommit(message.commit));
        return;
      case DAVE_OP.welcome:
        this.#enterEpoch(message.transitionId, (session) => session.processWelcome(message.welcome));
        return;
    }
  }

  /** Op 21: towards version 0 frames may be plain; transition 0 takes effect at once and is not answered. */
  handlePrepareTransition(transitionId: number, protocolVersion: number): void {
    if (protocolVersion === 0) this.#session?.setPassthroughMode(true);
    this.#lastTransitionId = transitionId;
    if (transitionId !== 0) this.#port.sendJson({ op: 23, d: { transition_id: transitionId } });
  }

  /** Op 24: epoch 1 announces a new group. `plain`: frames are plain until it stands. */
  handlePrepareEpoch(protocolVersion: number, epoch: number, plain = false): void {
    if (epoch !== 1) return;
    this.start(protocolVersion);
    if (plain) this.#session?.setPassthroughMode(true);
  }

  /** The way up has been executed: plain frames of others are taken for ten more seconds. */
  endPassthrough(): void {
    this.#session?.setPassthroughMode(false, PASSTHROUGH_EXPIRY_SECONDS);
  }

  /** The frame as it goes into a packet; null while there is no group to encrypt for. */
  encrypt(opusFrame: Buffer): Buffer | null {
    if (!this.#session?.ready) return null;
    return this.#session.encryptOpus(opusFrame);
  }

  /**
   * The Opus frame of `userId`, or null when it cannot be decrypted (normal around a change of epoch). In a call
   * without DAVE, and on the way down to none, plain frames pass.
   */
  decrypt(userId: string, payload: Buffer): Buffer | null {
    if (payload.equals(SILENCE) || !this.#session) return payload;
    if (!this.#session.ready && !hasDaveMarker(payload)) return payload;
    try {
      return this.#session.decrypt(userId, MEDIA_AUDIO, payload);
    } catch {
      return null; // counted by the caller
    }
  }

  close(): void {
    this.#session?.reset();
    this.#session = null;
  }

  #handleProposals(operation: 'append' | 'revoke', proposals: Buffer): void {
    if (!this.#session) return;
    const type = operation === 'append' ? APPEND : REVOKE;
    try {
      const { commit, welcome } = this.#session.processProposals(type, proposals, [...this.recognizedUsers]);
      if (!commit) return;
      const commitWelcome = welcome ? Buffer.concat([commit, welcome]) : commit;
      this.#port.sendBinary(buildDaveClientMessage({ op: DAVE_OP.commitWelcome, commitWelcome }));
    } catch {
      this.#recover(this.#lastTransitionId);
    }
  }

  #enterEpoch(transitionId: number, process: (session: DAVESession) => void): void {
    if (!this.#session) return;
    try {
      process(this.#session);
    } catch {
      this.#recover(transitionId);
      return;
    }
    this.#lastTransitionId = transitionId;
    if (transitionId !== 0) this.#port.sendJson({ op: 23, d: { transition_id: transitionId } });
    else this.#port.onImmediate?.(this.#session.protocolVersion);
  }

  #recover(transitionId: number): void {
    this.recoveries += 1;
    this.#port.sendJson({ op: 31, d: { transition_id: transitionId } });
    this.#session?.reinit(this.#session.protocolVersion, this.#userId, this.#channelId);
    this.#offerKeyPackage();
  }

  #offerKeyPackage(): void {
    const keyPackage = this.#session?.getSerializedKeyPackage();
    if (keyPackage) this.#port.sendBinary(buildDaveClientMessage({ op: DAVE_OP.keyPackage, keyPackage }));
  }
}
