/**
 * One simulated member in a call: a voice client in memory, with its own DAVE session, that speaks when told to
 * and opens what real clients say. Messages as in Discord's "Voice connections"; no sockets, no clock of its own.
 */
import { FRAME_SAMPLES, SILENCE_FRAME, TRAILING_SILENCE_FRAMES } from '../../../../shared/audio/constants';
import {
  buildRtpHeader,
  parseDaveServerMessage,
  parseRtpHeader,
  stripRtpPayload,
} from '../../../discord/voice/packets';
import type { Logger } from '../../../support/logger';
import type { VoiceGateway } from '../../voice/gateway';
import type { MediaPacket } from '../../voice/media';
import { connectInMemory, type MemoryConnection } from '../../voice/memory-link';
import type { TurnQueue } from '../../voice/turn-queue';
import type { SeededRandom } from '../../world/random';
import type { SimulatedSeat } from '../voice-port';
import { DaveParticipant } from './dave-participant';
import type { Voice } from './voice-library';

const SILENCE = Buffer.from(SILENCE_FRAME);
/** Until a transition is executed, at most after two seconds, a client sends under the epoch before. */
const FRAMES_UNTIL_EXECUTED = 110;

/** What a member has heard of one user. */
export interface HeardUser {
  decrypted: number;
  /** Could not be opened although the member is in the group: around a change of epoch, or something is wrong. */
  failed: number;
  /** Came before the member was let into the group. */
  early: number;
}

export interface VoiceMemberOptions {
  gateway: VoiceGateway;
  turns: TurnQueue;
  seat: SimulatedSeat;
  voice: Voice;
  random: SeededRandom;
  logger: Logger;
  /** True for users whose frames are worth opening: real clients, not fellow members. */
  listensTo: (userId: string) => boolean;
}

export class VoiceMember {
  readonly userId: string;
  readonly heard = new Map<string, HeardUser>();
  framesSent = 0;
  readonly #options: VoiceMemberOptions;
  readonly #dave: DaveParticipant;
  readonly #connection: MemoryConnection;
  readonly #users = new Map<number, string>();
  #ssrc: number | null = null;
  #described = false;
  #version = 0;
  /** Frames are plain, and a group is being formed. */
  #upgrading = false;
  /**
   * Speech encrypted under the epoch before, for as long as its transition is not executed: the library would send under
   * the new one at once, which Discord's clients do not.
   */
  #underOldEpoch: { transitionId: number; frames: Buffer[] } | null = null;
  /** Version that each open transition leads to, by its id; taken up at op 22. */
  readonly #transitions = new Map<number, number>();
  #sequence: number;
  readonly #timestampBase: number;
  #position: number;
  #wantsToSpeak = false;
  #muted = false;
  /** Frames of silence still to send after speech; null while quiet. */
  #trailing: number | null = null;
  #announced = false;
  #closed = false;

  constructor(options: VoiceMemberOptions) {
    const { seat, random } = options;
    this.#options = options;
    this.userId = seat.userId;
    this.#sequence = random.between(0, 0xffff);
    this.#timestampBase = random.between(0, 0xffff_ffff);
    this.#position = random.between(0, Math.max(0, options.voice.frames.length - 1));
    this.#connection = connectInMemory(options.gateway, options.turns, {
      onText: (text) => this.#handleText(text),
      onBinary: (frame) => this.#handleBinary(frame),
      onMedia: (packet) => this.#handleMedia(packet),
      onClosed: (code) => this.#handleClosed(code),
    });
    this.#dave = new DaveParticipant(seat.userId, seat.channelId, {
      sendBinary: (frame) => this.#connection.sendBinary(frame),
      sendJson: (message) => this.#connection.sendText(JSON.stringify(message)),
      onLeavingEpoch: (transitionId) => this.#encryptAhead(transitionId),
      onImmediate: (version) => this.#switchTo(version),
    });
    this.#send(0, {
      server_id: seat.guildId,
      user_id: seat.userId,
      session_id: seat.sessionId,
      token: seat.token.reveal(),
      max_dave_protocol_version: 1,
    });
  }

  get seat(): SimulatedSeat {
    return this.#options.seat;
  }

  get dave(): DaveParticipant {
    return this.#dave;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** There is something to send at the next tick. */
  get active(): boolean {
    return !this.#closed && (this.#speaks || this.#trailing !== null);
  }

  setSpeaking(speaking: boolean): void {
    this.#wantsToSpeak = speaking;
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
  }

  /** One frame of speech, or one of the silence frames behind it. `tick` counts 20 ms since the server's start. */
  tick(tick: number): void {
    if (!this.#ready()) return;
    if (this.#speaks) {
      const frame = this.#speech(0);
      this.#position += 1;
      this.#announce(true);
      this.#trailing = TRAILING_SILENCE_FRAMES;
      if (frame) this.#sendFrame(frame, tick, this.#underOldEpoch?.frames.shift());
      return;
    }
    if (this.#trailing === null) return;
    if (this.#trailing > 0) {
      this.#trailing -= 1;
      this.#sendFrame(SILENCE, tick);
      return;
    }
    this.#trailing = null;
    this.#announce(false);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
    this.#dave.close();
  }

  get #speaks(): boolean {
    return this.#wantsToSpeak && !this.#muted;
  }

  /** Speech waits for the group: nobody could open frames from before it, and plain ones are not taken. */
  #ready(): boolean {
    return !this.#closed && this.#described && (this.#version === 0 || this.#dave.ready);
  }

  #announce(speaking: boolean): void {
    if (this.#announced === speaking) return;
    this.#announced = speaking;
    this.#send(5, { speaking: speaking ? 1 : 0, delay: 0, ssrc: this.#ssrc });
  }

  #speech(ahead: number): Buffer | undefined {
    const { frames } = this.#options.voice;
    return frames[(this.#position + ahead) % frames.length];
  }

  #encryptAhead(transitionId: number): void {
    if (!this.#speaks || this.#version === 0) return;
    // What was encrypted for the transition before is older still, and nobody needs it that old.
    const frames: Buffer[] = [];
    for (let ahead = 0; ahead < FRAMES_UNTIL_EXECUTED; ahead += 1) {
      const frame = this.#speech(ahead);
      const encrypted = frame && this.#dave.encrypt(frame);
      if (encrypted) frames.push(encrypted);
    }
    this.#underOldEpoch = { transitionId, frames };
  }

  #sendFrame(frame: Buffer, tick: number, encrypted?: Buffer): void {
    const payload = this.#version === 0 ? frame : (encrypted ?? this.#dave.encrypt(frame));
    if (!payload || this.#ssrc === null) return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const clearHeader = buildRtpHeader({
      sequence: this.#sequence,
      timestamp: (this.#timestampBase + tick * FRAME_SAMPLES) % 2 ** 32,
      ssrc: this.#ssrc,
    });
    const header = parseRtpHeader(clearHeader);
    if (!header.ok) return;
    this.framesSent += 1;
    this.#connection.sendMedia({ header: header.value, clearHeader, payload });
  }

  #handleText(text: string): void {
    const { op, d } = JSON.parse(text) as { op: number; d: Record<string, never> };
    switch (op) {
      case 2:
        this.#ssrc = d.ssrc ?? null;
        this.#send(1, { protocol: 'memory', data: { address: '127.0.0.1', port: 0, mode: 'memory' } });
        return;
      case 4:
        this.#described = true;
        this.#version = d.dave_protocol_version ?? 0;
        // Before any media a client has to say what it is going to send.
        this.#send(5, { speaking: 0, delay: 0, ssrc: this.#ssrc });
        this.#dave.start(this.#version);
        return;
      case 5:
        this.#users.set(d.ssrc ?? 0, d.user_id ?? '');
        return;
      case 11:
        for (const userId of (d.user_ids ?? []) as string[]) this.#dave.recognizedUsers.add(userId);
        return;
      case 13:
        this.#dave.recognizedUsers.delete(d.user_id ?? '');
        return;
      case 21:
        this.#prepareTransition(d.transition_id ?? 0, d.protocol_version ?? 0);
        return;
      case 22:
        this.#executeTransition(d.transition_id ?? 0);
        return;
      case 24:
        this.#underOldEpoch = null;
        this.#upgrading = this.#version === 0;
        if (!this.#upgrading) this.#version = d.protocol_version ?? 0;
        this.#dave.handlePrepareEpoch(d.protocol_version ?? 0, d.epoch ?? 0, this.#upgrading);
        return;
      default: // Hello, platform, flags: nothing for a simulated member to do
        return;
    }
  }

  /** Op 22: from now on the new epoch, or version. */
  #executeTransition(transitionId: number): void {
    if (this.#underOldEpoch?.transitionId === transitionId) this.#underOldEpoch = null;
    const version =
      this.#transitions.get(transitionId) ?? (this.#upgrading && this.#dave.ready ? 1 : undefined);
    this.#transitions.delete(transitionId);
    if (version !== undefined) this.#switchTo(version);
  }

  #switchTo(version: number): void {
    if (this.#version === 0 && version > 0) this.#dave.endPassthrough();
    this.#version = version;
    this.#upgrading = false;
  }

  /** Up or down in version: at once for transition 0, else when everybody is ready (op 22). */
  #prepareTransition(transitionId: number, protocolVersion: number): void {
    if (transitionId === 0 && this.#upgrading) return;
    if (transitionId === 0) this.#version = protocolVersion;
    else this.#transitions.set(transitionId, protocolVersion);
    this.#dave.handlePrepareTransition(transitionId, protocolVersion);
  }

  #handleBinary(frame: Buffer): void {
    const parsed = parseDaveServerMessage(frame);
    if (parsed.ok && parsed.value.message.ok) this.#dave.handleBinary(parsed.value.message.value);
  }

  #handleMedia(packet: MediaPacket): void {
    const userId = this.#users.get(packet.header.ssrc);
    if (userId === undefined || !this.#options.listensTo(userId)) return;
    const media = stripRtpPayload(packet.header, packet.payload);
    if (!media.ok || media.value.length === 0) return;
    const heard = this.heard.get(userId) ?? { decrypted: 0, failed: 0, early: 0 };
    this.heard.set(userId, heard);
    if (!this.#ready()) {
      heard.early += 1;
      return;
    }
    const opened = this.#dave.decrypt(userId, media.value);
    if (opened) heard.decrypted += 1;
    else heard.failed += 1;
  }

  #handleClosed(code: number): void {
    this.#closed = true;
    this.#dave.close();
    this.#options.logger.debug('member left the call', { userId: this.userId, code });
  }

  #send(op: number, d: unknown): void {
    this.#connection.sendText(JSON.stringify({ op, d }));
  }
}
