/** What stands on the desk: everything that can sound, and what lies between that and the air. */
import { gainDbToFactor } from '@shared/audio/levels';
import type { ConsoleState, LevellingSettings } from '@shared/models/console';
import type { EchoState } from '@shared/models/live';
import { DEFAULT_LEVELLING } from '@shared/models/live-defaults';
import type { Logger } from '../../../support/logger';
import { Bed } from './bed';
import { Deck } from './deck';
import { DeckFader } from './deck-fader';
import { Glide } from './dsp/ramp';
import { Ducking } from './ducking';
import { Echo } from './echo';
import { LoudnessQueue } from './file-loudness';
import { LiveInput } from './live-input';
import { Pads } from './pads';
import type { Strip } from './strip';

export interface RackPorts {
  logger: Logger;
  /** Something that others see has changed. */
  onChange(): void;
  /** What goes on air is about to change, other than by time passing. */
  onHand(): void;
  /** A file was measured; null when that could not be done, or it is silent. */
  onLoudness(path: string, loudnessLufs: number | null): void;
  onEcho(state: EchoState): void;
}

const NO_INPUTS: readonly LiveInput[] = [];

export class Rack {
  readonly decks: { readonly a: Deck; readonly b: Deck };
  readonly deckList: readonly [Deck, Deck];
  readonly pads: Pads;
  readonly bed: Bed;
  readonly inputs: { readonly microphone: LiveInput; readonly system: LiveInput };
  readonly inputList: readonly [LiveInput, LiveInput];
  readonly fader: DeckFader;
  readonly ducking = new Ducking();
  readonly echo: Echo;
  readonly master = new Glide(1);
  readonly #loudness = new LoudnessQueue();
  #masterGainDb = 0;
  #levelling: LevellingSettings = { ...DEFAULT_LEVELLING, enabled: false };

  constructor({ logger, onChange, onHand, onLoudness, onEcho }: RackPorts) {
    const levelling = () => this.#levelling;
    const ports = {
      onChange,
      onHand,
      levelling,
      loudness: this.#loudness,
      onLoudness: (path: string, measured: { lufs: number | null } | null) =>
        onLoudness(path, measured?.lufs ?? null),
    };
    this.decks = { a: new Deck('a', ports), b: new Deck('b', ports) };
    this.deckList = [this.decks.a, this.decks.b];
    this.pads = new Pads(ports);
    this.bed = new Bed(logger, this.#loudness, levelling);
    this.inputs = {
      microphone: new LiveInput('microphone', onChange),
      system: new LiveInput('system', onChange),
    };
    this.inputList = [this.inputs.microphone, this.inputs.system];
    this.fader = new DeckFader(this.decks, onChange);
    this.echo = new Echo(onEcho);
  }

  get state(): Omit<ConsoleState, 'onAir'> {
    const { a, b } = this.decks;
    const { microphone, system } = this.inputs;
    return {
      decks: [a.state, b.state],
      crossfade: this.fader.state,
      pads: this.pads.state,
      inputs: [microphone.state, system.state],
      ducked: this.ducking.active,
      masterGainDb: this.#masterGainDb,
      bedPlaying: this.bed.playing,
    };
  }

  /** Something in it happens now and cannot be pulled ahead of its time. */
  get live(): boolean {
    return this.inputs.microphone.wanted || this.inputs.system.wanted;
  }

  /** A deck or a pad gives sound. */
  get played(): boolean {
    return this.deckList.some((deck) => deck.strip.sounding) || this.pads.sounding.length > 0;
  }

  /** Something is to be heard or measured although nothing can go on air. */
  get restless(): boolean {
    const { microphone, system } = this.inputs;
    return this.played || this.echo.phase !== 'off' || microphone.live || system.live;
  }

  /** What gives sound in the next tick. */
  get soundingStrips(): readonly Strip[] {
    const strips = [this.decks.a.strip, this.decks.b.strip, this.bed.strip];
    return [...strips.filter((strip) => strip.sounding), ...this.pads.sounding];
  }

  setMaster(gainDb: number): void {
    this.#masterGainDb = gainDb;
    this.master.moveTo(gainDbToFactor(gainDb), 1);
  }

  setLevelling(settings: LevellingSettings): void {
    this.#levelling = settings;
    for (const deck of this.deckList) deck.applyLevelling();
    this.pads.applyLevelling();
  }

  /** One frame of the live inputs further. Answers those that have something for the air. */
  tickInputs(): readonly LiveInput[] {
    const { microphone, system } = this.inputs;
    const speaks = microphone.tick();
    const sounds = system.tick();
    if (!speaks && !sounds) return NO_INPUTS;
    return this.inputList.filter((input) => (input === microphone ? speaks : sounds));
  }

  /** After a tick: what has ended is let go. */
  settle(): void {
    for (const deck of this.deckList) deck.settle();
    this.pads.settle();
  }

  /** Fades out decks, pads and the bed; decks keep their place. */
  stop(fadeMs: number): void {
    for (const deck of this.deckList) deck.fadeTo('paused', fadeMs);
    this.pads.stopAll(fadeMs);
    this.bed.stop(fadeMs);
  }

  close(): void {
    this.#loudness.close();
    for (const deck of this.deckList) deck.close();
    for (const input of this.inputList) input.close();
    this.pads.close();
    this.bed.close();
  }
}
