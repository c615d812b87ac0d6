/** A microphone or the computer's own sound: from a port of the window to what goes on air. */
import { CHANNELS, FRAME_MS, FRAME_SAMPLES } from '@shared/audio/constants';
import { amplitudeToDbfs, gainDbToFactor } from '@shared/audio/levels';
import { parsePcmInput } from '@shared/audio/pcm-input';
import type { InputSettings, InputState, LiveInputId } from '@shared/models/console';
import { DEFAULT_INPUT } from '@shared/models/live-defaults';
import type { AudioPort } from '../../../support/audio-port';
import { LevelMeter, rmsOf } from '../pcm';
import { LevelGate } from './dsp/gate';
import { applyRamp, mixRamp } from './dsp/ramp';
import { InputBuffer } from './input-buffer';

const FLOOR_DBFS = -100;
/** The noise gate stays open between words. */
const GATE_HOLD_MS = 200;
/** 40 ms: voice activation hears with this much delay, so that it has opened before the first sound of a word. */
const PRE_ROLL_FRAMES = 2;
/** 5 ms to open: fast enough for the start of a word, slow enough not to click. */
const OPEN_SAMPLES = 240;
/** Without a message for so many ticks the device is taken for gone. */
const SILENT_TICKS = 50;

export class LiveInput {
  readonly inputId: LiveInputId;
  readonly meter = new LevelMeter();
  /** Hears what the device gave, before anything is done to it; the memory is used again. */
  onRaw: ((samples: Float32Array) => void) | null = null;
  readonly #onChange: () => void;
  readonly #buffer = new InputBuffer();
  readonly #activation = new LevelGate();
  readonly #gate = new LevelGate();
  /** What goes on air in this tick. */
  readonly sound = new Float32Array(FRAME_SAMPLES * CHANNELS);
  #settings: InputSettings = DEFAULT_INPUT;
  #port: AudioPort | undefined;
  #connected = false;
  #pushed = false;
  #sincePushMs = Number.POSITIVE_INFINITY;
  #quietTicks = 0;
  #delayed: Float32Array[] = [];
  #gain = 1;
  #air = 0;
  #open = false;
  #levelDbfs = FLOOR_DBFS;

  constructor(inputId: LiveInputId, onChange: () => void) {
    this.inputId = inputId;
    this.#onChange = onChange;
  }

  get state(): InputState {
    const { inputId } = this;
    return { ...this.#settings, inputId, connected: this.#connected, pushed: this.#pushed, open: this.#open };
  }

  get settings(): InputSettings {
    return this.#settings;
  }

  /** It is on and its device gives samples: something of it may go on air at any moment. */
  get live(): boolean {
    return this.#settings.enabled && this.#connected;
  }

  /** Its sound is for the air now, or would be with the next word; held back by a key that is not pressed it is not. */
  get wanted(): boolean {
    if (!this.live) return false;
    return this.#open || this.#settings.mode !== 'pushToTalk' || this.#pushed;
  }

  /** Level of what goes on air of it, dBFS. */
  get levelDbfs(): number {
    return this.#open ? this.#levelDbfs : FLOOR_DBFS;
  }

  /** Samples let go, messages lost and ticks that found too little, for diagnostics. */
  get trouble(): { lost: number; dry: number; dropped: number; delayMs: number } {
    const { lost, dry, dropped, delayMs } = this.#buffer;
    return { lost, dry, dropped, delayMs };
  }

  set(settings: InputSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (before.mode !== settings.mode) {
      this.#activation.close();
      this.#delayed = [];
    }
    if (before.mode !== settings.mode || before.enabled !== settings.enabled) this.#letGo();
    // What is heard when it goes off has one more frame, to fade out in.
    if (before.enabled !== settings.enabled && (settings.enabled || this.#air === 0)) this.#forget();
    this.#onChange();
  }

  /** The key goes down or up. It counts only while it is on and its mode listens to one. */
  push(pushed: boolean): void {
    const { enabled, mode } = this.#settings;
    if (pushed && (!enabled || !takesPush(mode))) return;
    if (pushed === this.#pushed) return;
    this.#pushed = pushed;
    if (!pushed) this.#sincePushMs = 0;
    this.#onChange();
  }

  /**
   * Takes samples from `port`; another port of the same device replaces it. Whose port it is holds the key: with the
   * port it is let go, and a window that still holds it says so again.
   */
  connect(port: AudioPort): void {
    this.#port?.close();
    this.#port = port;
    this.#letGo();
    this.#buffer.clear();
    this.#setConnected(false);
    port.on('message', (message) => {
      if (this.#port === port) this.#receive(message);
    });
    port.on('close', () => {
      if (this.#port !== port) return;
      this.#port = undefined;
      this.#letGo();
      this.#setConnected(false);
    });
  }

  /** 20 ms further. True when `sound` holds something for the air. */
  tick(): boolean {
    const { settings } = this;
    const { sound } = this;
    const silent = this.#air === 0;
    if (silent && (!settings.enabled || !this.#connected)) {
      this.#setOpen(false);
      return false;
    }
    const has = this.#buffer.read(sound);
    if (has && settings.enabled) this.onRaw?.(sound);
    this.#quietTicks = has ? 0 : this.#quietTicks + 1;
    if (this.#quietTicks > SILENT_TICKS) this.#setConnected(false);
    const gain = gainDbToFactor(settings.gainDb);
    applyRamp(sound, this.#gain, gain);
    this.#gain = gain;
    this.#levelDbfs = has ? amplitudeToDbfs(rmsOf(sound), FLOOR_DBFS) : FLOOR_DBFS;
    if (has) this.meter.addFloat(sound);
    const wanted = settings.enabled && this.#isWanted(this.#levelDbfs);
    this.#setOpen(has && wanted && this.#passesGate(this.#levelDbfs));
    if (settings.mode === 'voiceActivation') this.#delay(sound);
    const heard = this.#shape(sound);
    if (!settings.enabled) this.#forget();
    return heard;
  }

  /** Adds what goes on air of it to `mix`. */
  mix(mix: Float32Array): void {
    mixRamp(mix, this.sound, 1, 1);
  }

  close(): void {
    this.#port?.close();
    this.#port = undefined;
  }

  /** Off is off: nothing of it is kept. */
  #forget(): void {
    this.#buffer.clear();
    this.#delayed = [];
    this.#air = 0;
  }

  /** Nobody holds the key any more, and nobody will say so: without the moment that a release adds. */
  #letGo(): void {
    this.#sincePushMs = Number.POSITIVE_INFINITY;
    if (!this.#pushed) return;
    this.#pushed = false;
    this.#onChange();
  }

  #isWanted(levelDbfs: number): boolean {
    const { mode, releaseMs, activationDbfs } = this.#settings;
    this.#sincePushMs += FRAME_MS;
    switch (mode) {
      case 'open':
        return true;
      case 'pushToTalk':
        return this.#pushed || this.#sincePushMs <= releaseMs;
      case 'pushToMute':
        return !this.#pushed;
      case 'voiceActivation':
        return this.#activation.tick(levelDbfs, activationDbfs, releaseMs, FRAME_MS);
    }
  }

  #passesGate(levelDbfs: number): boolean {
    const { gateDbfs } = this.#settings;
    return gateDbfs === null || this.#gate.tick(levelDbfs, gateDbfs, GATE_HOLD_MS, FRAME_MS);
  }

  #delay(sound: Float32Array): void {
    this.#delayed.push(sound.slice());
    const out = this.#delayed.length > PRE_ROLL_FRAMES ? this.#delayed.shift() : undefined;
    if (out) sound.set(out);
    else sound.fill(0);
  }

  /** Opens within 5 ms, closes within the frame. */
  #shape(sound: Float32Array): boolean {
    const target = this.#open ? 1 : 0;
    const from = this.#air;
    this.#air = target;
    if (from === 0 && target === 0) return false;
    if (from === target) return true;
    if (target === 0) applyRamp(sound, 1, 0);
    else applyRamp(sound.subarray(0, OPEN_SAMPLES * CHANNELS), 0, 1);
    return true;
  }

  #receive(message: unknown): void {
    const parsed = parsePcmInput(message);
    if (!parsed) return;
    if (parsed.type === 'inputEnd') {
      this.#buffer.clear();
      this.#setConnected(false);
      return;
    }
    if (!this.#settings.enabled) return;
    this.#quietTicks = 0;
    this.#buffer.push(parsed.samples, parsed.channels, parsed.sequence);
    this.#setConnected(true);
  }

  #setConnected(connected: boolean): void {
    if (connected === this.#connected) return;
    this.#connected = connected;
    if (!connected) this.#quietTicks = 0;
    this.#onChange();
  }

  #setOpen(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    this.#onChange();
  }
}

/** A key opens or closes it. */
function takesPush(mode: InputSettings['mode']): boolean {
  return mode === 'pushToTalk' || mode === 'pushToMute';
}
