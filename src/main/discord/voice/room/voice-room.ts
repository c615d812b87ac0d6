/**
 * What belongs to one Discord voice session: its connection, what is sent into it and, in the room that we listen to, what
 * is heard there. The sound itself is made once for all rooms and given in.
 */
import type { AppErrorView } from '@shared/errors/app-error';
import type { CallPhase, DaveState } from '@shared/models/calls';
import type { Clock } from '../../../support/clock';
import type { Logger } from '../../../support/logger';
import { Secret } from '../../../support/secret';
import type { ConnectionState, JoinRequest } from '../connection/state';
import { type MediaSession, VoiceConnection, type VoiceSignal } from '../connection/voice-connection';
import type { VoiceCounters } from '../counters';
import { isRtcp } from '../packets/rtp';
import { readLossReport } from '../receive/loss-report';
import type { Receiver } from '../receive/receiver';
import { type OwnFrame, Sender, type SoundFrame } from '../send/sender';
import type { Wire } from '../wire/wire';

export type RoomView =
  | { kind: 'idle' }
  | {
      kind: 'active';
      guildId: string;
      channelId: string;
      phase: CallPhase;
      reason: string | null;
      encryptionMode: string | null;
      pingMs: number | null;
      dave: DaveState;
    }
  | { kind: 'ended'; channelId: string; error: AppErrorView | null };

export interface VoiceRoomPorts {
  clock: Clock;
  logger: Logger;
  /** 0 ≤ x < 1. */
  random: () => number;
  wire: Wire;
  counters: VoiceCounters;
  /** Null in a room that is only sent to. */
  receiver: Receiver | null;
  /** Of a room without a receiver: the share of our packets that the server says were lost, 0..1. */
  onReportedLoss?(share: number): void;
  signal(signal: VoiceSignal): void;
  /** The view changed. */
  onChange(): void;
  /** This thread will be busy for about `durationMs`. */
  onBlocking(durationMs: number): void;
  /** A frame of ours has left, or would have, had anybody been there. */
  onOwnFrame?(frame: OwnFrame): void;
}

export class VoiceRoom {
  readonly #connection: VoiceConnection;
  readonly #sender: Sender;
  readonly #ports: VoiceRoomPorts;
  #media: MediaSession | null = null;

  constructor(ports: VoiceRoomPorts) {
    this.#ports = ports;
    const { counters, random, receiver, signal, clock, logger, wire, onChange, onBlocking } = ports;
    this.#sender = new Sender({
      counters,
      random,
      setSpeaking: (speaking) => this.#connection.setSpeaking(speaking),
      onFrame: (frame) => ports.onOwnFrame?.(frame),
    });
    this.#connection = new VoiceConnection({
      clock,
      logger,
      random,
      counters,
      wire,
      signal,
      onBlocking,
      onState: onChange,
      onMedia: (media) => {
        this.#sender.setMedia(media);
        this.#media = media;
        receiver?.setMedia(media);
      },
      onDatagram: (datagram, arrivalMs) => {
        if (receiver) receiver.onDatagram(datagram, arrivalMs);
        else this.#hearReport(datagram);
      },
      onSpeaking: (userId, ssrc, flags) => receiver?.assign(userId, ssrc, flags, clock.monotonicMs()),
      onOwner: (userId, ssrc) => receiver?.claim(userId, ssrc),
      onClientDisconnect: (userId) => receiver?.remove(userId),
      onDaveChange: () => {
        receiver?.onDaveChange();
        onChange();
      },
    });
  }

  join(request: JoinRequest): void {
    this.#connection.dispatch({ kind: 'join', request });
  }

  leave(): void {
    this.#connection.dispatch({ kind: 'leave' });
  }

  voiceStateUpdate(sessionId: string, channelId: string | null): void {
    this.#connection.dispatch({ kind: 'voiceState', sessionId, channelId });
  }

  voiceServerUpdate(token: string, endpoint: string | null): void {
    this.#connection.dispatch({ kind: 'voiceServer', token: new Secret(token), endpoint });
  }

  /** Tells Discord and stops sending. */
  setSelfMute(muted: boolean): void {
    this.#connection.dispatch({ kind: 'selfMute', muted });
  }

  /** Whether sound made now could go out here. While it is being mended, or the group being formed, it could not. */
  get wantsFrame(): boolean {
    return this.#connection.state.kind === 'ready' && this.#sender.wantsFrame;
  }

  /** Whether it has a call that has not ended, be it up or not. */
  get inCall(): boolean {
    return 'request' in this.#connection.state;
  }

  get guildId(): string | undefined {
    const { state } = this.#connection;
    return 'request' in state ? state.request.guildId : undefined;
  }

  get pingMs(): number | null {
    return this.#connection.pingMs;
  }

  get view(): RoomView {
    const { state, dave, pingMs } = this.#connection;
    return describe(state, dave, pingMs);
  }

  /** Seals what goes on air in `slot`; null is silence. */
  prepare(slot: number, frame: SoundFrame | null): void {
    this.#sender.prepare(slot, this.muted || !this.wantsFrame ? null : frame);
  }

  /** Takes back what was sealed for `from` and later slots, as far as it has not begun to leave. */
  withdraw(from: number): void {
    this.#sender.withdraw(from);
  }

  /** Nobody else is here to be sent anything. */
  get alone(): boolean {
    return this.#sender.alone;
  }

  /** We have muted ourselves here. */
  get muted(): boolean {
    const { state } = this.#connection;
    return 'request' in state && state.request.selfMute;
  }

  /** The wire has come to `slot`. */
  passed(slot: number): void {
    this.#sender.passed(slot);
  }

  /** Asks both ways to the server whether they are still there; a dead one is mended. */
  checkLiveness(): void {
    this.#connection.checkLiveness();
  }

  /** Who is in the encrypted group and not in the call, as far as the gateway says. */
  get strangers(): readonly string[] {
    return this.#connection.strangers;
  }

  /** Codes to compare with these people, null for who is in no group with us. */
  verificationCodes(userIds: readonly string[]): Promise<Map<string, string | null>> {
    return this.#connection.verificationCodes(userIds);
  }

  /** Leaves and waits until its sockets are closed. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Of what is heard here only the server's reports are for us. */
  #hearReport(datagram: Buffer): void {
    if (!this.#media || !isRtcp(datagram)) return;
    const share = readLossReport(this.#media, datagram, this.#ports.counters);
    if (share !== null) this.#ports.onReportedLoss?.(share);
  }
}

/** The connection's state as others see it. */
function describe(state: ConnectionState, dave: DaveState, pingMs: number | null): RoomView {
  if (state.kind === 'idle') return { kind: 'idle' };
  if (state.kind === 'ended') {
    return { kind: 'ended', channelId: state.channelId, error: state.error?.toView() ?? null };
  }
  const { request, reason, wasReady } = state;
  const lost = state.kind === 'waiting' || (wasReady && state.kind !== 'ready');
  return {
    kind: 'active',
    guildId: request.guildId,
    channelId: request.channelId,
    phase: lost ? 'reconnecting' : state.kind,
    reason,
    encryptionMode: 'media' in state ? (state.media?.mode ?? null) : null,
    pingMs,
    dave,
  };
}
