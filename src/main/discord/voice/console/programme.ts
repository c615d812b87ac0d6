/**
 * What goes on air in a tick: a deck's own packets while it is alone and untouched, else the mix, limited and encoded; and
 * the change from one to the other without a seam.
 */

import { FRAME_VALUES } from '@shared/audio/constants';
import { int16ToFloat } from '../pcm';
import type { AirStage } from './air-stage';
import type { Audience } from './audience';
import type { Buses } from './buses';
import type { ConsoleMeters } from './console-meters';
import type { ProgrammeFrame } from './console-types';
import type { Deck } from './deck';
import { applyRamp } from './dsp/ramp';
import type { LiveInput } from './live-input';
import type { OwnMonitor } from './own-monitor';
import type { Rack } from './rack';

const NO_PCM = new Int16Array(0);
/** So long a deck must have been alone and untouched before its packets take over from the encoder's. */
const ALONE_TICKS = 5;
/** One more frame after the last sound, for what limiter and encoder still hold. */
const TAIL_TICKS = 1;
/** −60 dBFS: below it the air is dead. */
const DEAD_AIR_PEAK = 0.001;

type Mode = { kind: 'idle' } | { kind: 'passing'; deck: Deck } | { kind: 'mixing' };

/** How far a change is, to be put back there. */
export interface ProgrammePlace {
  aloneTicks: number;
  tailTicks: number;
}

export interface ProgrammePorts {
  rack: Rack;
  audience: Audience;
  air: AirStage;
  meters: ConsoleMeters;
  buses: Buses;
  monitor: OwnMonitor;
  /** The bed began or stopped. */
  onChange(): void;
}

export class Programme {
  readonly #ports: ProgrammePorts;
  #mode: Mode = { kind: 'idle' };
  #aloneTicks = 0;
  #tailTicks = 0;
  #lossPercent = 0;

  constructor(ports: ProgrammePorts) {
    this.#ports = ports;
  }

  get mode(): Mode['kind'] {
    return this.#mode.kind;
  }

  /** The deck whose packets are passed on. */
  get passing(): Deck | null {
    return this.#mode.kind === 'passing' ? this.#mode.deck : null;
  }

  get place(): ProgrammePlace {
    return { aloneTicks: this.#aloneTicks, tailTicks: this.#tailTicks };
  }

  /** Loss that listeners have, %: while only speech goes out, the encoder adds redundancy for it. */
  setLoss(percent: number): void {
    this.#lossPercent = percent;
  }

  /** The next 20 ms, or null when there is nothing to send. `inputs`: those that have something for the air. */
  pull(inputs: readonly LiveInput[]): ProgrammeFrame | null {
    const deck = this.#passable(inputs.length > 0);
    return (deck && this.#pass(deck)) || this.#mix(inputs, deck);
  }

  /** The last `frames` frames do not go out: goes back to how it stood before them. */
  takeBack(frames: number, place: ProgrammePlace): void {
    if (this.#mode.kind === 'mixing') this.#ports.air.takeBack(frames);
    this.#aloneTicks = place.aloneTicks;
    this.#tailTicks = place.tailTicks;
  }

  /** What comes next follows nothing. */
  stop(): void {
    this.#mode = { kind: 'idle' };
  }

  /** The one deck that is heard, when nothing is to be done to it; null otherwise. */
  #passable(inputsHeard: boolean): Deck | null {
    const { rack, air } = this.#ports;
    const { bed, deckList, ducking, fader, master, pads } = rack;
    const { gains } = fader;
    let deck: Deck | undefined;
    let heard = 0;
    for (const each of deckList) {
      const { cue, deckId, strip } = each;
      if (!strip.sounding || cue || (gains[deckId] === 0 && strip.silent)) continue;
      heard += 1;
      deck ??= each;
    }
    const alone = heard === 1 && !inputsHeard && !bed.strip.sounding && !pads.sounding.length;
    const plain = !ducking.active && master.value === 1 && !master.moving;
    if (!deck || !alone || !plain || !air.idle || !deck.strip.isUnity(gains[deck.deckId])) {
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
    const { audience, buses, meters, monitor, onChange, rack } = this.#ports;
    const passed = deck.strip.pass(this.#wantsPcm);
    if (!passed) return null;
    this.#mode = { kind: 'passing', deck };
    for (const each of rack.deckList) each.setPassing(each === deck);
    buses.cue.fill(0);
    if (passed.pcm) {
      const sound = int16ToFloat(passed.pcm);
      meters.deck(deck.deckId, sound, audience.levels);
      meters.air(sound, audience.levels);
      buses.air.set(sound);
    }
    for (const other of rack.deckList) if (other !== deck) buses.advance(other, 0);
    monitor.tick(passed.pcm && audience.monitor ? buses.air : null);
    // What was not decoded was loud a moment ago: the audience follows a silence frame by frame.
    if (rack.bed.notice(passed.pcm === null || isLoud(buses.air))) onChange();
    return { opus: passed.packet, pcm: passed.pcm ?? NO_PCM };
  }

  /** `stalled`: a deck whose packets were to be passed on, and that had none. */
  #mix(inputs: readonly LiveInput[], stalled: Deck | null): ProgrammeFrame | null {
    const { buses, onChange, rack } = this.#ports;
    buses.clear();
    if (stalled === null && this.#mode.kind === 'passing') this.#leavePassing(this.#mode.deck);
    for (const deck of rack.deckList) deck.setPassing(false);
    const ducked = rack.ducking.factor;
    const heard = buses.mixFiles(stalled, ducked);
    const loud = heard && isLoud(buses.air);
    if (rack.bed.notice(loud || inputs.length > 0)) onChange();
    const bedHeard = buses.mixBed(ducked);
    return this.#toAir(heard || bedHeard, inputs);
  }

  #toAir(heard: boolean, inputs: readonly LiveInput[]): ProgrammeFrame | null {
    const { air, audience, buses, meters } = this.#ports;
    this.#addInputs(heard, inputs);
    if (heard || inputs.length > 0) this.#tailTicks = TAIL_TICKS;
    else if (this.#tailTicks > 0 && this.#mode.kind === 'mixing') this.#tailTicks -= 1;
    else {
      if (this.#mode.kind !== 'idle') air.reset();
      this.#mode = { kind: 'idle' };
      meters.airSilence(audience.levels);
      return null;
    }
    this.#mode = { kind: 'mixing' };
    air.setLoss(this.#lossPercent, !heard && inputs.length > 0);
    const frame = air.process(buses.air, this.#wantsPcm);
    meters.air(buses.air, audience.levels);
    return frame;
  }

  /** Inputs are added behind what goes to the monitor: the own voice is heard there only if that is wished. */
  #addInputs(heard: boolean, inputs: readonly LiveInput[]): void {
    const { buses, monitor, rack } = this.#ports;
    const bus = buses.air;
    const before = rack.master.value;
    const master = rack.master.tick();
    if (inputs.length === 0) {
      applyRamp(bus, before, master);
      monitor.tick(heard ? bus : null);
      return;
    }
    const heardInOwnMonitor = inputs.filter(({ settings }) => settings.monitor);
    for (const input of heardInOwnMonitor) input.mix(bus);
    applyRamp(bus, before, master);
    monitor.tick(heard || heardInOwnMonitor.length > 0 ? bus : null);
    const others = inputs.filter(({ settings }) => !settings.monitor);
    if (others.length === 0) return;
    const voices = new Float32Array(FRAME_VALUES);
    for (const input of others) input.mix(voices);
    applyRamp(voices, before, master);
    for (let i = 0; i < FRAME_VALUES; i += 1) bus[i] = (bus[i] as number) + (voices[i] as number);
  }

  /** The encoder takes over from a file's own packets in the middle of the sound. */
  #leavePassing(deck: Deck): void {
    this.#ports.air.warmUp(deck.strip.warmUp());
    this.#aloneTicks = 0;
  }

  get #wantsPcm(): boolean {
    const { audience, rack } = this.#ports;
    return audience.wantsPcm || rack.echo.phase === 'recording';
  }
}

function isLoud(samples: Float32Array): boolean {
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i] as number;
    if (value > DEAD_AIR_PEAK || value < -DEAD_AIR_PEAK) return true;
  }
  return false;
}
