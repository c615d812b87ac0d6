/** What decks, pads and the bed have in common: a track, a gate that opens and closes without a click, levelling. */
import { CHANNELS, FRAME_MS, FRAME_SAMPLES } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import type { LevellingSettings } from '@shared/models/console';
import { applyRamp, Glide, type GlideState, mixRamp } from './dsp/ramp';
import type { FileLoudness } from './file-loudness';
import { levellingGainDb } from './levelling';
import type { PassedPacket } from './packet-reader';
import { FrameMemory, MOST_TAKEN_BACK } from './taken-back';
import type { Track } from './track';

/** While it is heard, levelling moves by 3 dB a second: a correction, not an effect. */
const LEVELLING_DB_PER_TICK = (3 * FRAME_MS) / 1_000;

/** A frame of it, and how it stood before. */
interface StripNote {
  has: boolean;
  gate: GlideState;
  levelling: GlideState;
  air: number;
  cue: number;
}

export class Strip {
  /** The sound of this tick, before any fader; valid while `advance` said so. */
  readonly sound = new Float32Array(FRAME_SAMPLES * CHANNELS);
  readonly #scratch = new Float32Array(FRAME_SAMPLES * CHANNELS);
  readonly #gate = new Glide(0);
  readonly #levelling = new Glide(0);
  #track: Track | undefined;
  /** A track that something else follows: it fades out within one frame. */
  #leaving: Track | undefined;
  #fadeIn = false;
  /** This tick's sound is the start of a file. */
  #begins = false;
  /** The last frames as they came from the track; the newest `#again` of them are to be given once more. */
  readonly #memory = new FrameMemory<StripNote>(MOST_TAKEN_BACK);
  #again = 0;
  /** The next frame of what leaves, when that was taken back. */
  #leavingSound: Float32Array | undefined;
  #gain = 1;
  #gainDb = 0;
  /** Factors at the end of the last tick, by bus. */
  #air = 0;
  #cue = 0;

  get track(): Track | undefined {
    return this.#track;
  }

  get gainDb(): number {
    return this.#gainDb;
  }

  get levellingDb(): number {
    return this.#levelling.target;
  }

  /** It has sound to give in the next tick. */
  get sounding(): boolean {
    return (
      (this.#track !== undefined && (this.#gate.value > 0 || this.#gate.target > 0)) ||
      this.#leaving !== undefined
    );
  }

  /** How much of the track was read and is to be given once more, ms. */
  get againMs(): number {
    return this.#again * FRAME_MS;
  }

  get fading(): boolean {
    return this.#gate.moving;
  }

  setGain(gainDb: number): void {
    this.#gainDb = gainDb;
    this.#gain = gainDbToFactor(gainDb);
  }

  /** Takes over `track`; what played before fades out within a frame, and it in if it does not begin at its start. */
  setTrack(track: Track | undefined): void {
    // Without one, what was there before may still have its last frame to give.
    if (this.#track) {
      this.#leaving?.close();
      this.#leaving = undefined;
      this.#leavingSound = this.#memory.at(this.#again)?.samples.slice();
    }
    this.#forget();
    if (this.#track && this.#gate.value > 0) {
      this.#leaving = this.#track;
      this.#fadeIn = true;
    } else {
      this.#track?.close();
      this.#fadeIn = track !== undefined && !track.fresh;
    }
    this.#track = track;
  }

  level(loudness: FileLoudness | null, settings: LevellingSettings): void {
    const gainDb = levellingGainDb(loudness, settings);
    if (gainDb === this.#levelling.target) return;
    if (!this.sounding) this.#levelling.jumpTo(gainDb);
    else this.#levelling.moveTo(gainDb, Math.abs(gainDb - this.#levelling.value) / LEVELLING_DB_PER_TICK);
  }

  /** Lets it be heard from the very next tick on. */
  open(): void {
    // The first sample of a file is meant to be the first; in the middle a ramp takes the edge off.
    if (this.#track?.fresh) this.#gate.jumpTo(1);
    else this.#gate.moveTo(1, 1);
  }

  /** Fades out; 0 ms still takes the one frame that a click would need. */
  shut(fadeMs: number): void {
    this.#gate.moveTo(0, Math.max(1, fadeMs / FRAME_MS));
  }

  /** Silent at once: nothing was heard anyway. */
  reset(): void {
    this.setTrack(undefined);
    this.#leaving?.close();
    this.#leaving = undefined;
    this.#gate.jumpTo(0);
    this.#air = 0;
    this.#cue = 0;
  }

  /** Its packets can go out as they are, `air` being what the console makes of it. */
  isUnity(air: number): boolean {
    const own = this.#gate.value === 1 && !this.#gate.moving && this.#gain === 1;
    const plain = own && this.#levelling.value === 0 && !this.#levelling.moving;
    const settled = this.#track?.fresh === true || this.#air === 1;
    return (
      plain &&
      settled &&
      this.#again === 0 &&
      air === 1 &&
      !this.#leaving &&
      !this.#fadeIn &&
      this.#track?.canPass === true
    );
  }

  /** Reads 20 ms; false when there is no sound in this tick. */
  advance(): boolean {
    const { sound } = this;
    const heard = this.#gate.value > 0 || this.#gate.target > 0;
    let has = false;
    this.#begins = this.#track?.fresh === true && heard && !this.#leaving;
    const special = this.#begins || this.#fadeIn || this.#leaving !== undefined;
    if (this.#track && heard) has = this.#read(this.#track);
    else sound.fill(0);
    // Where something begins or ends there is no way back.
    if (special && this.#again === 0) this.#forget();
    if (has && this.#fadeIn) applyRamp(sound, 0, 1);
    if (heard) this.#fadeIn = false;
    const leaving = this.#leaving;
    if (leaving) {
      this.#leaving = undefined;
      const kept = this.#leavingSound;
      if (kept) this.#scratch.set(kept);
      if (kept || leaving.read(this.#scratch)) {
        mixRamp(sound, this.#scratch, 1, 0);
        has = true;
      }
      leaving.close();
    }
    return has;
  }

  /** Whether its last `frames` frames, in all of which it sounded, can be given once more. */
  canTakeBack(frames: number): boolean {
    return this.#again + frames <= this.#memory.length;
  }

  /** Goes back to where it stood before them. Never beyond what a hand has changed: that would be undone with it. */
  takeBack(frames: number): void {
    this.#again += frames;
    const kept = this.#memory.at(this.#again);
    if (!kept) return;
    this.#gate.state = kept.note.gate;
    this.#levelling.state = kept.note.levelling;
    this.#air = kept.note.air;
    this.#cue = kept.note.cue;
  }

  /** The track's next frame, or one that was read before. */
  #read(track: Track): boolean {
    const again = this.#memory.at(this.#again);
    if (again) {
      this.sound.set(again.samples);
      this.#memory.amend(this.#again, this.#note(again.note.has));
      this.#again -= 1;
      return again.note.has;
    }
    const has = track.read(this.sound);
    this.#memory.keep(this.sound, this.#note(has));
    return has;
  }

  /** How it stands; `has`: whether the frame that follows has sound. */
  #note(has: boolean): StripNote {
    const gate = this.#gate.state;
    return { has, gate, levelling: this.#levelling.state, air: this.#air, cue: this.#cue };
  }

  #forget(): void {
    this.#memory.clear();
    this.#again = 0;
  }

  /** Adds this tick's sound to both buses. `air` and `cue`: what the console makes of it, linear. */
  mix(air: Float32Array, cue: Float32Array | null, airFactor: number, cueFactor: number): void {
    const own = this.#gate.tick() * this.#gain * gainDbToFactor(this.#levelling.tick());
    const toAir = own * airFactor;
    const toCue = own * cueFactor;
    mixRamp(air, this.sound, this.#begins ? toAir : this.#air, toAir);
    if (cue) mixRamp(cue, this.sound, this.#begins ? toCue : this.#cue, toCue);
    this.#air = toAir;
    this.#cue = toCue;
  }

  /** Nothing of it was heard on air at the end of the last tick. */
  get silent(): boolean {
    return this.#air === 0;
  }

  /** The next packet of the file as it is, `advance` and `mix` in one; null at a stall or the end. */
  pass(wantPcm: boolean): PassedPacket | null {
    const passed = this.#track?.takePacket(wantPcm) ?? null;
    this.#air = passed ? 1 : 0;
    this.#cue = 0;
    return passed;
  }

  /** What was heard of it just before, after packets were passed on. */
  warmUp(): Float32Array {
    return (this.#leaving ?? this.#track)?.startMixing() ?? new Float32Array(0);
  }

  close(): void {
    this.reset();
  }
}
