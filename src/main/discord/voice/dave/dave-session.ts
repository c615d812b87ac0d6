/**
 * End-to-end encryption of one voice session: Discord's DAVE around the MLS library. It follows what the voice
 * gateway says (external sender, proposals, commits, welcomes, transitions) and answers through `DavePorts`.
 * One of these lives from the session's key (op 4) until the voice session ends; resuming keeps it.
 */
import { SILENCE_FRAME } from '@shared/audio/constants';
import { DAVE_PROTOCOL_VERSION, DAVESession } from '@snazzah/davey';
import type { Logger } from '../../../support/logger';
import { DAVE_OP, type DaveClientMessage, type DaveServerMessage } from '../packets/dave-messages';

/** DAVE 1 is the only version there is; announced in Identify. */
export const MAX_DAVE_VERSION = DAVE_PROTOCOL_VERSION;
/** About 0.7 s of one speaker that cannot be opened, with nothing in progress: our state is wrong. */
const FAILURES_TO_RECOVER = 36;
/** After going back to encryption, plain frames of others are still taken for this long. */
const PASSTHROUGH_EXPIRY_SECONDS = 10;
/** What a group operation costs a member, ms, on a slow day: committing others in, and taking a commit or welcome. */
const COMMIT_MS_PER_MEMBER = 5;
const ENTER_MS_PER_MEMBER = 1.5;
const AUDIO = 0;
const APPEND = 0;
const REVOKE = 1;

export interface DavePorts {
  sendBinary(message: DaveClientMessage): void;
  /** JSON opcodes 23 and 31. */
  sendTransitionReady(transitionId: number): void;
  sendInvalidCommitWelcome(transitionId: number): void;
  /** Epoch, readiness or privacy code changed. */
  onChange(): void;
  /** A group operation of about `durationMs` on this thread comes next. */
  onBlocking(durationMs: number): void;
  logger: Logger;
}

export interface DaveStatus {
  /** Frames are end-to-end encrypted now. */
  active: boolean;
  epoch: number | null;
  /** 30 digits; null without a group. */
  privacyCode: string | null;
}

export type Encrypted = { kind: 'frame'; frame: Buffer } | { kind: 'hold' };
export type Decrypted = { kind: 'frame'; frame: Buffer } | { kind: 'hold' } | { kind: 'undecryptable' };

export class DaveSession {
  readonly #ports: DavePorts;
  readonly #userId: string;
  readonly #channelId: string;
  /** Everybody the gateway has told us is here, ourselves included; Adds of others are refused. */
  readonly #recognised: Set<string>;
  readonly #transitions = new Map<number, number>();
  readonly #failures = new Map<string, number>();
  #session: DAVESession | undefined;
  #externalSender: Buffer | undefined;
  /** Version in force for sending: 0 plain, undefined before op 4. */
  #version: number | undefined;
  #lastTransitionId = 0;

  constructor(userId: string, channelId: string, ports: DavePorts) {
    this.#userId = userId;
    this.#channelId = channelId;
    this.#ports = ports;
    this.#recognised = new Set([userId]);
  }

  get status(): DaveStatus {
    const session = this.#session;
    const active = (this.#version ?? 0) > 0 && session?.ready === true;
    return {
      active,
      epoch: session?.epoch === null || session === undefined ? null : Number(session.epoch),
      privacyCode: active ? session.voicePrivacyCode : null,
    };
  }

  /** Frames given to `encrypt` now would come back to be sent. */
  get canEncrypt(): boolean {
    return this.#version === 0 || this.#session?.ready === true;
  }

  /** True when nobody else is known to be here: there is no group to encrypt for. */
  get alone(): boolean {
    return this.#recognised.size <= 1;
  }

  /** Op 4: the version agreed on. */
  start(version: number): void {
    this.#version = version;
    if (version > 0) this.#initialise(version);
    this.#ports.onChange();
  }

  clientsConnected(userIds: readonly string[]): void {
    for (const userId of userIds) this.#recognised.add(userId);
  }

  clientDisconnected(userId: string): void {
    if (userId !== this.#userId) this.#recognised.delete(userId);
    this.#failures.delete(userId);
  }

  /** Op 21. Id 0 is at once and unanswered. */
  prepareTransition(transitionId: number, version: number): void {
    this.#transitions.set(transitionId, version);
    if (transitionId === 0) {
      this.executeTransition(0);
      return;
    }
    if (version === 0) this.#session?.setPassthroughMode(true);
    this.#ports.sendTransitionReady(transitionId);
  }

  /** Op 22. An unknown id is harmless: several may be open, some were replaced. */
  executeTransition(transitionId: number): void {
    const version = this.#transitions.get(transitionId);
    if (version === undefined) return;
    this.#transitions.delete(transitionId);
    this.#lastTransitionId = transitionId;
    const before = this.#version;
    this.#version = version;
    if (version === 0) this.#session?.setPassthroughMode(true);
    else if (before === 0) this.#session?.setPassthroughMode(false, PASSTHROUGH_EXPIRY_SECONDS);
    this.#ports.onChange();
  }

  /** Op 24. Epoch 1 means a new group: everything of the old one goes. */
  prepareEpoch(version: number, epoch: number): void {
    if (epoch !== 1 || version === 0) return;
    this.#version = version;
    this.#transitions.clear();
    this.#initialise(version);
    this.#ports.onChange();
  }

  /** Ops 25, 27, 29, 30. */
  onMessage(message: DaveServerMessage): void {
    switch (message.op) {
      case DAVE_OP.externalSender:
        this.#externalSender = Buffer.from(message.externalSender);
        this.#applyExternalSender();
        break;
      case DAVE_OP.proposals:
        this.#onProposals(message.operation === 'append' ? APPEND : REVOKE, message.proposals);
        break;
      case DAVE_OP.announceCommit:
        this.#enterEpoch(message.transitionId, (session) => session.processCommit(message.commit));
        break;
      case DAVE_OP.welcome:
        this.#enterEpoch(message.transitionId, (session) => session.processWelcome(message.welcome));
        break;
    }
  }

  /** One Opus frame for sending: encrypted, plain under version 0, or to be held until the group stands. */
  encrypt(opus: Buffer): Encrypted {
    if (this.#version === undefined) return { kind: 'hold' };
    if (this.#version === 0) return { kind: 'frame', frame: opus };
    const session = this.#session;
    if (!session?.ready) return { kind: 'hold' };
    try {
      return { kind: 'frame', frame: session.encryptOpus(opus) };
    } catch (error) {
      this.#ports.logger.warn('a frame could not be encrypted', { error: String(error) });
      return { kind: 'hold' };
    }
  }

  /** One received frame. Frames that come before the group stands are to be held and tried again. */
  decrypt(userId: string, frame: Buffer): Decrypted {
    if (isSilence(frame)) return { kind: 'frame', frame };
    const encrypted = hasDaveMarker(frame);
    const session = this.#session;
    if (!session) return encrypted ? { kind: 'hold' } : { kind: 'frame', frame };
    if (this.#version === 0 && !encrypted) return { kind: 'frame', frame };
    if (!session.ready) return { kind: 'hold' };
    try {
      const opened = session.decrypt(userId, AUDIO, frame);
      this.#failures.delete(userId);
      return { kind: 'frame', frame: opened };
    } catch {
      // Expected around key changes and from hostile senders: the caller counts it.
      this.#countFailure(userId);
      return { kind: 'undecryptable' };
    }
  }

  #initialise(version: number): void {
    if (this.#session) this.#session.reinit(version, this.#userId, this.#channelId);
    else this.#session = new DAVESession(version, this.#userId, this.#channelId);
    this.#failures.clear();
    this.#applyExternalSender();
    this.#sendKeyPackage();
  }

  #sendKeyPackage(): void {
    const keyPackage = this.#session?.getSerializedKeyPackage();
    if (keyPackage) this.#ports.sendBinary({ op: DAVE_OP.keyPackage, keyPackage });
  }

  #applyExternalSender(): void {
    const session = this.#session;
    if (!session || !this.#externalSender) return;
    try {
      session.setExternalSender(this.#externalSender);
    } catch (error) {
      // Refused once a group stands, and after a re-initialisation that has kept the sender: both harmless.
      this.#ports.logger.debug('external sender not taken', { error: String(error) });
    }
  }

  #onProposals(operation: 0 | 1, proposals: Buffer): void {
    const session = this.#session;
    if (!session) return;
    this.#ports.onBlocking(this.#recognised.size * COMMIT_MS_PER_MEMBER);
    try {
      const { commit, welcome } = session.processProposals(operation, proposals, [...this.#recognised]);
      if (!commit) return;
      const commitWelcome = welcome ? Buffer.concat([commit, welcome]) : commit;
      this.#ports.sendBinary({ op: DAVE_OP.commitWelcome, commitWelcome });
    } catch (error) {
      // Proposals of another epoch or of strangers: the server's next ones decide.
      this.#ports.logger.warn('proposals refused', { error: String(error) });
    }
  }

  #enterEpoch(transitionId: number, enter: (session: DAVESession) => void): void {
    const session = this.#session;
    if (!session) return;
    this.#ports.onBlocking(this.#recognised.size * ENTER_MS_PER_MEMBER);
    try {
      enter(session);
    } catch (error) {
      this.#ports.logger.warn('commit or welcome refused', { transitionId, error: String(error) });
      this.#recover(transitionId);
      return;
    }
    this.#failures.clear();
    if (transitionId === 0) {
      this.#lastTransitionId = 0;
    } else {
      this.#transitions.set(transitionId, session.protocolVersion);
      this.#ports.sendTransitionReady(transitionId);
    }
    this.#ports.onChange();
  }

  /** Tells the server that we cannot follow; it removes and adds us again. */
  #recover(transitionId: number): void {
    this.#ports.sendInvalidCommitWelcome(transitionId);
    this.#transitions.delete(transitionId);
    const version = this.#session?.protocolVersion ?? MAX_DAVE_VERSION;
    this.#initialise(version);
    this.#ports.onChange();
  }

  #countFailure(userId: string): void {
    const failures = (this.#failures.get(userId) ?? 0) + 1;
    this.#failures.set(userId, failures);
    // A member of the group only: a stranger's noise must not cost us the group.
    if (failures < FAILURES_TO_RECOVER || this.#transitions.size > 0) return;
    if (!this.#session?.getUserIds().includes(userId)) return;
    this.#ports.logger.warn('end-to-end encryption lost its place, starting over', { userId });
    this.#recover(this.#lastTransitionId);
  }
}

function isSilence(frame: Uint8Array): boolean {
  return frame.length === SILENCE_FRAME.length && SILENCE_FRAME.every((byte, index) => frame[index] === byte);
}

/** DAVE frames end in FA FA and are at least 11 bytes long (8 tag + 1 nonce + 1 size … + 2 marker). */
export function hasDaveMarker(frame: Uint8Array): boolean {
  return frame.length >= 11 && frame[frame.length - 1] === 0xfa && frame[frame.length - 2] === 0xfa;
}
