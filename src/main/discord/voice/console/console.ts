/**
 * What goes on air: two decks with a crossfader, clip pads, live inputs and a bed, ducked, levelled, mixed, limited and
 * encoded once a tick for every room. A deck that plays an Opus file alone and untouched passes its packets on.
 */
import { CHANNELS, FRAME_MS, FRAME_SAMPLES } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import type {
  ConsoleState,
  DeckId,
  DuckingSettings,
  InputSettings,
  LevellingSettings,
  LiveInputId,
} from '@shared/models/console';
import type { EchoState } from '@shared/models/live';
import { DEFAULT_DUCKING, DEFAULT_LEVELLING } from '@shared/models/live-defaults';
import type { AudioPort } from '../../../support/audio-port';
import type { Logger } from '../../../support/logger';
import { int16ToFloat } from '../pcm';
import { AirStage } from './air-stage';
import { Bed, type BedSettings } from './bed';
import { ConsoleMeters } from './console-meters';
import { Crossfader } from './crossfader';
import { Deck, type DeckLoad } from './deck';
import { Ducker } from './dsp/ducker';
import { applyRamp, Glide } from './dsp/ramp';
import { Echo } from './echo';
import { LoudnessQueue } from './file-loudness';
import { LiveInput } from './live-input';
import { type PadPlay, Pads } from './pads';
import type { Strip } from './strip';
import { WayBack } from './way-back';

/** How loud somebody in the room is in this tick. */
export interface Speech {
  userId: string;
  rmsDbfs: number;
}

/** What goes on air in one tick. */
export interface ProgrammeFrame {
  opus: Buffer;
  /** What the packet sounds like; empty while nobody asks for it (see `listen`). */
  pcm: Int16Array;
}

export type ConsoleEvent =
  | { type: 'console'; console: ConsoleState }
  | { type: 'loudness'; path: string; loudnessLufs: number | null }
  | { type: 'echo'; echo: EchoState };

/** Who wants the sound of what goes out. */
export interface Listeners {
  monitor: boolean;
  levels: boolean;
  recording: boolean;
}

export interface ConsoleOptions {
  logger: Logger;
  bitrateBps: number;
  onEvent(event: ConsoleEvent): void;
}

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;
const NO_PCM = new Int16Array(0);
const NO_INPUTS: readonly LiveInput[] = [];
/** 12 × 20 ms: positions are told about four times a second. */
const REPORT_EVERY_TICKS = 12;
/** 25 × 20 ms = 0.5 s. */
const SAMPLE_EVERY_TICKS = 25;
/** So long a deck must have been alone and untouched before its packets take over from the encoder's. */
const ALONE_TICKS = 5;
/** One more frame after the last sound, for what limiter and encoder still hold. */
const TAIL_TICKS = 1;
/** −60 dBFS: below it the air is dead. */
const DEAD_AIR_PEAK = 0.001;

type Mode = { kind: 'idle' } | { kind: 'passing'; deck: Deck } | { kind: 'mixing' };

export class Console {
  readonly #onEvent: (event: ConsoleEvent) => void;
  readonly #loudness = new LoudnessQueue();
  readonly #decks: { a: Deck; b: Deck };
  readonly #pads: Pads;
  readonly #bed: Bed;
  readonly #inputs: { microphone: LiveInput; system: LiveInput };
  readonly #crossfader = new Crossfader();
  /** Wanted, and its deck is being opened. */
  #fadeLater: { to: DeckId; durationMs: number } | null = null;
  readonly #ducker = new Ducker();
  readonly #master = new Glide(1);
  readonly #echo: Echo;
  readonly #air: AirStage;
  readonly #meters = new ConsoleMeters();
  readonly #bus = new Float32Array(FRAME_VALUES);
  readonly #cueBus = new Float32Array(FRAME_VALUES);
  #ducking: DuckingSettings = { ...DEFAULT_DUCKING, enabled: false };
  #levelling: LevellingSettings = { ...DEFAULT_LEVELLING, enabled: false };
  #excluded = new Set<string>();
  #masterGainDb = 0;
  #listeners: Listeners = { monitor: true, levels: true, recording: false };
  #mode: Mode = { kind: 'idle' };
  #aloneTicks = 0;
  #tailTicks = 0;
  #ticks = 0;
  #monitor: Float32Array | null = null;
  readonly #wayBack = new WayBack();
  #onHand: (() => void) | undefined;
  #lossPercent = 0;
  #onAir = false;
  #showOn = false;
  #announcing = false;
  #closed = false;

  constructor(options: ConsoleOptions) {
    this.#onEvent = options.onEvent;
    const onChange = () => this.#changed();
    const levelling = () => this.#levelling;
    const ports = {
      onChange,
      onHand: () => this.#hand(),
      levelling,
      loudness: this.#loudness,
      onLoudness: (path: string, measured: { lufs: number | null } | null) =>
        this.#emit({ type: 'loudness', path, loudnessLufs: measured?.lufs ?? null }),
    };
    this.#decks = { a: new Deck('a', ports), b: new Deck('b', ports) };
    this.#pads = new Pads(ports);
    this.#bed = new Bed(options.logger, this.#loudness, levelling);
    this.#inputs = {
      microphone: new LiveInput('microphone', onChange),
      system: new LiveInput('system', onChange),
    };
    this.#echo = new Echo((echo) => this.#emit({ type: 'echo', echo }));
    this.#air = new AirStage(options.bitrateBps);
  }

  get state(): ConsoleState {
    const { a, b } = this.#decks;
    const { microphone, system } = this.#inputs;
    return {
      decks: [a.state, b.state],
      crossfade: this.#crossfader.state,
      pads: this.#pads.state,
      inputs: [microphone.state, system.state],
      ducked: this.#ducker.active,
      masterGainDb: this.#masterGainDb,
      onAir: this.#onAir,
      bedPlaying: this.#bed.playing,
    };
  }

  /** Something in it happens now and cannot be pulled ahead of its time. */
  get live(): boolean {
    return this.#inputs.microphone.wanted || this.#inputs.system.wanted;
  }

  /** Who speaks in the room matters to it. */
  get hearsRoom(): boolean {
    return this.#ducking.enabled;
  }

  /** Silence would be a fault now: something was on air, and nobody has stopped it on purpose. */
  get onAir(): boolean {
    return this.#showOn;
  }

  /** Something is to be heard or measured although nothing can go on air: `rest` wants to be called each tick. */
  get restless(): boolean {
    const played = this.#list().some((deck) => deck.strip.sounding) || this.#pads.sounding.length > 0;
    const { microphone, system } = this.#inputs;
    return played || this.#echo.phase !== 'off' || microphone.live || system.live;
  }

  /** `listener` is called before a hand, or a file that was waited for, changes what goes on air: time for `takeBack`. */
  onHand(listener: () => void): void {
    this.#onHand = listener;
  }

  /**
   * The last `frames` frames pulled do not go out. Goes back before them, or as many of them as there is a way back over;
   * answers how many. What was measured of them stays measured.
   */
  takeBack(frames: number): number {
    const count = Math.min(frames, this.#wayBack.length);
    if (count <= 0) return 0;
    const mode = this.#mode;
    const passing = mode.kind === 'passing' ? mode.deck.strip : null;
    const strips = this.#soundingStrips().filter((strip) => strip !== passing);
    if (!strips.every((strip) => strip.canTakeBack(count))) return 0;
    const note = this.#wayBack.takeBack(count);
    if (!note) return 0;
    passing?.track?.untakePackets(count);
    for (const strip of strips) strip.takeBack(count);
    if (mode.kind === 'mixing') this.#air.takeBack(count);
    this.#crossfader.place = note.crossfader;
    this.#master.state = note.master;
    this.#aloneTicks = note.aloneTicks;
    this.#tailTicks = note.tailTicks;
    this.#ticks -= count;
    return count;
  }

  setBitrate(bitrateBps: number): void {
    this.#air.setBitrate(bitrateBps);
  }

  /** Loss that listeners have, %: while only speech goes out, the encoder adds redundancy for it. */
  setLoss(percent: number): void {
    this.#lossPercent = percent;
  }

  /** Who wants to hear or measure what goes out. While nobody does, packets that are passed on are not decoded. */
  listen(listeners: Partial<Listeners>): void {
    this.#listeners = { ...this.#listeners, ...listeners };
  }

  deckLoad(deckId: DeckId, load: DeckLoad): void {
    this.#hand();
    if (!this.#closed) this.#decks[deckId].load(load);
  }

  deckEject(deckId: DeckId): void {
    this.#hand();
    this.#decks[deckId].eject();
    this.#onStopped();
  }

  deckPlay(deckId: DeckId): void {
    this.#hand();
    this.#decks[deckId].play();
  }

  deckPause(deckId: DeckId): void {
    this.#hand();
    this.#decks[deckId].pause();
    this.#onStopped();
  }

  deckSeek(deckId: DeckId, positionMs: number): void {
    this.#hand();
    this.#decks[deckId].seek(positionMs);
  }

  setDeck(
    deckId: DeckId,
    patch: { gainDb?: number | undefined; loop?: boolean | undefined; cue?: boolean | undefined },
  ): void {
    this.#hand();
    const deck = this.#decks[deckId];
    if (patch.gainDb !== undefined) deck.setGain(patch.gainDb);
    if (patch.loop !== undefined) deck.setLoop(patch.loop);
    if (patch.cue !== undefined) deck.setCue(patch.cue);
  }

  setCrossfader(position: number): void {
    this.#hand();
    this.#fadeLater = null;
    this.#crossfader.set(position);
    this.#changed();
  }

  /**
   * Starts the other deck, goes over to it, and ends the one that was left. A deck whose turn was over begins again: it is
   * opened first, and what plays goes on until there is something to fade to.
   */
  crossfade(to: DeckId, durationMs: number): void {
    this.#hand();
    const deck = this.#decks[to];
    const startable = ['ready', 'paused', 'ended', 'loading'].includes(deck.status);
    if (startable) deck.play();
    if (deck.status === 'loading') this.#fadeLater = { to, durationMs };
    else this.#fade(to, durationMs);
    this.#changed();
  }

  setAutoCrossfade(enabled: boolean, durationMs: number): void {
    this.#crossfader.setAuto(enabled, durationMs);
    this.#changed();
  }

  padPlay(play: PadPlay): void {
    this.#hand();
    if (!this.#closed) this.#pads.play(play);
  }

  padStop(padId: string): void {
    this.#hand();
    this.#pads.stop(padId);
  }

  /** Fades out decks and pads; decks keep their place. Live inputs go on. */
  stopAll(fadeMs: number): void {
    this.#hand();
    for (const deck of this.#list()) deck.fadeTo('paused', fadeMs);
    this.#pads.stopAll(fadeMs);
    this.#onStopped();
  }

  setInput(inputId: LiveInputId, settings: InputSettings): void {
    this.#hand();
    this.#inputs[inputId].set(settings);
  }

  pushInput(inputId: LiveInputId, pushed: boolean): void {
    this.#hand();
    this.#inputs[inputId].push(pushed);
  }

  /** Where an input's samples come from: `PcmInputMessage`s of the window. */
  /** Gives every 20 ms of the microphone to `listener` as they came in; null ends it. */
  hearMicrophone(listener: ((samples: Float32Array) => void) | null): void {
    this.#inputs.microphone.onRaw = listener;
  }

  connectInput(inputId: LiveInputId, port: AudioPort): void {
    this.#inputs[inputId].connect(port);
  }

  setDucking(settings: DuckingSettings): void {
    this.#hand();
    this.#ducking = settings;
    this.#excluded = new Set(settings.excludedUserIds);
    this.#changed();
  }

  setLevelling(settings: LevellingSettings): void {
    this.#hand();
    this.#levelling = settings;
    for (const deck of this.#list()) deck.applyLevelling();
    this.#pads.applyLevelling();
    this.#changed();
  }

  setMaster(gainDb: number): void {
    this.#hand();
    this.#masterGainDb = gainDb;
    this.#master.moveTo(gainDbToFactor(gainDb), 1);
    this.#changed();
  }

  setBed(bed: BedSettings | null): void {
    this.#hand();
    this.#bed.set(bed);
    this.#changed();
  }

  startEcho(durationMs: number): void {
    this.#hand();
    this.#echo.start(durationMs);
  }

  stopEcho(): void {
    this.#hand();
    this.#echo.stop();
  }

  /** The next 20 ms for the air, or null when there is nothing to send. Never waits. */
  pull(speech: readonly Speech[] = []): ProgrammeFrame | null {
    this.#ticks += 1;
    this.#wayBack.begin(this.#line(), {
      crossfader: this.#crossfader.place,
      master: this.#master.state,
      aloneTicks: this.#aloneTicks,
      tailTicks: this.#tailTicks,
    });
    const heardInputs = this.#tickInputs();
    this.#duck(speech);
    this.#moveCrossfader();
    const passing = this.#passable(heardInputs.length > 0);
    const frame = (passing && this.#pass(passing)) || this.#mix(heardInputs, passing);
    this.#echo.record(frame?.pcm ?? null);
    this.#settle(frame !== null);
    this.#wayBack.end(this.#line());
    if (heardInputs.length > 0 || this.#ducker.active || this.#echo.phase !== 'off') this.#wayBack.close();
    return frame;
  }

  /**
   * A tick in which nothing can go on air. What would is heard in the own ears: decks, pads and crossfader can be
   * rehearsed; the echo test and the inputs' meters go on.
   */
  rest(): void {
    this.#wayBack.close();
    if (this.#echo.phase === 'recording') {
      this.pull();
      return;
    }
    this.#ticks += 1;
    const monitored = this.#listInputs().filter((input) => input.tick() && input.settings.monitor);
    this.#moveCrossfader();
    this.#bus.fill(0);
    this.#cueBus.fill(0);
    const played = this.#mixFiles(null, 1);
    for (const input of monitored) input.mix(this.#bus);
    const before = this.#master.value;
    applyRamp(this.#bus, before, this.#master.tick());
    this.#toMonitor(played || monitored.length > 0 ? this.#bus : null);
    this.#settle(false);
  }

  /** The console's part of the monitor mix in the tick that was pulled last; null when there is nothing of it. */
  monitorPcm(): Float32Array | null {
    return this.#monitor;
  }

  /** The console's part of a `LevelsFrame`: what happened since the last call. */
  takeLevels() {
    const { microphone, system } = this.#inputs;
    return this.#meters.take({
      microphone: microphone.meter.take(),
      system: system.meter.take(),
      duckingDb: this.#ducker.gainDb,
      limiterGain: this.#air.takeLimiterGain(),
    });
  }

  /** The call is over: what played into this room must not go on in the next one. */
  endCall(): void {
    this.#hand();
    for (const deck of this.#list()) deck.fadeTo('paused', 0);
    this.#pads.stopAll(0);
    this.#echo.stop();
    this.#mode = { kind: 'idle' };
    this.#onStopped();
    this.#setOnAir(false);
    this.#meters.reset();
  }

  close(): void {
    this.#closed = true;
    this.#loudness.close();
    for (const deck of this.#list()) deck.close();
    for (const input of this.#listInputs()) input.close();
    this.#pads.close();
    this.#bed.close();
  }

  #hand(): void {
    this.#onHand?.();
    this.#wayBack.close();
  }

  /** What ends the way back when it changes. */
  #line(): readonly unknown[] {
    const { a, b } = this.#decks;
    const { strip } = this.#bed;
    return [
      this.#mode.kind,
      this.#mode.kind === 'passing' ? this.#mode.deck : null,
      this.#crossfader.fadingTo,
      strip.sounding,
      a.status,
      a.strip.track,
      a.strip.sounding,
      b.status,
      b.strip.track,
      b.strip.sounding,
      ...this.#pads.sounding,
    ];
  }

  #soundingStrips(): readonly Strip[] {
    const strips = [this.#decks.a.strip, this.#decks.b.strip, this.#bed.strip];
    return [...strips.filter((strip) => strip.sounding), ...this.#pads.sounding];
  }

  #list(): readonly [Deck, Deck] {
    return [this.#decks.a, this.#decks.b];
  }

  #listInputs(): readonly [LiveInput, LiveInput] {
    return [this.#inputs.microphone, this.#inputs.system];
  }

  /** Those that have something for the air. */
  #tickInputs(): readonly LiveInput[] {
    const { microphone, system } = this.#inputs;
    const speaks = microphone.tick();
    const sounds = system.tick();
    if (!speaks && !sounds) return NO_INPUTS;
    return this.#listInputs().filter((input) => (input === microphone ? speaks : sounds));
  }

  #duck(speech: readonly Speech[]): void {
    const settings = this.#ducking;
    if (!settings.enabled && !this.#ducker.active) return;
    const { thresholdDbfs } = settings;
    const room = speech.some(({ userId, rmsDbfs }) => rmsDbfs > thresholdDbfs && !this.#excluded.has(userId));
    const own = settings.byMicrophone && this.#inputs.microphone.levelDbfs > thresholdDbfs;
    const before = this.#ducker.active;
    this.#ducker.tick(settings.enabled && (room || own), settings, FRAME_MS);
    if (before !== this.#ducker.active) this.#changed();
  }

  #fade(to: DeckId, durationMs: number): void {
    this.#fadeLater = null;
    this.#crossfader.fade(to, durationMs);
  }

  #fadeOnceOpened(): void {
    const later = this.#fadeLater;
    if (!later) return;
    const { status } = this.#decks[later.to];
    if (status === 'playing') this.#fade(later.to, later.durationMs);
    else if (status !== 'loading') this.#fadeLater = null;
  }

  #moveCrossfader(): void {
    this.#fadeOnceOpened();
    const { a, b } = this.#decks;
    const arrived = this.#crossfader.tick();
    if (arrived) {
      (arrived === 'a' ? b : a).fadeTo('ended', 0);
      this.#changed();
    }
    if (!this.#crossfader.auto || this.#crossfader.fadingTo) return;
    const [on, other] = this.#crossfader.side === 'a' ? [a, b] : [b, a];
    if (other.status !== 'ready' || other.cue || on.cue) return;
    const { remainingMs } = on;
    const over = on.status === 'ended' || on.status === 'failed';
    if (!over && (on.status !== 'playing' || remainingMs === null)) return;
    const fadeMs = over ? 0 : Math.min(this.#crossfader.durationMs, remainingMs ?? 0);
    if (!over && (remainingMs ?? 0) > Math.max(fadeMs, this.#crossfader.durationMs)) return;
    other.play();
    this.#crossfader.fade(other.deckId, fadeMs);
    if (fadeMs < FRAME_MS) this.#crossfader.tick();
    this.#changed();
  }

  /** The one deck that is heard, when nothing is to be done to it; null otherwise. */
  #passable(inputsHeard: boolean): Deck | null {
    const gains = this.#crossfader.gains;
    const heard = this.#list().filter(
      (deck) => deck.strip.sounding && !deck.cue && !(gains[deck.deckId] === 0 && deck.strip.silent),
    );
    const [deck] = heard;
    const alone =
      heard.length === 1 && !inputsHeard && !this.#bed.strip.sounding && !this.#pads.sounding.length;
    const plain = !this.#ducker.active && this.#master.value === 1 && !this.#master.moving;
    if (!deck || !alone || !plain || !this.#air.idle || !deck.strip.isUnity(gains[deck.deckId])) {
      this.#aloneTicks = 0;
      return null;
    }
    switch (this.#mode.kind) {
      case 'passing':
        return this.#mode.deck === deck || deck.strip.track?.fresh ? deck : null;
      case 'idle':
        return deck.strip.track?.fresh ? deck : null;
      case 'mixing':
        this.#aloneTicks += 1;
        return this.#aloneTicks > ALONE_TICKS ? deck : null;
    }
  }

  #pass(deck: Deck): ProgrammeFrame | null {
    const passed = deck.strip.pass(this.#wantsPcm);
    if (!passed) return null;
    this.#mode = { kind: 'passing', deck };
    for (const each of this.#list()) each.setPassing(each === deck);
    this.#cueBus.fill(0);
    const levels = this.#listeners.levels;
    if (passed.pcm) {
      const sound = int16ToFloat(passed.pcm);
      this.#meters.deck(deck.deckId, sound, levels);
      this.#meters.air(sound, levels);
      this.#bus.set(sound);
    }
    for (const other of this.#list()) if (other !== deck) this.#advance(other, 0);
    this.#toMonitor(passed.pcm && this.#listeners.monitor ? this.#bus : null);
    this.#bed.notice(true);
    return { opus: passed.packet, pcm: passed.pcm ?? NO_PCM };
  }

  /** `stalled`: a deck whose packets were to be passed on, and that had none. */
  #mix(inputs: readonly LiveInput[], stalled: Deck | null): ProgrammeFrame | null {
    const bus = this.#bus;
    bus.fill(0);
    this.#cueBus.fill(0);
    if (stalled === null && this.#mode.kind === 'passing') this.#leavePassing(this.#mode.deck);
    for (const deck of this.#list()) deck.setPassing(false);
    const ducked = gainDbToFactor(this.#ducker.gainDb);
    let heard = this.#mixFiles(stalled, ducked);
    const loud = heard && isLoud(bus);
    if (this.#bed.notice(loud || inputs.length > 0)) this.#changed();
    const { strip } = this.#bed;
    if (strip.sounding) {
      if (strip.advance()) heard = true;
      strip.mix(bus, null, ducked, 0);
    }
    return this.#toAir(heard, inputs);
  }

  /** Decks and pads into the buses; true when something of them is to be heard. */
  #mixFiles(stalled: Deck | null, ducked: number): boolean {
    const gains = this.#crossfader.gains;
    let heard = false;
    for (const deck of this.#list()) {
      if (deck !== stalled && this.#advance(deck, gains[deck.deckId] * ducked)) heard = true;
    }
    for (const strip of this.#pads.sounding) {
      if (strip.advance()) heard = true;
      this.#meters.pads(strip.sound, this.#listeners.levels);
      strip.mix(this.#bus, null, ducked, 0);
    }
    return heard;
  }

  /** Inputs are added behind what goes to the monitor: the own voice is heard there only if that is wished. */
  #toAir(heard: boolean, inputs: readonly LiveInput[]): ProgrammeFrame | null {
    const bus = this.#bus;
    const before = this.#master.value;
    const master = this.#master.tick();
    const heardInOwnMonitor = inputs.filter(({ settings }) => settings.monitor);
    for (const input of heardInOwnMonitor) input.mix(bus);
    applyRamp(bus, before, master);
    this.#toMonitor(heard || heardInOwnMonitor.length > 0 ? bus : null);
    const others = inputs.filter(({ settings }) => !settings.monitor);
    if (others.length > 0) {
      const voices = new Float32Array(FRAME_VALUES);
      for (const input of others) input.mix(voices);
      applyRamp(voices, before, master);
      for (let i = 0; i < FRAME_VALUES; i += 1) bus[i] = (bus[i] as number) + (voices[i] as number);
    }
    if (heard || inputs.length > 0) this.#tailTicks = TAIL_TICKS;
    else if (this.#tailTicks > 0 && this.#mode.kind === 'mixing') this.#tailTicks -= 1;
    else {
      if (this.#mode.kind !== 'idle') this.#air.reset();
      this.#mode = { kind: 'idle' };
      this.#meters.airSilence(this.#listeners.levels);
      return null;
    }
    this.#mode = { kind: 'mixing' };
    this.#air.setLoss(this.#lossPercent, !heard && inputs.length > 0);
    const frame = this.#air.process(bus, this.#wantsPcm);
    this.#meters.air(bus, this.#listeners.levels);
    return frame;
  }

  /** The encoder takes over from a file's own packets in the middle of the sound. */
  #leavePassing(deck: Deck): void {
    this.#air.warmUp(deck.strip.warmUp());
    this.#aloneTicks = 0;
  }

  /** Reads a deck's next 20 ms into the buses; true when something of it goes on air. */
  #advance(deck: Deck, air: number): boolean {
    const { strip } = deck;
    if (!strip.sounding) return false;
    const has = strip.advance();
    if (has) this.#meters.deck(deck.deckId, strip.sound, this.#listeners.levels);
    // A frame in which it fades out is heard too.
    const wasSilent = strip.silent;
    strip.mix(this.#bus, this.#cueBus, deck.cue ? 0 : air, deck.cue ? 1 : 0);
    return has && !(wasSilent && strip.silent);
  }

  /** What the own monitor hears of us: `own`, cued decks, the echo test. */
  #toMonitor(own: Float32Array | null): void {
    const cued = this.#list().some((deck) => deck.cue && deck.strip.sounding);
    const playing = this.#echo.phase === 'playing';
    if (!this.#listeners.monitor && !playing) {
      this.#monitor = null;
      return;
    }
    if (!own && !cued && !playing) {
      this.#monitor = null;
      return;
    }
    const monitor = new Float32Array(FRAME_VALUES);
    // While the echo test is heard, the programme would cover it.
    if (own && !playing) monitor.set(own);
    for (let i = 0; i < FRAME_VALUES; i += 1)
      monitor[i] = (monitor[i] as number) + (this.#cueBus[i] as number);
    this.#echo.play(monitor);
    this.#monitor = monitor;
  }

  #settle(sent: boolean): void {
    for (const deck of this.#list()) deck.settle();
    this.#pads.settle();
    this.#setOnAir(sent);
    if (this.#ticks % REPORT_EVERY_TICKS !== 0) return;
    const moving = this.#list().some((deck) => deck.strip.sounding) || this.#pads.sounding.length > 0;
    if (moving || this.#crossfader.fadingTo) this.#changed();
  }

  get #wantsPcm(): boolean {
    const { monitor, levels, recording } = this.#listeners;
    if (monitor || levels || recording || this.#echo.phase === 'recording') return true;
    // For whoever watches over dead air, a sample of the sound is enough.
    return this.#ticks % SAMPLE_EVERY_TICKS === 0;
  }

  /** Somebody stopped something: when nothing else plays, silence is what they want. */
  #onStopped(): void {
    if (!this.#list().some(({ status }) => status === 'playing')) this.#showOn = false;
  }

  #setOnAir(onAir: boolean): void {
    const played = this.#list().some(({ status, cue }) => status === 'playing' && !cue);
    if (onAir && played) this.#showOn = true;
    if (onAir === this.#onAir) return;
    this.#onAir = onAir;
    this.#changed();
  }

  /** Several changes at once are told once. */
  #changed(): void {
    if (this.#announcing || this.#closed) return;
    this.#announcing = true;
    queueMicrotask(() => {
      this.#announcing = false;
      this.#emit({ type: 'console', console: this.state });
    });
  }

  #emit(event: ConsoleEvent): void {
    if (!this.#closed) this.#onEvent(event);
  }
}

function isLoud(samples: Float32Array): boolean {
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i] as number;
    if (value > DEAD_AIR_PEAK || value < -DEAD_AIR_PEAK) return true;
  }
  return false;
}
