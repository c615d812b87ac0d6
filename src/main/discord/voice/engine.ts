/**
 * The voice engine: a call with one main room, which is heard, monitored and recorded, and the further rooms of a
 * broadcast. It conducts a tick: what came in has been handed out by the wire; play out what is due, make the sound of a
 * later slot once, have every room seal it, report.
 */
import { CHANNELS, FRAME_MS, FRAME_SAMPLES } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import type { GuildId } from '@shared/discord/snowflake';
import type { LevelsFrame } from '@shared/models/calls';
import type { PersonSignal, SignalAlarm } from '@shared/models/sentinel';
import type { AudioPort } from '../../support/audio-port';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { JoinRequest } from './connection/state';
import type { VoiceSignal } from './connection/voice-connection';
import { VoiceCounters } from './counters';
import { type DeskPortKind, DeskPorts } from './desk-ports';
import { OwnSound } from './own-sound';
import { LevelMeter, mixInto } from './pcm';
import { Receiver, type SpeechLevel } from './receive/receiver';
import type { RecorderSink } from './recorder-sink';
import { Broadcast, type BroadcastRequest, type BroadcastRoom } from './room/broadcast';
import { type RoomView, VoiceRoom } from './room/voice-room';
import { SealDepth } from './send/seal-depth';
import type { OwnFrame, SoundFrame } from './send/sender';
import { SignalWatch } from './sentinel/signal-watch';
import { RELAXED_SLOTS, type Wire, type WireTick } from './wire/wire';

/** 5 × 20 ms = 0.1 s. */
const SPEAKING_EVERY_TICKS = 5;
/** 50 × 20 ms = 1 s. */
const STATS_EVERY_TICKS = 50;
/** 25 × 20 ms = 0.5 s: an alarm is to be heard of within three seconds. */
const WATCH_EVERY_TICKS = 25;
/** Of the longest work that is foreseen; a file can be pulled that far ahead. */
const MAX_AHEAD_FRAMES = 40;
/** Slots played out at once after this thread was held up; older sound is let go. */
const MAX_CATCH_UP_TICKS = 25;

/** Slots that a hand on the desk leaves as they are: one is about to leave, and this thread may be late by another. */
const KEPT_SEALED = 2;
/** 2 s after a hand on the desk another one is likely. */
const HANDED_SLOTS = 100;

/** What goes on air, made once for all rooms. */
export interface SoundSource {
  /** The next frame, or null when there is nothing to send in this slot. Never waits. */
  pull(speech: readonly SpeechLevel[]): SoundFrame | null;
  /** A slot in which nothing can go on air: what is for the own ears alone goes on. */
  rest?(): void;
  /** What the own monitor hears of the slot pulled last; left out, it hears what goes on air. */
  monitorPcm?(): Float32Array | null;
  /** What it adds to the levels. */
  takeLevels?(): LevelsFrame['console'];
  /** How much of what goes out is lost on its way, %. */
  setLoss?(percent: number): void;
  /** Who wants to hear and measure what goes out. */
  listen?(listeners: { monitor: boolean; levels: boolean; recording: boolean }): void;
  /** Has `listener` called before a hand on the desk changes what goes on air. */
  onHand?(listener: () => void): void;
  /** The last `frames` frames pulled do not go out after all: goes back, as far as it can, and answers how far. */
  takeBack?(frames: number): number;
  /** Something in it happens now (a microphone) and cannot be pulled ahead. */
  readonly live?: boolean;
  /** Silence would be a fault now: a show is on, and nobody has paused it. */
  readonly onAir?: boolean;
  /** It goes by who speaks in the room (ducking), so that the room has to be decoded for it. */
  readonly hearsRoom?: boolean;
}

export interface EngineStats {
  packetsSent: number;
  framesSent: number;
  packetsReceived: number;
  lost: number;
  malformed: number;
  malformedByReason: Record<string, number>;
  undecryptable: number;
  held: number;
  /** Authentic packets that came a second time, or too old to tell. */
  replayed: number;
  lateTicks: number;
  pingMs: number | null;
}

export type EngineEvent =
  | {
      type: 'signal';
      payload: { guild_id: string; channel_id: string | null; self_mute: boolean; self_deaf: boolean };
    }
  | { type: 'connection'; connection: RoomView }
  | { type: 'broadcast'; rooms: BroadcastRoom[] }
  | { type: 'speakers'; speakers: { userId: string; ssrc: number; speaking: boolean }[] }
  | { type: 'stats'; stats: EngineStats }
  | { type: 'alarms'; alarms: SignalAlarm[] }
  | { type: 'signals'; signals: PersonSignal[] };

export interface EngineOptions {
  clock: Clock;
  /** May be shared; whoever made it closes it. */
  wire: Wire;
  sound: SoundSource;
  logger: Logger;
  /** 0 ≤ x < 1: start numbers of the stream, jitter of retries. */
  random?: () => number;
  onEvent(event: EngineEvent): void;
}

export class VoiceEngine {
  readonly #options: EngineOptions;
  readonly #main: VoiceRoom;
  readonly #broadcast: Broadcast;
  readonly #receiver: Receiver;
  readonly #desk = new DeskPorts();
  readonly #counters = new VoiceCounters();
  readonly #programmeMeter = new LevelMeter();
  readonly #masterMeter = new LevelMeter();
  readonly #mix = new Float32Array(FRAME_SAMPLES * CHANNELS);
  readonly #watch = new SignalWatch();
  readonly #depth = new SealDepth();
  readonly #unsubscribe: () => void;
  readonly #own = new OwnSound();
  #sealedTo = 0;
  /** Until then a hand on the desk is likely, and to be heard soon. */
  #handedTo = 0;
  #refilling = false;
  /** Slots until the next tick, as things were at the last one. */
  #pace = 1;
  /** The last slot that a frame was made for. */
  #soundingTo = Number.NEGATIVE_INFINITY;
  #ownUserId: string | undefined;
  #sink: RecorderSink | null = null;
  /** Of the process, a second ago or less. */
  #cpu = process.cpuUsage();
  #listeners: { monitor: boolean; levels: boolean; recording: boolean } | undefined;
  #announced = '';
  #announcedBroadcast = '[]';
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { clock, wire, logger } = options;
    const random = options.random ?? Math.random;
    this.#receiver = new Receiver({
      counters: this.#counters,
      sink: () => this.#sink,
      onSpeakersChange: () => options.onEvent({ type: 'speakers', speakers: this.#receiver.list() }),
      onReportedLoss: (percent) => options.sound.setLoss?.(percent),
    });
    const onBlocking = (durationMs: number) => this.sealAhead(Math.ceil(durationMs / FRAME_MS));
    const signal = (it: VoiceSignal) => this.#signal(it);
    const common = { clock, wire, logger, random, signal, onBlocking };
    this.#main = new VoiceRoom({
      ...common,
      counters: this.#counters,
      receiver: this.#receiver,
      onChange: () => this.#announceConnection(),
      onOwnFrame: (frame) => this.#record(frame),
    });
    this.#broadcast = new Broadcast({ ...common, onChange: () => this.#announceBroadcast() });
    options.sound.onHand?.(() => this.#takeBack());
    this.#unsubscribe = wire.onTick(
      (tick) => this.#tick(tick),
      () => this.#relaxed,
    );
  }

  join(request: JoinRequest): void {
    if (this.#closed) return;
    this.#ownUserId = request.userId;
    this.#main.join(request);
  }

  leave(): void {
    this.#main.leave();
  }

  /** A further room for the same sound, beside the main one or without one. */
  joinBroadcast(request: BroadcastRequest): void {
    if (!this.#closed) this.#broadcast.join(request);
  }

  leaveBroadcast(guildId: GuildId): void {
    this.#broadcast.leave(guildId);
  }

  /** Of the room in that guild. */
  voiceStateUpdate(guildId: string, sessionId: string, channelId: string | null): void {
    this.#roomIn(guildId)?.voiceStateUpdate(sessionId, channelId);
  }

  voiceServerUpdate(guildId: string, token: string, endpoint: string | null): void {
    this.#roomIn(guildId)?.voiceServerUpdate(token, endpoint);
  }

  /** Tells Discord and stops sending into the main room; the programme goes on silently. */
  setSelfMute(muted: boolean): void {
    this.#main.setSelfMute(muted);
  }

  setSpeakerGain(userId: string, gainDb: number, muted: boolean): void {
    this.#receiver.setGain(userId, muted ? 0 : gainDbToFactor(gainDb));
  }

  setMonitor(enabled: boolean, gainDb: number): void {
    this.#desk.setMonitor(enabled, gainDbToFactor(gainDb));
  }

  /** The computer slept: whatever is connected is asked at once whether it still is. */
  woke(): void {
    this.#main.checkLiveness();
    this.#broadcast.checkLiveness();
  }

  /** Codes to compare aloud with people in the main room, null for who is in no group with us. */
  verificationCodes(userIds: readonly string[]): Promise<Map<string, string | null>> {
    return this.#main.verificationCodes(userIds);
  }

  /** Where packets and their sound go while recording; null ends it. */
  setSink(sink: RecorderSink | null): void {
    this.#sink = sink;
    if (sink) this.#receiver.recordedUnheard = false;
  }

  /** What was recorded last, or is, has parts that nobody listened to: there is no waveform of them. */
  get recordedUnheard(): boolean {
    return this.#receiver.recordedUnheard;
  }

  connectPort(kind: DeskPortKind, port: AudioPort): void {
    this.#desk.connect(kind, port);
  }

  /** Whether any room has a call that has not ended. */
  get inCall(): boolean {
    return this.#main.inCall || this.#broadcast.inCall;
  }

  get stats(): EngineStats {
    const { packetsSent, framesSent, packetsReceived, lost, undecryptable, held, replayed } = this.#counters;
    return {
      packetsSent,
      framesSent,
      packetsReceived,
      lost,
      undecryptable,
      held,
      replayed,
      malformed: this.#counters.malformedTotal,
      malformedByReason: { ...this.#counters.malformedByReason },
      lateTicks: this.#options.wire.stats.lateTicks,
      pingMs: this.#main.pingMs,
    };
  }

  /** Slots that had sound and nothing sealed for them, because this thread was held up unforeseen. */
  get missedSlots(): number {
    return this.#depth.missed;
  }

  /** Sends a `stats` event now. */
  probe(): void {
    this.#options.onEvent({ type: 'stats', stats: this.stats });
  }

  /**
   * Seals `frames` slots beyond the usual, before work that holds this thread up. Only what exists can be sealed: a
   * live microphone cannot, nor what a source has not read yet.
   */
  sealAhead(frames: number): void {
    if (this.#options.sound.live) return;
    const { slot } = this.#options.wire;
    const until = slot + this.#depth.at(slot, false) + Math.min(frames, MAX_AHEAD_FRAMES);
    while (this.#sealedTo < until && this.#wantsFrame) {
      const frame = this.#options.sound.pull(this.#receiver.speech());
      if (!frame) return;
      this.#seal(frame);
    }
  }

  /** Leaves and closes everything; nothing is announced afterwards but the end of the call. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsubscribe();
    await Promise.all([this.#main.close(), this.#broadcast.close()]);
    this.#receiver.close();
    this.#desk.close();
  }

  #tick({ slot, skipped }: WireTick): void {
    const first = slot - Math.min(skipped, MAX_CATCH_UP_TICKS - 1);
    const nowMs = this.#options.clock.monotonicMs();
    this.#receiver.setListening(this.#desk.attended || this.#options.sound.hearsRoom === true);
    if (slot - skipped < first) this.#own.forgetBefore(first);
    for (let played = first; played <= slot; played += 1)
      this.#play(played, nowMs - (slot - played) * FRAME_MS);
    if (this.#sealedTo < slot && this.#soundingTo === this.#sealedTo) this.#missed(slot, skipped);
    else if (skipped >= this.#pace && this.#soundingTo >= slot)
      this.#depth.late(slot, skipped - this.#pace + 1, this.#sealedTo === slot);
    this.#listen(this.#sink !== null);
    this.#fill(slot);
    this.#pace = this.#relaxed ? RELAXED_SLOTS : 1;
    this.#desk.postLevels(nowMs, () => this.#levels());
    // A tick may stand for several slots.
    const passed = (every: number) => Math.floor(slot / every) > Math.floor((slot - skipped - 1) / every);
    if (passed(SPEAKING_EVERY_TICKS)) this.#receiver.updateSpeaking(nowMs);
    if (passed(WATCH_EVERY_TICKS)) this.#watchSignals(slot, nowMs);
    if (passed(STATS_EVERY_TICKS)) {
      // The system adds up the threads for it, which takes as long as sealing two packets.
      this.#cpu = process.cpuUsage();
      this.probe();
      this.#options.onEvent({ type: 'signals', signals: this.#receiver.signals() });
      this.#announceBroadcast();
    }
  }

  /** Seals as far ahead of `slot` as is meet. */
  #fill(slot: number): void {
    const { sound } = this.#options;
    const further = this.#relaxed ? RELAXED_SLOTS - 1 : 0;
    const until = slot + this.#depth.at(slot, sound.live ?? false, slot < this.#handedTo) + further;
    while (this.#sealedTo < until) {
      if (this.#wantsFrame) this.#seal(sound.pull(this.#receiver.speech()));
      else {
        sound.rest?.();
        this.#seal(null);
      }
    }
  }

  /** A hand on the desk is to be heard now and not after all that is sealed: what has not left is made once more. */
  #takeBack(): void {
    const { sound, wire } = this.#options;
    if (this.#closed || !this.#wantsFrame) return;
    const { slot } = wire;
    this.#handedTo = slot + HANDED_SLOTS;
    const taken = sound.takeBack?.(this.#sealedTo - slot - KEPT_SEALED) ?? 0;
    if (taken === 0) return;
    const from = this.#sealedTo - taken + 1;
    this.#main.withdraw(from);
    this.#broadcast.withdraw(from);
    this.#own.withdraw(from);
    this.#sealedTo = from - 1;
    this.#soundingTo = Math.min(this.#soundingTo, this.#sealedTo);
    if (this.#refilling) return;
    this.#refilling = true;
    // Once the hand has done what it came for.
    queueMicrotask(() => {
      this.#refilling = false;
      if (!this.#closed) this.#fill(this.#options.wire.slot);
    });
  }

  /** This thread was held up; whether by its own work or by the system, the time computed in this second tells. */
  #missed(slot: number, skipped: number): void {
    const missed = slot - this.#sealedTo;
    this.#depth.miss(slot, missed);
    const { user, system } = process.cpuUsage(this.#cpu);
    const fields = { missed, heldUpMs: skipped * FRAME_MS, computedMs: Math.round((user + system) / 1_000) };
    this.#options.logger.info('slots were missed', fields);
  }

  /** What is heard in `slot`: others, and what of ours has left. */
  #play(slot: number, nowMs: number): void {
    this.#main.passed(slot);
    this.#broadcast.passed(slot);
    this.#mix.fill(0);
    this.#receiver.tick(this.#mix, nowMs);
    const own = this.#own.take(slot);
    const pcm = own?.frame?.pcm;
    const { attended } = this.#desk;
    // Sound that nobody asked for was not decoded, but for a sample now and then.
    if (pcm && pcm.length > 0) this.#watch.sent(pcm);
    if (!attended) return;
    if (pcm) {
      this.#programmeMeter.addPcm16(pcm);
      if (!this.#options.sound.monitorPcm) mixInto(this.#mix, pcm, 1);
    }
    if (own?.monitor) this.#mixOwn(own.monitor);
    this.#masterMeter.addFloat(this.#mix);
    this.#desk.postMonitor(slot, this.#mix);
  }

  #mixOwn(heard: Float32Array): void {
    const mix = this.#mix;
    for (let i = 0; i < mix.length; i += 1) mix[i] = (mix[i] ?? 0) + (heard[i] ?? 0);
  }

  /**
   * A tick without a call, for what is heard or measured then too (a cued deck, the echo test, the microphone's meter).
   * The wire does not tick then; whoever hosts the engine does, 20 ms apart.
   */
  restTick(count: number): void {
    const { sound } = this.#options;
    this.#listen(false);
    sound.rest?.();
    this.#mix.fill(0);
    const heard = sound.monitorPcm?.();
    if (heard) this.#mix.set(heard);
    this.#masterMeter.addFloat(this.#mix);
    this.#desk.postMonitor(count, this.#mix);
    this.#desk.postLevels(this.#options.clock.monotonicMs(), () => this.#levels());
  }

  /** Tells the console who wants its sound, when that has changed. */
  #listen(recording: boolean): void {
    const { levels, monitor } = this.#desk.wanted;
    const told = this.#listeners;
    if (told && told.levels === levels && told.monitor === monitor && told.recording === recording) return;
    this.#listeners = { levels, monitor, recording };
    this.#options.sound.listen?.(this.#listeners);
  }

  /** Gives the next slot that can still be met to every room. */
  #seal(frame: SoundFrame | null): void {
    const slot = Math.max(this.#sealedTo, this.#options.wire.slot) + 1;
    this.#sealedTo = slot;
    this.#main.prepare(slot, frame);
    this.#broadcast.prepare(slot, frame);
    this.#own.put(slot, frame, this.#options.sound.monitorPcm?.() ?? null);
    if (frame) this.#soundingTo = slot;
  }

  #watchSignals(slot: number, nowMs: number): void {
    const { view } = this.#main;
    const report = this.#watch.observe({
      nowMs,
      wallMs: this.#options.clock.now(),
      connected: view.kind === 'active' && view.phase === 'ready',
      // Frames were made for what has just been, and nobody has muted us.
      expected: this.#soundingTo >= slot && this.#main.wantsFrame && !this.#main.muted && !this.#main.alone,
      onAir: this.#options.sound.onAir ?? false,
      packetsSent: this.#counters.packetsSent,
      ticks: slot,
      lateTicks: this.#options.wire.stats.lateTicks,
      people: this.#receiver.statistics(),
    });
    if (report.changed) this.#options.onEvent({ type: 'alarms', alarms: [...report.alarms] });
  }

  /** Nobody looks, listens, talks or moves a thing: several slots can be seen to at once. */
  get #relaxed(): boolean {
    const { live, hearsRoom } = this.#options.sound;
    const handed = this.#options.wire.slot < this.#handedTo;
    return !(handed || this.#desk.attended || live || hearsRoom || this.#sink);
  }

  /** The programme waits while no room could send it. */
  get #wantsFrame(): boolean {
    return this.#main.wantsFrame || this.#broadcast.wantsFrame;
  }

  #roomIn(guildId: string): VoiceRoom | undefined {
    return guildId === this.#main.guildId ? this.#main : this.#broadcast.in(guildId);
  }

  #record({ sequence, rtpTimestamp, ssrc, opus, sound }: OwnFrame): void {
    const sink = this.#sink;
    const userId = this.#ownUserId;
    if (!sink || userId === undefined) return;
    const arrivalMs = this.#options.clock.monotonicMs();
    sink.onPacket({ userId, ssrc, sequence, rtpTimestamp, arrivalMs, opus });
    if (sound) sink.onPcm({ userId, ssrc, rtpTimestamp, pcm: sound.pcm });
  }

  #levels() {
    const added = this.#options.sound.takeLevels?.();
    return {
      master: this.#masterMeter.take(),
      programme: this.#programmeMeter.take(),
      speakers: [...this.#receiver.speakers].map(({ userId, meter }) => ({ userId, ...meter.take() })),
      ...(added ? { console: added } : {}),
    };
  }

  #signal({ guildId, channelId, selfMute, selfDeaf }: VoiceSignal): void {
    const payload = {
      guild_id: guildId,
      channel_id: channelId,
      self_mute: selfMute,
      self_deaf: selfDeaf,
    };
    this.#options.onEvent({ type: 'signal', payload });
  }

  #announceConnection(): void {
    const connection = this.#main.view;
    this.#noteCut();
    // Closing announces from several sides; the same twice would only cost others work.
    const text = JSON.stringify(connection);
    if (text === this.#announced) return;
    this.#announced = text;
    this.#options.onEvent({ type: 'connection', connection });
  }

  /** The last room that sound could go to is cut off, or left: until one is back nothing is missed. */
  #noteCut(): void {
    if (!this.#wantsFrame) this.#soundingTo = Number.NEGATIVE_INFINITY;
  }

  #announceBroadcast(): void {
    this.#noteCut();
    const rooms = this.#broadcast.list();
    const text = JSON.stringify(rooms);
    if (text === this.#announcedBroadcast) return;
    this.#announcedBroadcast = text;
    this.#options.onEvent({ type: 'broadcast', rooms });
  }
}
