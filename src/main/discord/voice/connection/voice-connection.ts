/**
 * Runs the voice connection: performs what `transition` asks for and feeds it what happens. Owns the gateway
 * socket, the UDP socket, the transport key and the DAVE session of the present voice session.
 */
import { AppError, toAppError } from '@shared/errors/app-error';
import { backoffDelayMs } from '../../../support/backoff';
import type { Clock } from '../../../support/clock';
import type { Logger } from '../../../support/logger';
import type { VoiceCounters } from '../counters';
import { DaveSession, type DaveStatus, MAX_DAVE_VERSION } from '../dave/dave-session';
import { chooseEncryptionMode, createTransportKey, type TransportKey } from '../packets/transport-crypto';
import type { Wire } from '../wire/wire';
import { SPEAKING_MICROPHONE, VOICE_OP, type VoiceServerMessage } from './gateway-messages';
import { gatewayUrl, isDiscordEndpoint } from './gateway-url';
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  type MediaAddress,
  TIMERS,
} from './state';
import { transition } from './transition';
import { VoiceUdpSocket } from './udp-socket';
import { type ReplayPosition, VoiceGatewaySocket } from './voice-gateway-socket';

/** The main gateway, seen from here: op 4 out; its two answers come in as events. */
export interface VoiceSignal {
  guildId: string;
  channelId: string | null;
  selfMute: boolean;
  selfDeaf: boolean;
}

/** What sending and receiving need once a session stands. */
export interface MediaSession {
  ssrc: number;
  key: TransportKey;
  dave: DaveSession;
  udp: VoiceUdpSocket;
}

export interface VoiceConnectionPorts {
  clock: Clock;
  logger: Logger;
  random: () => number;
  counters: VoiceCounters;
  wire: Wire;
  signal(signal: VoiceSignal): void;
  onState(state: ConnectionState): void;
  /** A new media session, or null when it is gone. Survives a resume. */
  onMedia(media: MediaSession | null): void;
  onDatagram(datagram: Buffer, arrivalMs: number): void;
  onSpeaking(userId: string, ssrc: number, flags: number): void;
  /** Whose an SSRC is, without a word of speaking. */
  onOwner(userId: string, ssrc: number): void;
  onClientDisconnect(userId: string): void;
  onDaveChange(): void;
  /** Work of about `durationMs` on this thread comes next: what must go out meanwhile is sealed now. */
  onBlocking(durationMs: number): void;
}

/** Where there is reason to doubt the line: a server that is there answers within this time. */
const ALIVE_WITHIN_MS = 1_500;

export class VoiceConnection {
  readonly #ports: VoiceConnectionPorts;
  readonly #position: ReplayPosition = { sequence: -1 };
  #state: ConnectionState = { kind: 'idle', attempt: 0 };
  #gateway: VoiceGatewaySocket | undefined;
  #udp: VoiceUdpSocket | undefined;
  #dave: DaveSession | undefined;
  /** Of the present media session: the same key must not be begun anew. */
  #secretKey: Buffer | undefined;
  #cancelTimer: (() => void) | undefined;
  readonly #closing: Promise<void>[] = [];

  constructor(ports: VoiceConnectionPorts) {
    this.#ports = ports;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get pingMs(): number | null {
    return this.#udp?.roundTripMs ?? this.#gateway?.pingMs ?? null;
  }

  get dave(): DaveStatus {
    return this.#dave?.status ?? { active: false, epoch: null, privacyCode: null };
  }

  /** Who is in the encrypted group and not in the call. */
  get strangers(): readonly string[] {
    return this.#dave?.strangers() ?? [];
  }

  /** Codes to compare with these people, null for who is in no group with us. */
  async verificationCodes(userIds: readonly string[]): Promise<Map<string, string | null>> {
    return (await this.#dave?.verificationCodes(userIds)) ?? new Map();
  }

  dispatch(event: ConnectionEvent): void {
    const before = this.#state;
    const { state, effects } = transition(before, event);
    this.#state = state;
    if (state.kind !== before.kind || state.attempt !== before.attempt) {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
      this.#ports.logger.debug('voice connection moved', {
        from: before.kind,
        to: state.kind,
        by: event.kind,
      });
    }
    for (const effect of effects) this.#perform(effect);
    if (state !== before) this.#ports.onState(state);
  }

  /** Asks both ways whether they are alive, and does not wait any longer for what was put off. */
  checkLiveness(): void {
    const { state } = this;
    if (state.kind === 'waiting' && state.next !== 'move') {
      this.dispatch({ kind: 'timer', attempt: state.attempt });
      return;
    }
    this.#gateway?.probe(ALIVE_WITHIN_MS);
    if (state.kind === 'ready') this.#udp?.checkNow();
  }

  /** Op 5 for the own SSRC. At least one must go out before any RTP. */
  setSpeaking(speaking: boolean): void {
    const state = this.#state;
    if (!('media' in state) || !state.media) return;
    this.#gateway?.send(VOICE_OP.speaking, {
      speaking: speaking ? SPEAKING_MICROPHONE : 0,
      delay: 0,
      ssrc: state.media.ssrc,
    });
  }

  /** Leaves the call and waits until every socket is closed. */
  async close(): Promise<void> {
    this.dispatch({ kind: 'leave' });
    this.#cancelTimer?.();
    this.#closeGateway();
    this.#closeMedia();
    await Promise.all(this.#closing);
  }

  #perform(effect: ConnectionEffect): void {
    switch (effect.kind) {
      case 'signal': {
        const { guildId, selfMute, selfDeaf } = effect.request;
        if (effect.channelId !== null) this.#ports.wire.prepare();
        this.#ports.signal({ guildId, channelId: effect.channelId, selfMute, selfDeaf });
        break;
      }
      case 'openGateway':
        this.#openGateway(effect);
        break;
      case 'identify':
        this.#gateway?.send(VOICE_OP.identify, {
          server_id: effect.request.guildId,
          user_id: effect.request.userId,
          session_id: effect.sessionId,
          token: effect.token.reveal(),
          max_dave_protocol_version: MAX_DAVE_VERSION,
        });
        break;
      case 'resume':
        this.#gateway?.send(VOICE_OP.resume, {
          server_id: effect.request.guildId,
          session_id: effect.sessionId,
          token: effect.token.reveal(),
          seq_ack: this.#position.sequence,
        });
        break;
      case 'openMedia':
        void this.#openMedia(effect.attempt, effect.media);
        break;
      case 'rebindMedia':
        void this.#rebindMedia(effect.attempt, effect.media);
        break;
      case 'selectProtocol': {
        const { address, port, mode } = effect;
        this.#gateway?.send(VOICE_OP.selectProtocol, { protocol: 'udp', data: { address, port, mode } });
        break;
      }
      case 'closeGateway':
        this.#closeGateway();
        break;
      case 'closeMedia':
        this.#closeMedia();
        break;
      case 'setTimer': {
        const delayMs = backoffDelayMs(TIMERS[effect.timer], effect.tries, this.#ports.random);
        const { attempt } = this.#state;
        this.#cancelTimer?.();
        this.#cancelTimer = this.#ports.clock.setTimer(
          () => this.dispatch({ kind: 'timer', attempt }),
          delayMs,
        );
        break;
      }
    }
  }

  #openGateway(effect: Extract<ConnectionEffect, { kind: 'openGateway' }>): void {
    const { attempt } = effect;
    const url = gatewayUrl(effect.endpoint, effect.insecureLoopback);
    if (url.kind === 'refused') {
      const { error } = url;
      queueMicrotask(() => this.dispatch({ kind: 'failed', attempt, error }));
      return;
    }
    this.#closeGateway();
    if (effect.fresh) {
      this.#position.sequence = -1;
      this.#dave?.close();
      this.#dave = this.#createDave();
    }
    const socket = new VoiceGatewaySocket(url.url, this.#position, {
      clock: this.#ports.clock,
      onOpen: () => this.dispatch({ kind: 'opened', attempt }),
      onMessage: (message) => {
        if (this.#gateway === socket) this.#onMessage(attempt, message);
      },
      onDave: (message) => {
        if (this.#gateway === socket) this.#dave?.onMessage(message);
      },
      onMalformed: (reason) => this.#ports.counters.malformed(reason),
      onClose: (code) => this.dispatch({ kind: 'closed', attempt, code }),
    });
    this.#gateway = socket;
  }

  #createDave(): DaveSession | undefined {
    const state = this.#state;
    if (!('request' in state)) return undefined;
    return new DaveSession(state.request.userId, state.request.channelId, {
      clock: this.#ports.clock,
      sendBinary: (message) => this.#gateway?.sendDave(message),
      sendTransitionReady: (id) => this.#gateway?.send(VOICE_OP.daveTransitionReady, { transition_id: id }),
      sendInvalidCommitWelcome: (id) =>
        this.#gateway?.send(VOICE_OP.daveInvalidCommitWelcome, { transition_id: id }),
      onChange: () => this.#ports.onDaveChange(),
      onBlocking: (durationMs) => this.#ports.onBlocking(durationMs),
      reachable: () => ['discovering', 'securing', 'ready'].includes(this.#state.kind),
      logger: this.#ports.logger.child('dave'),
    });
  }

  #onMessage(attempt: number, message: VoiceServerMessage): void {
    switch (message.type) {
      case 'ready': {
        const { state } = this;
        const endpoint = 'server' in state ? state.server?.endpoint : undefined;
        const mode = chooseEncryptionMode(message.modes, !isDiscordEndpoint(endpoint ?? ''));
        if (!mode) {
          this.dispatch({ kind: 'noCommonMode', attempt, offered: message.modes });
          break;
        }
        const { ssrc, ip, port } = message;
        this.dispatch({ kind: 'readyReceived', attempt, media: { ssrc, ip, port, mode } });
        break;
      }
      case 'sessionDescription':
        void this.#secure(attempt, message.secretKey, message.daveVersion);
        break;
      case 'resumed':
        this.dispatch({ kind: 'resumed', attempt });
        this.#dave?.gatewayBack();
        // It may have fallen silent while there was no gateway to tell another port.
        if (this.#udp?.lost) this.#losePath();
        break;
      case 'speaking':
        this.#dave?.clientsConnected([message.userId]);
        this.#ports.onSpeaking(message.userId, message.ssrc, message.flags);
        break;
      case 'video':
        this.#dave?.clientsConnected([message.userId]);
        if (message.audioSsrc !== 0) this.#ports.onOwner(message.userId, message.audioSsrc);
        break;
      case 'clientsConnect':
        this.#dave?.clientsConnected(message.userIds);
        break;
      case 'clientDisconnect':
        this.#dave?.clientDisconnected(message.userId);
        this.#ports.onClientDisconnect(message.userId);
        break;
      case 'davePrepareTransition':
        this.#dave?.prepareTransition(message.transitionId, message.version);
        break;
      case 'daveExecuteTransition':
        this.#dave?.executeTransition(message.transitionId);
        break;
      case 'davePrepareEpoch':
        this.#dave?.prepareEpoch(message.version, message.epoch);
        break;
      case 'hello':
      case 'heartbeatAck':
      case 'heartbeatRequest':
      case 'other':
        break;
    }
  }

  async #openMedia(attempt: number, media: MediaAddress): Promise<void> {
    try {
      const udp = await VoiceUdpSocket.open(this.#ports.wire, media.ip, media.port, {
        clock: this.#ports.clock,
        onDatagram: this.#ports.onDatagram,
        onMalformed: (reason) => this.#ports.counters.malformed(reason),
        onTrouble: (error) => this.#ports.logger.debug('UDP trouble', { error: error.message }),
        onDoubt: () => this.#gateway?.probe(ALIVE_WITHIN_MS),
        onSilent: () => this.#losePath(),
        onLost: (error) => {
          if (this.#state.kind === 'ready') this.#losePath();
          else this.#fail(attempt, toAppError(error));
        },
      });
      // The attempt may be over, or have lost its gateway meanwhile: then nobody else would close this socket.
      if (this.#state.kind !== 'discovering' || this.#state.attempt !== attempt) {
        await udp.close();
        return;
      }
      this.#udp = udp;
      const { address, port } = await udp.discover(media.ssrc);
      this.dispatch({ kind: 'discovered', attempt, address, port });
    } catch (error) {
      this.#fail(attempt, toAppError(error));
    }
  }

  /**
   * Of the present attempt: a resume has changed it since the socket was opened. Whoever changes networks loses both
   * ways to the server at once: the other one is asked before it is told the new port.
   */
  #losePath(): void {
    this.#ports.logger.info('nothing comes back over UDP, taking another port');
    this.#gateway?.probe(ALIVE_WITHIN_MS);
    this.dispatch({ kind: 'pathLost', attempt: this.#state.attempt });
  }

  async #rebindMedia(attempt: number, media: MediaAddress): Promise<void> {
    try {
      const udp = this.#udp;
      if (!udp) throw new AppError('voice/network', 'The call has no socket to take another port for');
      const { address, port } = await udp.rebind(media.ssrc);
      this.dispatch({ kind: 'discovered', attempt, address, port });
    } catch (error) {
      this.#fail(attempt, toAppError(error));
    }
  }

  async #secure(attempt: number, secretKey: Uint8Array, daveVersion: number): Promise<void> {
    const state = this.#state;
    if (state.kind !== 'securing' || state.attempt !== attempt) return;
    try {
      const key = await createTransportKey(state.media.mode, secretKey);
      const udp = this.#udp;
      const dave = this.#dave;
      if (this.#state.attempt !== attempt || !udp || !dave) return;
      udp.startKeepalive();
      // After another port was taken, the group goes on; and a key that goes on keeps its counter.
      if (this.#secretKey === undefined) dave.start(daveVersion);
      if (!this.#secretKey?.equals(secretKey)) {
        this.#secretKey = Buffer.from(secretKey);
        this.#ports.onMedia({ ssrc: state.media.ssrc, key, dave, udp });
      }
      this.dispatch({ kind: 'secured', attempt });
    } catch (error) {
      this.#fail(attempt, toAppError(error));
    }
  }

  #fail(attempt: number, error: AppError): void {
    this.#ports.logger.warn('a step of joining voice failed', { code: error.code, message: error.message });
    this.dispatch({ kind: 'failed', attempt, error });
  }

  #closeGateway(): void {
    this.#gateway?.close();
    this.#gateway = undefined;
  }

  #closeMedia(): void {
    // First: sound comes to its end while there is still a way for it.
    this.#ports.onMedia(null);
    const udp = this.#udp;
    this.#udp = undefined;
    this.#secretKey = undefined;
    this.#dave?.close();
    this.#dave = undefined;
    if (udp) this.#closing.push(udp.close());
    this.#ports.onDaveChange();
  }
}
