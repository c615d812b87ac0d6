/** What the own desk hears and sees: others, what of ours leaves, and what is for the own ears alone; mixed and measured. */
import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';
import type { LevelsFrame } from '@shared/models/calls';
import type { DeskPorts } from './desk-ports';
import type { SoundSource } from './engine-types';
import type { OwnSlot } from './own-sound';
import { LevelMeter, mixInto } from './pcm';
import type { Receiver } from './receive/receiver';
import type { RoomRelay } from './room-relay';

export class DeskMix {
  readonly #desk: DeskPorts;
  readonly #sound: SoundSource;
  readonly #receiver: Receiver;
  readonly #relay: RoomRelay;
  readonly #mix = new Float32Array(FRAME_SAMPLES * CHANNELS);
  readonly #programme = new LevelMeter();
  readonly #master = new LevelMeter();
  #listeners: { monitor: boolean; levels: boolean; recording: boolean } | undefined;

  /** `relay` is given what others say before anything of ours is added. */
  constructor(desk: DeskPorts, sound: SoundSource, receiver: Receiver, relay: RoomRelay) {
    this.#desk = desk;
    this.#sound = sound;
    this.#receiver = receiver;
    this.#relay = relay;
  }

  /** Plays out what others say in `slot`, and `own`, what of ours has left in it. */
  play(slot: number, nowMs: number, own: OwnSlot | undefined): void {
    this.#mix.fill(0);
    this.#receiver.tick(this.#mix, nowMs);
    this.#relay.hear(this.#mix);
    if (!this.#desk.attended) return;
    const pcm = own?.frame?.pcm;
    if (pcm) {
      this.#programme.addPcm16(pcm);
      if (!this.#sound.monitorPcm) mixInto(this.#mix, pcm, 1);
    }
    if (own?.monitor) this.#add(own.monitor);
    this.#give(slot);
  }

  /** Without a call there is only what is heard or measured then too. */
  rest(count: number): void {
    this.#mix.fill(0);
    const heard = this.#sound.monitorPcm?.();
    if (heard) this.#mix.set(heard);
    this.#give(count);
  }

  /** Tells the sound who wants it, when that has changed. `recording`: all of it is used, be it for a file or to be mixed anew. */
  listen(recording: boolean): void {
    const { levels, monitor } = this.#desk.wanted;
    const told = this.#listeners;
    if (told && told.levels === levels && told.monitor === monitor && told.recording === recording) return;
    this.#listeners = { levels, monitor, recording };
    this.#sound.listen?.(this.#listeners);
  }

  /** Gives the levels to whoever looks, when they are due. */
  report(nowMs: number): void {
    this.#desk.postLevels(nowMs, () => this.#levels());
  }

  #give(slot: number): void {
    this.#master.addFloat(this.#mix);
    this.#desk.postMonitor(slot, this.#mix);
  }

  #add(heard: Float32Array): void {
    const mix = this.#mix;
    for (let i = 0; i < mix.length; i += 1) mix[i] = (mix[i] ?? 0) + (heard[i] ?? 0);
  }

  #levels(): Omit<LevelsFrame, 'tMs'> {
    const added = this.#sound.takeLevels?.();
    return {
      master: this.#master.take(),
      programme: this.#programme.take(),
      speakers: [...this.#receiver.speakers].map(({ userId, meter }) => ({ userId, ...meter.take() })),
      ...(added ? { console: added } : {}),
    };
  }
}
