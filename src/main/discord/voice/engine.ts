/**
 * The voice engine: commands in, events out, ports for audio. One call at a time. It owns the frame clock and
 * decides the order within a tick: send what is ready, play out what was received, make the next packet, report.
 */
import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import type { PcmFlush, PcmFrame } from '@shared/audio/pcm-stream';
import type { AppErrorView } from '@shared/errors/app-error';
import type { CallPhase, DaveState, LevelsFrame, ProgrammeState } from '@shared/models/calls';
import type { AudioPort } from '../../support/audio-port';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { Secret } from '../../support/secret';
import { FrameClock, type FrameTick, type FrameTiming } from './clock/frame-clock';
import type { ConnectionState, JoinRequest } from './connection/state';
import { type MediaSession, VoiceConnection } from './connection/voice-connection';
import { VoiceCounters } from './counters';
import { LevelMeter, mixInto } from './pcm';
import { Receiver } from './receive/receiver';
import type { RecorderSink } from './recorder-sink';
import type { ProgrammeSource } from './sources/open-source';
import { Programme } from './send/programme';
import { Sender } from './send/sender';

/** 20 Hz; ticks being 20 ms apart, reports come every 40 or 60 ms. */
const LEVELS_EVERY_MS = 50;
/** 50 × 20 ms = 1 s. */
const STATS_EVERY_TICKS = 50;

export type EngineConnection =
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

export interface EngineStats {
  packetsSent: number;
  framesSent: number;
  packetsReceived: number;
  lost: number;
  malformed: number;
  malformedByReason: Record<string, number>;
  undecryptable: number;
  held: number;
  lateTicks: number;
  pingMs: number | null;
}

export type EngineEvent =
  | {
      type: 'signal';
      payload: { guild_id: string; channel_id: string | null; self_mute: boolean; self_deaf: boolean };
    }
  | { type: 'connection'; connection: EngineConnection }
  | { type: 'programme'; programme: ProgrammeState }
  | { type: 'speakers'; speakers: { userId: string; ssrc: number; speaking: boolean }[] }
  | { type: 'stats'; stats: EngineStats };

export interface EngineOptions {
  clock: Clock;
  timing: FrameTiming;
  logger: Logger;
  /** 0 ≤ x < 1: start numbers of the stream, jitter of retries. */
  random?: () => number;
  onEvent(event: EngineEvent): void;
}

/** One call at a time, in whichever process hosts it: commands in, `EngineEvent`s out, sound through ports. */
export class VoiceEngine {
  readonly #options: EngineOptions;
  readonly #frames: FrameClock;
  readonly #connection: VoiceConnection;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  readonly #programme: Programme;
  readonly #counters = new VoiceCounters();
  readonly #programmeMeter = new LevelMeter();
  readonly #masterMeter = new LevelMeter();
  readonly #mix = new Float32Array(FRAME_SAMPLES * CHANNELS);
  #request: JoinRequest | undefined;
  #media: MediaSession | null = null;
  #sink: RecorderSink | null = null;
  #levels: AudioPort | undefined;
  #monitor: AudioPort | undefined;
  #monitorEnabled = false;
  #monitorFactor = 1;
  #nextLevelsMs = 0;
  /** Sound of the frame that went out in this tick. */
  #sentPcm: Int16Array | null = null;
  #announced = '';
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    const random = options.random ?? Math.random;
    const counters = this.#counters;
    this.#frames = new FrameClock(options.timing, (tick) => this.#tick(tick));
    this.#receiver = new Receiver({
      counters,
      sink: () => this.#sink,
      onSpeakersChange: () => options.onEvent({ type: 'speakers', speakers: this.#receiver.list() }),
    });
    this.#sender = new Sender({
      counters,
      random,
      setSpeaking: (speaking) => this.#connection.setSpeaking(speaking),
      onFrame: (frame) => this.#onOwnFrame(frame),
    });
    this.#programme = new Programme(64_000, (programme) => options.onEvent({ type: 'programme', programme }));
    this.#connection = new VoiceConnection({
      clock: options.clock,
      logger: options.logger,
      random,
      counters,
      signal: (signal) =>
        options.onEvent({
          type: 'signal',
          payload: {
            guild_id: signal.guildId,
            channel_id: signal.channelId,
            self_mute: signal.selfMute,
            self_deaf: signal.selfDeaf,
          },
        }),
      onState: (state) => {
        // What played into this room must not go on in the next one.
        if (state.kind === 'ended') this.#programme.stop();
        this.#announceConnection();
      },
      onMedia: (media) => this.#setMedia(media),
      onDatagram: (datagram, arrivalMs) => this.#receiver.onDatagram(datagram, arrivalMs),
      onSpeaking: (userId, ssrc) => this.#receiver.assign(userId, ssrc),
      onClientDisconnect: (userId) => this.#receiver.remove(userId),
      onDaveChange: () => {
        this.#receiver.onDaveChange();
        this.#announceConnection();
      },
    });
  }

  join(request: JoinRequest, bitrateBps: number): void {
    if (this.#closed) return;
    this.#request = request;
    this.#programme.setBitrate(bitrateBps);
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

  /** Tells Discord and stops sending; the programme goes on silently. */
  setSelfMute(muted: boolean): void {
    this.#connection.dispatch({ kind: 'selfMute', muted });
  }

  play(source: ProgrammeSource, gainDb: number, loop: boolean): void {
    if (!this.#closed) this.#programme.play(source, gainDb, loop);
  }

  pause(): void {
    this.#programme.pause();
  }

  resume(): void {
    this.#programme.resume();
  }

  seek(positionMs: number): void {
    this.#programme.seek(positionMs);
  }

  stopPlayback(): void {
    this.#programme.stop();
  }

  setLoop(loop: boolean): void {
    this.#programme.setLoop(loop);
  }

  setProgrammeGain(gainDb: number): void {
    this.#programme.setGain(gainDb);
  }

  setSpeakerGain(userId: string, gainDb: number, muted: boolean): void {
    this.#receiver.setGain(userId, muted ? 0 : gainDbToFactor(gainDb));
  }

  setMonitor(enabled: boolean, gainDb: number): void {
    this.#monitorEnabled = enabled;
    this.#monitorFactor = gainDbToFactor(gainDb);
  }

  /** Where packets and their sound go while recording; null ends it. */
  setSink(sink: RecorderSink | null): void {
    this.#sink = sink;
  }

  /** `levels` gets a `LevelsFrame` at 20 Hz, `monitor` a `PcmFrame` per tick while enabled. */
  connectPort(kind: 'levels' | 'monitor', port: AudioPort): void {
    const before = kind === 'levels' ? this.#levels : this.#monitor;
    before?.close();
    if (kind === 'levels') this.#levels = port;
    else this.#monitor = port;
    port.on('close', () => {
      if (this.#levels === port) this.#levels = undefined;
      if (this.#monitor === port) this.#monitor = undefined;
    });
    if (kind === 'monitor') port.postMessage({ type: 'flush', epoch: 0 } satisfies PcmFlush);
  }

  get stats(): EngineStats {
    const { packetsSent, framesSent, packetsReceived, lost, undecryptable, held } = this.#counters;
    return {
      packetsSent,
      framesSent,
      packetsReceived,
      lost,
      undecryptable,
      held,
      malformed: this.#counters.malformedTotal,
      malformedByReason: { ...this.#counters.malformedByReason },
      lateTicks: this.#frames.lateTicks,
      pingMs: this.#connection.pingMs,
    };
  }

  /** Sends a `stats` event now. */
  probe(): void {
    this.#options.onEvent({ type: 'stats', stats: this.stats });
  }

  /** Leaves and closes everything; nothing is announced afterwards but the end of the call. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#programme.close();
    await this.#connection.close();
    this.#frames.stop();
    this.#levels?.close();
    this.#monitor?.close();
  }

  #setMedia(media: MediaSession | null): void {
    if (media === this.#media) return;
    this.#media = media;
    this.#sender.setMedia(media);
    this.#receiver.setMedia(media);
    if (media) this.#frames.start();
    else this.#frames.stop();
  }

  #tick(tick: FrameTick): void {
    this.#sentPcm = null;
    this.#sender.send();
    this.#mix.fill(0);
    this.#receiver.tick(this.#mix);
    if (this.#sentPcm) {
      this.#programmeMeter.addPcm16(this.#sentPcm);
      mixInto(this.#mix, this.#sentPcm, 1);
    }
    this.#masterMeter.addFloat(this.#mix);
    this.#prepareNext(tick.slot + 1);
    this.#postMonitor(tick.slot);
    this.#postLevels();
    if (tick.slot % 5 === 0) this.#receiver.updateSpeaking(this.#options.clock.monotonicMs());
    if (tick.slot % STATS_EVERY_TICKS === 0) this.probe();
  }

  #prepareNext(slot: number): void {
    // While the connection is being mended, or the group being formed, the programme waits.
    const up = this.#connection.state.kind === 'ready';
    const frame = up && this.#sender.wantsFrame ? this.#programme.pull() : null;
    this.#sender.prepare(slot, this.#muted ? null : frame);
  }

  get #muted(): boolean {
    const { state } = this.#connection;
    return 'request' in state && state.request.selfMute;
  }

  #onOwnFrame(frame: {
    sequence: number;
    rtpTimestamp: number;
    ssrc: number;
    opus: Buffer;
    pcm: Int16Array | null;
  }): void {
    this.#sentPcm = frame.pcm;
    const sink = this.#sink;
    const userId = this.#request?.userId;
    if (!sink || userId === undefined) return;
    const { sequence, rtpTimestamp, ssrc, opus, pcm } = frame;
    const arrivalMs = this.#options.clock.monotonicMs();
    sink.onPacket({ userId, ssrc, sequence, rtpTimestamp, arrivalMs, opus });
    if (pcm) sink.onPcm({ userId, ssrc, rtpTimestamp, pcm });
  }

  #postMonitor(slot: number): void {
    if (!this.#monitor || !this.#monitorEnabled) return;
    const samples = new Float32Array(this.#mix.length);
    for (let i = 0; i < samples.length; i += 1) {
      const value = (this.#mix[i] ?? 0) * this.#monitorFactor;
      samples[i] = value > 1 ? 1 : value < -1 ? -1 : value;
    }
    const frame: PcmFrame = { type: 'frame', epoch: 0, positionSamples: slot * FRAME_SAMPLES, samples };
    this.#monitor.postMessage(frame);
  }

  #postLevels(): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (!this.#levels || nowMs < this.#nextLevelsMs) return;
    // Counted from when it was due, not from now: ticks of 20 ms would make 60 ms of every 50 otherwise.
    this.#nextLevelsMs = Math.max(this.#nextLevelsMs + LEVELS_EVERY_MS, nowMs);
    const frame: LevelsFrame = {
      tMs: nowMs,
      master: this.#masterMeter.take(),
      programme: this.#programmeMeter.take(),
      speakers: [],
    };
    for (const speaker of this.#receiver.speakers) {
      frame.speakers.push({ userId: speaker.userId, ...speaker.meter.take() });
    }
    this.#levels.postMessage(frame);
  }

  #announceConnection(): void {
    const { state, dave, pingMs } = this.#connection;
    const connection = describe(state, dave, pingMs);
    // Closing announces from several sides; the same twice would only cost others work.
    const text = JSON.stringify(connection);
    if (text === this.#announced) return;
    this.#announced = text;
    this.#options.onEvent({ type: 'connection', connection });
  }
}

/** The connection's state as others see it. */
function describe(state: ConnectionState, dave: DaveState, pingMs: number | null): EngineConnection {
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
