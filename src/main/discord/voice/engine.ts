/**
 * The voice engine: a call with one main room, which is heard, monitored and recorded, and the further rooms of a
 * broadcast. It conducts a tick: what came in has been handed out by the wire; play out what is due, make the sound of a
 * later slot once, have every room seal it, report.
 */
import { DEFAULT_BITRATE_BPS, FRAME_MS } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import type { GuildId } from '@shared/discord/snowflake';
import type { RelaySettings } from '@shared/models/live';
import type { SignalAlarm } from '@shared/models/sentinel';
import type { AudioPort } from '../../support/audio-port';
import { noteProcessCpu } from '../../support/process-cpu';
import type { JoinRequest } from './connection/state';
import type { VoiceSignal } from './connection/voice-connection';
import { VoiceCounters } from './counters';
import { DeskMix } from './desk-mix';
import { type DeskPortKind, DeskPorts } from './desk-ports';
import { EngineNews } from './engine-news';
import type { EngineOptions, EngineStats } from './engine-types';
import { OwnRecording } from './own-recording';
import { OwnSound } from './own-sound';
import { Receiver } from './receive/receiver';
import type { RecorderSink } from './recorder-sink';
import { Broadcast, type BroadcastRequest } from './room/broadcast';
import { Rooms } from './room/rooms';
import { VoiceRoom } from './room/voice-room';
import { RoomRelay } from './room-relay';
import { Sealing } from './send/sealing';
import { ReportedLoss } from './sentinel/reported-loss';
import { SignalWatch } from './sentinel/signal-watch';
import { RELAXED_SLOTS, WATCHED_SLOTS, type WireTick } from './wire/wire';

export type { EngineEvent, EngineOptions, EngineStats, SoundSource } from './engine-types';

/** 5 × 20 ms = 0.1 s. */
const SPEAKING_EVERY_TICKS = 5;
/** 50 × 20 ms = 1 s. */
const STATS_EVERY_TICKS = 50;
/** 25 × 20 ms = 0.5 s: an alarm is to be heard of within three seconds. */
const WATCH_EVERY_TICKS = 25;
/** Slots played out at once after this thread was held up; older sound is let go. */
const MAX_CATCH_UP_TICKS = 25;

export class VoiceEngine {
  readonly #options: EngineOptions;
  readonly #rooms: Rooms;
  readonly #receiver: Receiver;
  readonly #sealing: Sealing;
  readonly #desk = new DeskPorts();
  readonly #mix: DeskMix;
  readonly #counters = new VoiceCounters();
  readonly #watch = new SignalWatch();
  readonly #loss = new ReportedLoss();
  #toldLoss = 0;
  /** Told of the further rooms: they are hearing the main one. */
  #relaying = false;
  #alarms: readonly SignalAlarm[] = [];
  readonly #own = new OwnSound();
  readonly #recording = new OwnRecording();
  readonly #news: EngineNews;
  readonly #unsubscribe: () => void;
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { clock, wire, logger, sound } = options;
    const random = options.random ?? Math.random;
    this.#news = new EngineNews(options.onEvent);
    this.#receiver = new Receiver({
      counters: this.#counters,
      sink: () => this.#recording.sink,
      onSpeakersChange: () => options.onEvent({ type: 'speakers', speakers: this.#receiver.list() }),
      onReportedLoss: (percent) => this.#loss.report(percent / 100, clock.monotonicMs()),
    });
    const onBlocking = (durationMs: number) => this.sealAhead(Math.ceil(durationMs / FRAME_MS));
    const signal = (it: VoiceSignal) => this.#news.signal(it);
    const common = { clock, wire, logger, random, signal, onBlocking };
    const main = new VoiceRoom({
      ...common,
      counters: this.#counters,
      receiver: this.#receiver,
      onChange: () => this.#onConnectionChange(),
      onOwnFrame: (frame) => this.#recording.record(frame),
    });
    const broadcast = new Broadcast({ ...common, onChange: () => this.#onBroadcastChange() });
    const relay = new RoomRelay(DEFAULT_BITRATE_BPS, () => main.inCall && broadcast.wantsFrame);
    this.#rooms = new Rooms(main, broadcast, relay);
    this.#sealing = new Sealing({
      wire,
      sound,
      logger,
      rooms: this.#rooms,
      own: this.#own,
      speech: () => this.#receiver.speech(),
      pace: () => this.#pace,
    });
    this.#mix = new DeskMix(this.#desk, sound, this.#receiver, relay);
    sound.onHand?.(() => this.#sealing.takeBack());
    this.#unsubscribe = wire.onTick(
      (tick) => this.#tick(tick),
      () => this.#sealing.pace,
    );
  }

  join(request: JoinRequest): void {
    if (this.#closed) return;
    this.#recording.userId = request.userId;
    this.#rooms.main.join(request);
  }

  leave(): void {
    this.#rooms.main.leave();
  }

  /** A further room for the same sound, beside the main one or without one. */
  joinBroadcast(request: BroadcastRequest): void {
    if (!this.#closed) this.#rooms.broadcast.join(request);
  }

  leaveBroadcast(guildId: GuildId): void {
    this.#rooms.broadcast.leave(guildId);
  }

  /** Of the room in that guild. */
  voiceStateUpdate(guildId: string, sessionId: string, channelId: string | null): void {
    this.#rooms.in(guildId)?.voiceStateUpdate(sessionId, channelId);
  }

  voiceServerUpdate(guildId: string, token: string, endpoint: string | null): void {
    this.#rooms.in(guildId)?.voiceServerUpdate(token, endpoint);
  }

  /** Tells Discord and stops sending into the main room; the programme goes on silently. */
  setSelfMute(muted: boolean): void {
    this.#rooms.main.setSelfMute(muted);
  }

  setSpeakerGain(userId: string, gainDb: number, muted: boolean): void {
    this.#receiver.setGain(userId, muted ? 0 : gainDbToFactor(gainDb));
  }

  /** Whether what people say in the main room goes into the further ones. */
  setRelay(settings: RelaySettings): void {
    this.#rooms.relay.set(settings);
  }

  /** Of what is made for the further rooms while the main one goes into them; else all get the programme's packets. */
  setRelayBitrate(bitrateBps: number): void {
    this.#rooms.relay.setBitrate(bitrateBps);
  }

  setMonitor(enabled: boolean, gainDb: number): void {
    this.#desk.setMonitor(enabled, gainDbToFactor(gainDb));
  }

  /** The computer slept: whatever is connected is asked at once whether it still is. */
  woke(): void {
    this.#rooms.checkLiveness();
  }

  /** Codes to compare aloud with people in the main room, null for who is in no group with us. */
  verificationCodes(userIds: readonly string[]): Promise<Map<string, string | null>> {
    return this.#rooms.main.verificationCodes(userIds);
  }

  /** Everything that has come in until now goes where it goes now, before that is changed. */
  catchUp(): void {
    this.#options.wire.catchUp();
  }

  /** Where packets and their sound go while recording; null ends it. */
  setSink(sink: RecorderSink | null): void {
    this.#recording.sink = sink;
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
    return this.#rooms.inCall;
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
      pingMs: this.#rooms.main.pingMs,
    };
  }

  /** Slots that had sound and nothing sealed for them, because this thread was held up unforeseen. */
  get missedSlots(): number {
    return this.#sealing.missedSlots;
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
    this.#sealing.ahead(frames);
  }

  /**
   * A tick without a call, for what is heard or measured then too (a cued deck, the echo test, the microphone's meter).
   * The wire does not tick then; whoever hosts the engine does, 20 ms apart.
   */
  restTick(count: number): void {
    this.#mix.listen(false);
    this.#options.sound.rest?.();
    this.#mix.rest(count);
    this.#mix.report(this.#options.clock.monotonicMs());
  }

  /** Leaves and closes everything; nothing is announced afterwards but the end of the call. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsubscribe();
    this.#sealing.close();
    await this.#rooms.close();
    this.#receiver.close();
    this.#desk.close();
  }

  /**
   * Slots that can be seen to at once. A recorder has the time of each packet, so it is given them as gladly so; whoever
   * looks at levels is told of them 20 times a second.
   */
  get #pace(): number {
    const { sound } = this.#options;
    const { levels, monitor } = this.#desk.wanted;
    if (monitor || sound.live || sound.hearsRoom || this.#rooms.relay.active) return 1;
    return levels ? WATCHED_SLOTS : RELAXED_SLOTS;
  }

  #tick({ slot, skipped, dueMs }: WireTick): void {
    const first = slot - Math.min(skipped, MAX_CATCH_UP_TICKS - 1);
    const nowMs = this.#options.clock.monotonicMs();
    const relaying = this.#rooms.relay.active;
    this.#receiver.setListening(this.#desk.attended || relaying || this.#options.sound.hearsRoom === true);
    if (slot - skipped < first) this.#own.forgetBefore(first);
    this.#recording.slotZeroMs = dueMs - slot * FRAME_MS;
    for (let played = first; played <= slot; played += 1)
      this.#play(played, nowMs - (slot - played) * FRAME_MS);
    this.#sealing.judge(slot, skipped);
    this.#mix.listen(relaying || this.#recording.sink !== null);
    this.#sealing.fill(slot);
    this.#sealing.keepPace();
    this.#tellRelaying();
    this.#mix.report(nowMs);
    // A tick may stand for several slots.
    const passed = (every: number) => Math.floor(slot / every) > Math.floor((slot - skipped - 1) / every);
    if (passed(SPEAKING_EVERY_TICKS)) this.#receiver.updateSpeaking(nowMs);
    if (passed(WATCH_EVERY_TICKS)) this.#watchSignals(slot, nowMs);
    if (passed(STATS_EVERY_TICKS)) {
      noteProcessCpu(nowMs);
      this.probe();
      this.#options.onEvent({ type: 'signals', signals: this.#receiver.signals() });
      this.#onBroadcastChange();
    }
  }

  /** What is heard in `slot`: others, and what of ours has left. */
  #play(slot: number, nowMs: number): void {
    this.#rooms.passed(slot);
    const own = this.#own.take(slot);
    const pcm = own?.frame?.pcm;
    // Sound that nobody asked for was not decoded, but for a sample now and then.
    if (pcm && pcm.length > 0) this.#watch.sent(pcm);
    this.#mix.play(slot, nowMs, own);
  }

  /** The room we are in, then the further ones. */
  #watchSignals(slot: number, nowMs: number): void {
    const { main, broadcast } = this.#rooms;
    const { view } = main;
    const wallMs = this.#options.clock.now();
    // Frames were made for what has just been.
    const sounding = this.#sealing.soundsIn(slot);
    const { alarms } = this.#watch.observe({
      nowMs,
      wallMs,
      connected: view.kind === 'active' && view.phase === 'ready',
      // And nobody has muted us.
      expected: sounding && main.wantsFrame && !main.muted && !main.alone,
      onAir: this.#options.sound.onAir ?? false,
      packetsSent: this.#counters.packetsSent,
      ticks: slot,
      lateTicks: this.#options.wire.stats.lateTicks,
      people: this.#receiver.statistics(),
      reportedLoss: this.#loss.at(nowMs),
      strangers: main.strangers,
    });
    this.#alarms = alarms;
    broadcast.observe(nowMs, wallMs, sounding);
    this.#tellAlarms();
    const loss = Math.max(this.#loss.at(nowMs) ?? 0, broadcast.reportedLoss(nowMs)) * 100;
    if (loss === this.#toldLoss) return;
    this.#toldLoss = loss;
    this.#options.sound.setLoss?.(loss);
  }

  #tellAlarms(): void {
    this.#news.alarms([...this.#alarms, ...this.#rooms.broadcast.alarms]);
  }

  #onConnectionChange(): void {
    this.#sealing.noteCut();
    this.#news.connection(this.#rooms.main.view);
    this.#tellRelaying();
    if (this.#rooms.main.inCall) return;
    // No tick may come any more that would see what stands as over.
    this.#alarms = this.#watch.end(this.#options.clock);
    this.#tellAlarms();
  }

  /** Whether somebody of the main room is being heard in the further ones, when that is news. */
  #tellRelaying(): void {
    if (this.#rooms.relay.sounding !== this.#relaying) this.#tellFurther();
  }

  #tellFurther(): void {
    this.#relaying = this.#rooms.relay.sounding;
    this.#news.broadcast(this.#rooms.further());
  }

  #onBroadcastChange(): void {
    this.#sealing.noteCut();
    this.#tellFurther();
    this.#tellAlarms();
  }
}
