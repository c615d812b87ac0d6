/**
 * Between a device's clock and ours: samples come in lumps from the window, late, early, now and then not at all, and
 * 20 ms leave each tick. Holds as little as the unevenness allows. The window's clock runs a little faster or slower:
 * whatever gathers or lacks is taken up by reading a few parts in a thousand faster or slower.
 */
import { CHANNELS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { rmsOf } from '../pcm';
import { DriftResampler } from './dsp/resampler';
import { SampleFifo } from './dsp/sample-fifo';

/** 100 × 20 ms: over so long the least that lay in stock is watched; a quarter of it after a start, which often stutters. */
const WINDOW_TICKS = 100;
const FIRST_WINDOW_TICKS = 25;
/** 5 ms: what should be left at the worst moment. */
const LEAST_MARGIN = 240;
const MOST_MARGIN = 4_800;
/** After running dry, so much more is kept. */
const MARGIN_STEP = 480;
/** And given back, by so much in each window without trouble. */
const MARGIN_DECAY = 24;
/** Deviations of 2 ms are let be. */
const DEAD_ZONE = 96;
/** 0.3 %: a twentieth of a semitone, heard by nobody. */
const MAX_BEND = 0.003;
/** 200 ms more than needed: delay that has to go at once. */
const MOST_STOCK = 9_600;
/** 20 ms that were never needed: by bending they would be there for seven seconds more. They go with the next quiet frame. */
const MOST_IDLE = 960;
/** Below −50 dBFS nobody hears that something is left out. */
const QUIET_RMS = 0.003;
/** 1 s: if there is no quiet frame until then, they go all the same. */
const MOST_PATIENCE_TICKS = 50;
/** 1 s. */
const MOST_UNREAD = 48_000;
/** A message that says it is this far on comes from a device that began anew. */
const MAX_LOST_MESSAGES = 25;
/** 5 ms. */
const SEAM_SAMPLES = 240;

export class InputBuffer {
  readonly #fifo = new SampleFifo();
  readonly #resampler = new DriftResampler(this.#fifo);
  #expected: number | null = null;
  #filling = true;
  #margin = LEAST_MARGIN;
  #ratio = 1;
  #windowTicks = 0;
  #windowLength = FIRST_WINDOW_TICKS;
  #idle = 0;
  #patience = 0;
  #least = Number.POSITIVE_INFINITY;
  #last = [0, 0];
  #fadeIn = true;
  /** Messages that never came, ticks that found too little, samples that were let go. */
  lost = 0;
  dry = 0;
  dropped = 0;

  /** What lies in stock, ms. */
  get delayMs(): number {
    return (this.#fifo.length * 1_000) / SAMPLE_RATE_HZ;
  }

  /** A message of the window, in its order; `sequence` counts them. */
  push(samples: Float32Array, channels: 1 | 2, sequence: number): void {
    const stereo = toStereo(samples, channels);
    const missing = this.#expected === null ? 0 : sequence - this.#expected;
    this.#expected = sequence + 1;
    if (missing > 0 && missing <= MAX_LOST_MESSAGES) {
      // Their time passes all the same: what follows must not come earlier for it.
      this.lost += missing;
      this.#fifo.push(new Float32Array(stereo.length * missing));
      fade(stereo);
    } else if (missing !== 0) {
      this.#fifo.clear();
      this.#restart();
      this.#expected = sequence + 1;
    }
    this.#fifo.push(stereo);
    // Nobody reads: what is kept is the newest.
    if (this.#fifo.length > MOST_UNREAD) this.#fifo.skip(this.#fifo.length - MOST_STOCK);
  }

  /** Writes 20 ms; false, and silence, while there is too little. */
  read(out: Float32Array): boolean {
    const needed = FRAME_SAMPLES + this.#margin;
    if (this.#filling) {
      if (this.#fifo.length < needed) {
        out.fill(0);
        return this.#roundOff(out);
      }
      this.#filling = false;
    }
    if (this.#fifo.length > needed + MOST_STOCK) this.#letGo(this.#fifo.length - needed);
    if (!this.#resampler.read(out, this.#ratio)) {
      this.#runDry(out);
      return true;
    }
    if (this.#fadeIn) fade(out);
    this.#fadeIn = false;
    const at = out.length - CHANNELS;
    this.#last = [out[at] ?? 0, out[at + 1] ?? 0];
    this.#watch();
    if (this.#idle > 0) this.#letIdleGo(out);
    return true;
  }

  clear(): void {
    this.#fifo.clear();
    this.#expected = null;
    this.#restart();
  }

  #restart(): void {
    this.#resampler.reset();
    this.#filling = true;
    this.#fadeIn = true;
    this.#ratio = 1;
    this.#idle = 0;
    this.#startWindow(FIRST_WINDOW_TICKS);
  }

  #startWindow(ticks = WINDOW_TICKS): void {
    this.#windowTicks = 0;
    this.#windowLength = ticks;
    this.#least = Number.POSITIVE_INFINITY;
  }

  /** Steers by the least that was left over in the last window. */
  #watch(): void {
    this.#least = Math.min(this.#least, this.#fifo.length);
    this.#windowTicks += 1;
    if (this.#windowTicks < this.#windowLength) return;
    const over = this.#least - this.#margin;
    this.#idle = over > MOST_IDLE ? over : 0;
    this.#patience = MOST_PATIENCE_TICKS;
    if (this.#windowLength === WINDOW_TICKS)
      this.#margin = Math.max(LEAST_MARGIN, this.#margin - MARGIN_DECAY);
    const bend = over / (WINDOW_TICKS * FRAME_SAMPLES);
    this.#ratio = Math.abs(over) < DEAD_ZONE ? 1 : 1 + Math.max(-MAX_BEND, Math.min(MAX_BEND, bend));
    this.#startWindow();
  }

  /** Delay that bought nothing. `heard`: what has just been read. */
  #letIdleGo(heard: Float32Array): void {
    this.#patience -= 1;
    if (this.#patience > 0 && rmsOf(heard) > QUIET_RMS) return;
    // Some of it may have been needed since.
    const count = Math.min(this.#idle, this.#fifo.length - this.#margin);
    this.#idle = 0;
    if (count > SEAM_SAMPLES * 2) this.#letGo(count);
  }

  /** It gathers again, a little more than before. */
  #runDry(out: Float32Array): void {
    this.dry += 1;
    out.fill(0);
    this.#roundOff(out);
    this.#margin = Math.min(MOST_MARGIN, this.#margin + MARGIN_STEP);
    this.#restart();
  }

  /** The last value fades away instead of breaking off; false when it was silent anyway. */
  #roundOff(out: Float32Array): boolean {
    const [left = 0, right = 0] = this.#last;
    if (left === 0 && right === 0) return false;
    for (let i = 0; i < SEAM_SAMPLES; i += 1) {
      const factor = (1 - (i + 1) / SEAM_SAMPLES) ** 2;
      out[i * CHANNELS] = left * factor;
      out[i * CHANNELS + 1] = right * factor;
    }
    this.#last = [0, 0];
    return true;
  }

  /** Skips `count` samples, the last 5 ms before joined to the first after by a crossfade. */
  #letGo(count: number): void {
    const before = new Float32Array(SEAM_SAMPLES * CHANNELS);
    this.#fifo.read(before);
    this.#fifo.skip(Math.max(0, count - SEAM_SAMPLES * 2));
    const seam = new Float32Array(SEAM_SAMPLES * CHANNELS);
    this.#fifo.read(seam);
    for (let i = 0; i < SEAM_SAMPLES; i += 1) {
      const share = (i + 1) / SEAM_SAMPLES;
      for (let c = 0; c < CHANNELS; c += 1) {
        const at = i * CHANNELS + c;
        seam[at] = (before[at] ?? 0) * (1 - share) + (seam[at] ?? 0) * share;
      }
    }
    this.#fifo.unread(seam);
    this.dropped += count;
    this.#idle = 0;
    this.#ratio = 1;
    this.#startWindow();
  }
}

function toStereo(samples: Float32Array, channels: 1 | 2): Float32Array {
  const stereo = new Float32Array((samples.length / channels) * CHANNELS);
  for (let i = 0, at = 0; i < samples.length; i += channels, at += CHANNELS) {
    stereo[at] = sane(samples[i] ?? 0);
    stereo[at + 1] = sane(samples[i + channels - 1] ?? 0);
  }
  return stereo;
}

/** The page may send anything: what is no sound becomes silence. */
function sane(value: number): number {
  return value <= 8 && value >= -8 ? value : 0;
}

/** The first 5 ms from silence. */
function fade(samples: Float32Array): void {
  const count = Math.min(SEAM_SAMPLES, samples.length / CHANNELS);
  for (let i = 0; i < count; i += 1) {
    const factor = (i + 1) / count;
    samples[i * CHANNELS] = (samples[i * CHANNELS] ?? 0) * factor;
    samples[i * CHANNELS + 1] = (samples[i * CHANNELS + 1] ?? 0) * factor;
  }
}
