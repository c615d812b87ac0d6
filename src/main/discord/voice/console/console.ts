/**
 * What goes on air: two decks with a crossfader, clip pads, live inputs and a bed, ducked, levelled, mixed, limited and
 * encoded once a tick for every room. This is the desk's own surface, and its tick; what a tick is made of lies beside it.
 */
import type {
  ConsoleState,
  DeckId,
  DuckingSettings,
  InputSettings,
  LevellingSettings,
  LiveInputId,
} from '@shared/models/console';
import type { AudioPort } from '../../../support/audio-port';
import type { SourceInput } from '../sources/open-source';
import { AirStage } from './air-stage';
import { Announcer } from './announcer';
import { Audience } from './audience';
import type { BedSettings } from './bed';
import { Buses } from './buses';
import { ConsoleMeters } from './console-meters';
import type { ConsoleOptions, Listeners, ProgrammeFrame, Speech } from './console-types';
import type { DeckLoad } from './deck';
import { History } from './history';
import { OwnMonitor } from './own-monitor';
import type { PadPlay } from './pads';
import { Programme } from './programme';
import { Rack } from './rack';
import { Tick } from './tick';

export type { ConsoleEvent, ConsoleOptions, Listeners, ProgrammeFrame, Speech } from './console-types';

export class Console {
  readonly #announcer: Announcer;
  readonly #rack: Rack;
  readonly #audience = new Audience();
  readonly #meters = new ConsoleMeters();
  readonly #air: AirStage;
  readonly #monitor: OwnMonitor;
  readonly #programme: Programme;
  readonly #history: History;
  readonly #tick: Tick;
  #onHand: (() => void) | undefined;
  #closed = false;

  constructor({ bitrateBps, logger, onEvent }: ConsoleOptions) {
    const announcer = new Announcer(onEvent, () => this.state);
    const onChange = () => announcer.changed();
    const rack = new Rack({
      logger,
      onChange,
      onHand: () => this.#hand(),
      onLoudness: (path, loudnessLufs) => announcer.emit({ type: 'loudness', path, loudnessLufs }),
      onEcho: (echo) => announcer.emit({ type: 'echo', echo }),
    });
    const audience = this.#audience;
    const meters = this.#meters;
    const air = new AirStage(bitrateBps);
    const buses = new Buses(rack, audience, meters);
    const monitor = new OwnMonitor(rack, audience, buses);
    this.#announcer = announcer;
    this.#rack = rack;
    this.#air = air;
    this.#monitor = monitor;
    const programme = new Programme({ rack, audience, air, meters, buses, monitor, onChange });
    const history = new History(rack, programme, audience, meters);
    this.#programme = programme;
    this.#history = history;
    this.#tick = new Tick({ rack, audience, buses, monitor, programme, history, announcer });
  }

  get state(): ConsoleState {
    return { ...this.#rack.state, onAir: this.#tick.onAir };
  }

  /** Something in it happens now and cannot be pulled ahead of its time. */
  get live(): boolean {
    return this.#rack.live;
  }

  /** Who speaks in the room matters to it. */
  get hearsRoom(): boolean {
    return this.#rack.ducking.enabled;
  }

  /** Silence would be a fault now: something was on air, and nobody has stopped it on purpose. */
  get onAir(): boolean {
    return this.#tick.showOn;
  }

  /** Something is to be heard or measured although nothing can go on air: `rest` wants to be called each tick. */
  get restless(): boolean {
    return this.#rack.restless;
  }

  /** `listener` is called before a hand, or a file that was waited for, changes what goes on air: time for `takeBack`. */
  onHand(listener: () => void): void {
    this.#onHand = listener;
  }

  /**
   * The last `frames` frames pulled do not go out. Goes back before them, or as many of them as there is a way back over;
   * answers how many. They were not measured then either, but for levels that were reported already.
   */
  takeBack(frames: number): number {
    return this.#history.takeBack(frames);
  }

  setBitrate(bitrateBps: number): void {
    this.#air.setBitrate(bitrateBps);
  }

  /** Loss that listeners have, %: while only speech goes out, the encoder adds redundancy for it. */
  setLoss(percent: number): void {
    this.#programme.setLoss(percent);
  }

  /** Who wants to hear or measure what goes out. While nobody does, packets that are passed on are not decoded. */
  listen(listeners: Partial<Listeners>): void {
    this.#audience.listen(listeners);
  }

  /** What is put on a silent deck changes nothing that was made already; once it is to be heard, that is a hand. */
  deckLoad(deckId: DeckId, load: DeckLoad): void {
    if (this.#rack.decks[deckId].strip.sounding) this.#hand();
    if (!this.#closed) this.#rack.decks[deckId].load(load);
  }

  deckEject(deckId: DeckId): void {
    this.#hand();
    this.#rack.decks[deckId].eject();
    this.#tick.stopped();
  }

  deckPlay(deckId: DeckId): void {
    this.#hand();
    this.#rack.decks[deckId].play();
  }

  deckPause(deckId: DeckId): void {
    this.#hand();
    this.#rack.decks[deckId].pause();
    this.#tick.stopped();
  }

  deckSeek(deckId: DeckId, positionMs: number): void {
    this.#hand();
    this.#rack.decks[deckId].seek(positionMs);
  }

  setDeck(
    deckId: DeckId,
    patch: { gainDb?: number | undefined; loop?: boolean | undefined; cue?: boolean | undefined },
  ): void {
    this.#hand();
    const deck = this.#rack.decks[deckId];
    if (patch.gainDb !== undefined) deck.setGain(patch.gainDb);
    if (patch.loop !== undefined) deck.setLoop(patch.loop);
    if (patch.cue !== undefined) this.#rack.fader.cue(deckId, patch.cue);
  }

  setCrossfader(position: number): void {
    this.#hand();
    this.#rack.fader.set(position);
  }

  /** Starts the other deck, goes over to it, and ends the one that was left; see `DeckFader`. */
  crossfade(to: DeckId, durationMs: number): void {
    this.#hand();
    this.#rack.fader.fade(to, durationMs);
  }

  setAutoCrossfade(enabled: boolean, durationMs: number): void {
    this.#rack.fader.setAuto(enabled, durationMs);
  }

  padPlay(play: PadPlay): void {
    this.#hand();
    if (!this.#closed) this.#rack.pads.play(play);
  }

  /** What lies on the pads: it is decoded before it is pressed. */
  async keepClips(sources: readonly SourceInput[]): Promise<void> {
    if (!this.#closed) await this.#rack.pads.keep(sources);
  }

  padStop(padId: string): void {
    this.#hand();
    this.#rack.pads.stop(padId);
  }

  /** Fades out decks, pads and the bed, which stays silent until something is heard again; decks keep their place. Live inputs go on. */
  stopAll(fadeMs: number): void {
    this.#hand();
    this.#rack.stop(fadeMs);
    this.#tick.stopped();
  }

  setInput(inputId: LiveInputId, settings: InputSettings): void {
    this.#hand();
    this.#rack.inputs[inputId].set(settings);
  }

  pushInput(inputId: LiveInputId, pushed: boolean): void {
    this.#hand();
    this.#rack.inputs[inputId].push(pushed);
  }

  /** Gives every 20 ms of the microphone to `listener` as they came in; null ends it. */
  hearMicrophone(listener: ((samples: Float32Array) => void) | null): void {
    this.#rack.inputs.microphone.onRaw = listener;
  }

  /** Where an input's samples come from: `PcmInputMessage`s of the window. */
  connectInput(inputId: LiveInputId, port: AudioPort): void {
    this.#rack.inputs[inputId].connect(port);
  }

  setDucking(settings: DuckingSettings): void {
    this.#hand();
    this.#rack.ducking.set(settings);
    this.#announcer.changed();
  }

  setLevelling(settings: LevellingSettings): void {
    this.#hand();
    this.#rack.setLevelling(settings);
    this.#announcer.changed();
  }

  setMaster(gainDb: number): void {
    this.#hand();
    this.#rack.setMaster(gainDb);
    this.#announcer.changed();
  }

  /** Integrated loudness of what goes on air counts from now: what came before was a rehearsal. */
  resetLoudness(): void {
    this.#hand();
    this.#meters.resetLoudness();
  }

  setBed(bed: BedSettings | null): void {
    this.#hand();
    this.#rack.bed.set(bed);
    this.#announcer.changed();
  }

  startEcho(durationMs: number): void {
    this.#hand();
    this.#rack.echo.start(durationMs);
  }

  stopEcho(): void {
    this.#hand();
    this.#rack.echo.stop();
  }

  /** The next 20 ms for the air, or null when there is nothing to send. Never waits. */
  pull(speech: readonly Speech[] = []): ProgrammeFrame | null {
    return this.#tick.pull(speech);
  }

  /**
   * A tick in which nothing can go on air. What would is heard in the own ears: decks, pads and crossfader can be
   * rehearsed; the echo test and the inputs' meters go on.
   */
  rest(): void {
    this.#tick.rest();
  }

  /** The console's part of the monitor mix in the tick that was pulled last; null when there is nothing of it. */
  monitorPcm(): Float32Array | null {
    return this.#monitor.sound;
  }

  /** The console's part of a `LevelsFrame`: what happened since the last call. */
  takeLevels() {
    const { ducking, inputs } = this.#rack;
    return this.#meters.take({
      microphone: inputs.microphone.meter.take(),
      system: inputs.system.meter.take(),
      duckingDb: ducking.gainDb,
      limiterGain: this.#air.takeLimiterGain(),
    });
  }

  /** The call is over: what played into this room must not go on in the next one. */
  endCall(): void {
    this.#hand();
    this.#rack.stop(0);
    this.#rack.bed.endCall();
    this.#rack.echo.stop();
    this.#programme.stop();
    this.#tick.stopped();
    this.#tick.setOnAir(false);
    this.#meters.reset();
  }

  close(): void {
    this.#closed = true;
    this.#announcer.close();
    this.#rack.close();
  }

  #hand(): void {
    this.#onHand?.();
    this.#history.close();
  }
}
