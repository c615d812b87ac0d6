/**
 * Frames are made and sealed some slots ahead of their time: as many as is meet, further before work that holds this thread
 * up, and what has not left is taken back when a hand on the desk changes it.
 */
import { FRAME_MS } from '@shared/audio/constants';
import type { Logger } from '../../../support/logger';
import { computedSinceNoteMs } from '../../../support/process-cpu';
import type { SoundSource } from '../engine-types';
import type { OwnSound } from '../own-sound';
import type { SpeechLevel } from '../receive/receiver';
import type { Rooms } from '../room/rooms';
import type { Wire } from '../wire/wire';
import { SealDepth } from './seal-depth';
import type { SoundFrame } from './sender';

/** Of the longest work that is foreseen; a file can be pulled that far ahead. */
const MAX_AHEAD_FRAMES = 40;
/** Slots that a hand on the desk leaves as they are: one is about to leave, and this thread may be late by another. */
const KEPT_SEALED = 2;
/** 2 s after a hand on the desk another one is likely. */
const HANDED_SLOTS = 100;

export interface SealingPorts {
  wire: Pick<Wire, 'slot'>;
  sound: SoundSource;
  rooms: Pick<Rooms, 'wantsFrame' | 'prepare' | 'withdraw'> & {
    readonly relay: { readonly active: boolean };
  };
  own: OwnSound;
  logger: Logger;
  /** Who speaks in the main room. */
  speech(): readonly SpeechLevel[];
  /** Slots that can be seen to at once as far as whoever looks, listens or talks is concerned. */
  pace(): number;
}

export class Sealing {
  readonly #ports: SealingPorts;
  readonly #depth = new SealDepth();
  #sealedTo = 0;
  /** Slots up to it are known to have been met or missed. */
  #judgedTo = 0;
  /** The last slot that a frame was made for. */
  #soundingTo = Number.NEGATIVE_INFINITY;
  /** Until then a hand on the desk is likely, and to be heard soon. */
  #handedTo = 0;
  #refilling = false;
  /** Slots until the next tick, as things were at the last one. */
  #pace = 1;
  #closed = false;

  constructor(ports: SealingPorts) {
    this.#ports = ports;
  }

  /** Slots that had sound and nothing sealed for them, because this thread was held up unforeseen. */
  get missedSlots(): number {
    return this.#depth.missed;
  }

  /** Slots that can be seen to at once now: one by one while somebody works at the desk. */
  get pace(): number {
    const handed = this.#ports.wire.slot < this.#handedTo;
    return handed ? 1 : this.#ports.pace();
  }

  /** Frames were made for slots up to `slot`. */
  soundsIn(slot: number): boolean {
    return this.#soundingTo >= slot;
  }

  /** The last room that sound could go to is cut off, or left: until one is back nothing is missed. */
  noteCut(): void {
    if (!this.#ports.rooms.wantsFrame) this.#soundingTo = Number.NEGATIVE_INFINITY;
  }

  /** A tick has come to `slot`, `skipped` of them at once: was it in time? */
  judge(slot: number, skipped: number): void {
    if (this.#isMissing(slot)) this.#missed(slot, skipped);
    else if (skipped >= this.#pace && this.#soundingTo >= slot)
      this.#depth.late(slot, skipped - this.#pace + 1, this.#sealedTo === slot);
    this.#judgedTo = slot;
  }

  /** Seals as far ahead of `slot` as is meet. */
  fill(slot: number): void {
    const { sound, rooms, speech } = this.#ports;
    const further = this.pace - 1;
    const until = slot + this.#depth.at(slot, this.#live, slot < this.#handedTo) + further;
    while (this.#sealedTo < until) {
      if (rooms.wantsFrame) this.#seal(sound.pull(speech()));
      else {
        sound.rest?.();
        this.#seal(null);
      }
    }
  }

  /** The tick is done with sealing: the next one comes as things are now. */
  keepPace(): void {
    this.#pace = this.pace;
  }

  /**
   * Seals `frames` slots beyond the usual, before work that holds this thread up. Only what exists can be sealed: a
   * live microphone cannot, nor what a source has not read yet.
   */
  ahead(frames: number): void {
    const { rooms, sound, speech, wire } = this.#ports;
    if (this.#live) return;
    const { slot } = wire;
    const until = slot + this.#depth.at(slot, false) + Math.min(frames, MAX_AHEAD_FRAMES);
    while (this.#sealedTo < until && rooms.wantsFrame) {
      const frame = sound.pull(speech());
      if (!frame) return;
      this.#seal(frame);
    }
  }

  /** A hand on the desk is to be heard now and not after all that is sealed: what has not left is made once more. */
  takeBack(): void {
    const { own, rooms, sound, wire } = this.#ports;
    // What people said in a slot was heard once: there is no way back over it.
    if (this.#closed || !rooms.wantsFrame || rooms.relay.active) return;
    const { slot } = wire;
    this.#handedTo = slot + HANDED_SLOTS;
    const taken = sound.takeBack?.(this.#sealedTo - slot - KEPT_SEALED) ?? 0;
    if (taken === 0) return;
    const from = this.#sealedTo - taken + 1;
    rooms.withdraw(from);
    own.withdraw(from);
    this.#sealedTo = from - 1;
    this.#soundingTo = Math.min(this.#soundingTo, this.#sealedTo);
    if (this.#refilling) return;
    this.#refilling = true;
    // Once the hand has done what it came for.
    queueMicrotask(() => {
      this.#refilling = false;
      if (!this.#closed) this.fill(wire.slot);
    });
  }

  close(): void {
    this.#closed = true;
  }

  /** Something that goes out happens now. */
  get #live(): boolean {
    const { rooms, sound } = this.#ports;
    return (sound.live ?? false) || rooms.relay.active;
  }

  /** Gives the next slot that can still be met to every room. */
  #seal(frame: SoundFrame | null): void {
    const { own, rooms, sound, wire } = this.#ports;
    const passed = wire.slot;
    // Held up while it fills: no tick will find these slots empty.
    if (passed > this.#judgedTo && this.#isMissing(passed)) this.#missed(passed, passed - this.#judgedTo);
    const slot = Math.max(this.#sealedTo, passed) + 1;
    this.#sealedTo = slot;
    rooms.prepare(slot, frame);
    own.put(slot, frame, sound.monitorPcm?.() ?? null);
    if (frame) this.#soundingTo = slot;
  }

  /** Sound was on until what was sealed ran out before `slot`. */
  #isMissing(slot: number): boolean {
    return this.#sealedTo < slot && this.#soundingTo === this.#sealedTo;
  }

  /** This thread was held up; whether by its own work or by the system, the time computed in this second tells. */
  #missed(slot: number, skipped: number): void {
    const missed = slot - Math.max(this.#sealedTo, this.#judgedTo);
    this.#judgedTo = slot;
    this.#depth.miss(slot, missed);
    const fields = { missed, heldUpMs: skipped * FRAME_MS, computedMs: computedSinceNoteMs() };
    this.#ports.logger.info('slots were missed', fields);
  }
}
