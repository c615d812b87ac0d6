/**
 * End-to-end encryption of one voice session: Discord's DAVE around the MLS library. It follows what the voice
 * gateway says (external sender, proposals, commits, welcomes, transitions) and answers through `DavePorts`.
 * One of these lives from the session's key (op 4) until the voice session ends; resuming keeps it.
 */
import { SILENCE_FRAME } from '@shared/audio/constants';
import { DAVE_PROTOCOL_VERSION, DAVESession } from '@snazzah/davey';
import type { Clock } from '../../../support/clock';
import type { Logger } from '../../../support/logger';
import { DAVE_OP, type DaveClientMessage, type DaveServerMessage } from '../packets/dave-messages';
import { LostPlace } from './lost-place';
import { Strangers } from './strangers';

/** DAVE 1 is the only version there is; announced in Identify. */
export const MAX_DAVE_VERSION = DAVE_PROTOCOL_VERSION;
/** After going back to encryption, plain frames of others are still taken for this long. */
const PASSTHROUGH_EXPIRY_SECONDS = 10;
/** A server that never executes a transition must not keep us out of the epoch: others forget the old one after 10 s. */
const MAX_WAIT_FOR_EXECUTE_MS = 3_000;
/** When something already builds upon the announced epoch, the word to enter it is at most this far behind. */
const MAX_WAIT_WHEN_PRESSED_MS = 100;
/** Messages that may wait for the announced epoch to be entered. */
const MAX_PENDING = 32;
/** More than a call has changes open; a server may announce any number. */
const MAX_OPEN_TRANSITIONS = 64;
/** One that was announced longer ago is in progress no more: it was replaced, or will never be executed. */
const TRANSITION_MS = 10_000;
/** Codes computed at once: each takes a thread of the pool that files are written with for some 50 ms. */
const CODES_AT_ONCE = 2;
/** What a group operation costs a member, ms, on a slow day: committing others in, and taking a commit or welcome. */
const COMMIT_MS_PER_MEMBER = 5;
const ENTER_MS_PER_MEMBER = 1.5;
const AUDIO = 0;
const APPEND = 0;
const REVOKE = 1;

export interface DavePorts {
  clock: Pick<Clock, 'setTimer' | 'monotonicMs'>;
  sendBinary(message: DaveClientMessage): void;
  /** JSON opcodes 23 and 31. */
  sendTransitionReady(transitionId: number): void;
  sendInvalidCommitWelcome(transitionId: number): void;
  /** Epoch, readiness or privacy code changed. */
  onChange(): void;
  /** A group operation of about `durationMs` on this thread comes next. */
  onBlocking(durationMs: number): void;
  /** Whether the gateway is there to be told something. */
  reachable(): boolean;
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
/**
 * `hold`: the group is not there yet. `notYet`: no key fits; around a change of epoch one may come with the next message
 * of the gateway. `undecryptable`: not under any circumstances.
 */
export type Decrypted =
  | { kind: 'frame'; frame: Buffer }
  | { kind: 'hold' }
  | { kind: 'notYet' }
  | { kind: 'undecryptable' };

/** A commit that was announced and that nobody sends under yet. */
interface Announced {
  transitionId: number;
  enter: (session: DAVESession) => void;
  cancel: () => void;
  /** Something has come that needs the epoch. */
  pressed: boolean;
}

export class DaveSession {
  readonly #ports: DavePorts;
  readonly #userId: string;
  readonly #channelId: string;
  /** Everybody the gateway has told us is here, ourselves included; Adds of others are refused. */
  readonly #recognised: Set<string>;
  readonly #transitions = new Map<number, number>();
  /** When one was announced last. */
  #announcedMs = Number.NEGATIVE_INFINITY;
  readonly #place = new LostPlace();
  readonly #strangers = new Strangers();
  #session: DAVESession | undefined;
  #externalSender: Buffer | undefined;
  /** Version in force for sending: 0 plain, undefined before op 4. */
  #version: number | undefined;
  #lastTransitionId = 0;
  #announced: Announced | undefined;
  /** What came after the announced commit. */
  readonly #pending: DaveServerMessage[] = [];
  /** A group is being formed while frames are still plain: they stay so until it stands. */
  #upgrading = false;
  /** The transition that we could not follow while nobody could be told so. */
  #untold: number | undefined;
  /** Until then plain frames are taken that were under way; the library knows no such time for who comes anew. */
  #plainUntilMs = Number.NEGATIVE_INFINITY;

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

  /** People in the group whom the gateway does not say to be in the call; none while nobody is sent anything. */
  strangers(): readonly string[] {
    if (this.alone || !this.status.active) return [];
    return this.#strangers.at(this.#ports.clock.monotonicMs());
  }

  /** Op 4: the version agreed on. */
  start(version: number): void {
    this.#version = version;
    if (version > 0) this.#initialise(version);
    this.#ports.onChange();
  }

  clientsConnected(userIds: readonly string[]): void {
    const before = this.#recognised.size;
    for (const userId of userIds) this.#recognised.add(userId);
    if (this.#recognised.size !== before) this.#compare();
  }

  clientDisconnected(userId: string): void {
    if (userId !== this.#userId) this.#recognised.delete(userId);
    this.#place.remove(userId);
    this.#compare();
  }

  /** The gateway is there again. */
  gatewayBack(): void {
    const untold = this.#untold;
    if (untold !== undefined) this.#recover(untold);
  }

  /** Op 21. Id 0 is at once and unanswered. */
  prepareTransition(transitionId: number, version: number): void {
    // What begins a group anew says so too; going silent until it stands would help nobody.
    if (transitionId === 0 && version > 0 && this.#upgrading) return;
    this.#remember(transitionId, version);
    if (transitionId === 0) {
      this.executeTransition(0);
      return;
    }
    if (version === 0) this.#session?.setPassthroughMode(true);
    this.#ports.sendTransitionReady(transitionId);
  }

  /** Op 22. An unknown id is harmless: several may be open, some were replaced. */
  executeTransition(transitionId: number): void {
    while (this.#announced && this.#announced.transitionId !== transitionId && this.#pending.length > 0) {
      this.#enterAnnounced();
    }
    if (this.#announced?.transitionId === transitionId) this.#enterAnnounced();
    const version = this.#transitions.get(transitionId);
    if (version === undefined) return;
    this.#transitions.delete(transitionId);
    this.#lastTransitionId = transitionId;
    this.#switchTo(version);
    this.#ports.onChange();
  }

  /** Op 24. Epoch 1 means a new group: everything of the old one goes. Plain frames stay plain until it stands. */
  prepareEpoch(version: number, epoch: number): void {
    if (epoch !== 1 || version === 0) return;
    this.#upgrading = this.#version === 0;
    if (!this.#upgrading) this.#version = version;
    this.#transitions.clear();
    this.#initialise(version);
    if (this.#upgrading) this.#session?.setPassthroughMode(true);
    this.#ports.onChange();
  }

  /** Ops 25, 27, 29, 30. */
  onMessage(message: DaveServerMessage): void {
    if (this.#announced && message.op !== DAVE_OP.externalSender) {
      this.#pending.push(message);
      if (this.#pending.length > MAX_PENDING) this.#enterAnnounced();
      else this.#press();
      return;
    }
    switch (message.op) {
      case DAVE_OP.externalSender:
        this.#externalSender = Buffer.from(message.externalSender);
        this.#applyExternalSender();
        break;
      case DAVE_OP.proposals:
        this.#onProposals(message.operation === 'append' ? APPEND : REVOKE, message.proposals);
        break;
      case DAVE_OP.announceCommit:
        this.#onCommit(message.transitionId, (session) => session.processCommit(message.commit));
        break;
      case DAVE_OP.welcome:
        this.#enterEpoch(message.transitionId, true, (session) => session.processWelcome(message.welcome));
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

  /** One received frame. `again`: it was given before and could not be opened then. */
  decrypt(userId: string, frame: Buffer, again = false): Decrypted {
    if (isSilence(frame)) return { kind: 'frame', frame };
    const encrypted = hasDaveMarker(frame);
    const session = this.#session;
    // A plain frame may happen to end as an encrypted one does.
    if (!session) return encrypted && this.#version !== 0 ? { kind: 'hold' } : { kind: 'frame', frame };
    if (!encrypted && this.#takesPlain) return { kind: 'frame', frame };
    if (!session.ready) return { kind: 'hold' };
    const opened = tryDecrypt(session, userId, frame);
    if (opened) return this.#opened(userId, opened);
    if (!encrypted) return { kind: 'undecryptable' };
    // Somebody may send under the epoch that was announced.
    if (this.#announced) this.#press();
    else if (!again) this.#onUnopened(userId);
    return { kind: 'notYet' };
  }

  /**
   * The codes that two people compare to know that nobody is between them, 45 digits each; null for who is in no group
   * with us. They last until one of the two comes into the group anew.
   */
  async verificationCodes(userIds: readonly string[]): Promise<Map<string, string | null>> {
    const codes = new Map<string, string | null>();
    const queue = [...new Set(userIds)];
    const work = async (): Promise<void> => {
      for (let userId = queue.shift(); userId !== undefined; userId = queue.shift()) {
        codes.set(userId, await this.#verificationCode(userId));
      }
    };
    await Promise.all(Array.from({ length: CODES_AT_ONCE }, work));
    return codes;
  }

  /** The session is over: nothing is waited for any more. */
  close(): void {
    this.#forgetAnnounced();
    this.#session = undefined;
  }

  async #verificationCode(userId: string): Promise<string | null> {
    const session = this.#session;
    if (!session || !this.status.active || userId === this.#userId) return null;
    if (!session.getUserIds().includes(userId)) return null;
    try {
      return await session.getVerificationCode(userId);
    } catch (error) {
      // They have left, or the group is another one by now.
      this.#ports.logger.debug('no verification code', { userId, error: String(error) });
      return null;
    }
  }

  get #takesPlain(): boolean {
    return this.#version === 0 || this.#ports.clock.monotonicMs() < this.#plainUntilMs;
  }

  #opened(userId: string, frame: Buffer): Decrypted {
    this.#place.opened(userId, this.#ports.clock.monotonicMs());
    return { kind: 'frame', frame };
  }

  #initialise(version: number): void {
    if (this.#session) this.#session.reinit(version, this.#userId, this.#channelId);
    else this.#session = new DAVESession(version, this.#userId, this.#channelId);
    this.#forgetAnnounced();
    this.#untold = undefined;
    this.#place.forget();
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

  /**
   * Op 29. The library sends under an epoch as soon as it has entered it, but others may not be that far: the commit is
   * taken in when the transition is executed, or a moment after another message or frame has come that builds upon it.
   */
  #onCommit(transitionId: number, enter: (session: DAVESession) => void): void {
    if (transitionId === 0 || !this.#session?.ready) {
      this.#enterEpoch(transitionId, true, enter);
      return;
    }
    const cancel = this.#ports.clock.setTimer(() => this.#enterAnnounced(), MAX_WAIT_FOR_EXECUTE_MS);
    this.#announced = { transitionId, enter, cancel, pressed: false };
    this.#remember(transitionId, this.#session.protocolVersion);
    this.#ports.sendTransitionReady(transitionId);
  }

  #enterAnnounced(): void {
    const announced = this.#announced;
    if (!announced) return;
    const pending = this.#pending.splice(0);
    this.#forgetAnnounced();
    const session = this.#session;
    this.#enterEpoch(announced.transitionId, false, announced.enter);
    // Of a group that we could not follow, nothing more is for us.
    if (!session?.ready) return;
    for (const message of pending) this.onMessage(message);
  }

  /** Others need the epoch soon: that those who have not entered it lose our sound is then no reason to wait long. */
  #press(): void {
    const announced = this.#announced;
    if (!announced || announced.pressed) return;
    announced.cancel();
    announced.pressed = true;
    announced.cancel = this.#ports.clock.setTimer(() => this.#enterAnnounced(), MAX_WAIT_WHEN_PRESSED_MS);
  }

  #forgetAnnounced(): void {
    this.#announced?.cancel();
    this.#announced = undefined;
    this.#pending.length = 0;
  }

  #enterEpoch(transitionId: number, answer: boolean, enter: (session: DAVESession) => void): void {
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
    this.#place.forget();
    this.#compare();
    if (transitionId === 0) {
      this.#lastTransitionId = 0;
      this.#switchTo(session.protocolVersion);
    } else if (answer) {
      this.#remember(transitionId, session.protocolVersion);
      this.#ports.sendTransitionReady(transitionId);
    }
    this.#ports.onChange();
  }

  #switchTo(version: number): void {
    const before = this.#version;
    this.#version = version;
    this.#upgrading = false;
    if (version === 0) this.#session?.setPassthroughMode(true);
    else if (before === 0) {
      this.#session?.setPassthroughMode(false, PASSTHROUGH_EXPIRY_SECONDS);
      this.#plainUntilMs = this.#ports.clock.monotonicMs() + PASSTHROUGH_EXPIRY_SECONDS * 1_000;
    }
  }

  /** What a transition leads to, until it is executed; the oldest of very many is forgotten. */
  #remember(transitionId: number, version: number): void {
    this.#transitions.delete(transitionId);
    this.#transitions.set(transitionId, version);
    this.#announcedMs = this.#ports.clock.monotonicMs();
    if (this.#transitions.size <= MAX_OPEN_TRANSITIONS) return;
    for (const oldest of this.#transitions.keys()) {
      this.#transitions.delete(oldest);
      return;
    }
  }

  /** Tells the server that we cannot follow; it removes and adds us again. */
  #recover(transitionId: number): void {
    if (!this.#ports.reachable()) {
      // It would be lost, and we out of the group for good.
      this.#untold = transitionId;
      return;
    }
    this.#ports.sendInvalidCommitWelcome(transitionId);
    this.#transitions.delete(transitionId);
    const version = this.#session?.protocolVersion ?? MAX_DAVE_VERSION;
    this.#initialise(version);
    this.#ports.onChange();
  }

  /** Nothing was in progress that would explain it. While the gateway is away something may be. */
  #onUnopened(userId: string): void {
    if (this.#version === 0 || this.#changing || !this.#ports.reachable()) return;
    const nowMs = this.#ports.clock.monotonicMs();
    if (!this.#place.failed(userId, nowMs)) return;
    const members = new Set(this.#session?.getUserIds());
    if (!this.#place.judge((member) => members.has(member), nowMs)) return;
    this.#ports.logger.warn('end-to-end encryption lost its place, starting over', { userId });
    this.#recover(this.#lastTransitionId);
  }

  get #changing(): boolean {
    if (this.#transitions.size === 0) return false;
    return this.#ports.clock.monotonicMs() - this.#announcedMs < TRANSITION_MS;
  }

  #compare(): void {
    const session = this.#session;
    if (!session?.ready) return;
    this.#strangers.compare(session.getUserIds(), this.#recognised, this.#ports.clock.monotonicMs());
  }
}

/** Null when no key fits: expected around changes of keys, and from hostile senders. */
function tryDecrypt(session: DAVESession, userId: string, frame: Buffer): Buffer | null {
  try {
    return session.decrypt(userId, AUDIO, frame);
  } catch {
    return null;
  }
}

function isSilence(frame: Uint8Array): boolean {
  return frame.length === SILENCE_FRAME.length && SILENCE_FRAME.every((byte, index) => frame[index] === byte);
}

/** DAVE frames end in FA FA and are at least 11 bytes long (8 tag + 1 nonce + 1 size … + 2 marker). */
export function hasDaveMarker(frame: Uint8Array): boolean {
  return frame.length >= 11 && frame[frame.length - 1] === 0xfa && frame[frame.length - 2] === 0xfa;
}
