/**
 * Where sound has to end or begin without a decoder's help: fades, and the frame that is heard when a packet is
 * lost and no rescue decoder is to be had (docs/adr/0007-loss-concealment.md): the last one mirrored in time,
 * which keeps the wave continuous at the joint, and faded to silence within its 20 ms.
 */
import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';

/** 2.5 ms at 48 kHz: short enough not to dull an onset. */
const FADE_IN_SAMPLES = 120;
/** 5 ms at 48 kHz: two decoders are heard over this long when they change places. */
const CROSSFADE_SAMPLES = 240;

/** A frame that continues `last` and ends in silence. */
export function concealFrame(last: Int16Array): Int16Array {
  const out = new Int16Array(FRAME_SAMPLES * CHANNELS);
  const lastSamples = Math.floor(last.length / CHANNELS);
  for (let i = 0; i < FRAME_SAMPLES && i < lastSamples; i += 1) {
    const gain = 1 - (i + 1) / FRAME_SAMPLES;
    const from = (lastSamples - 1 - i) * CHANNELS;
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      out[i * CHANNELS + channel] = Math.round((last[from + channel] ?? 0) * gain);
    }
  }
  return out;
}

/** Raises the beginning of `pcm` from silence, in place. */
export function fadeIn(pcm: Int16Array): void {
  const samples = Math.min(FADE_IN_SAMPLES, Math.floor(pcm.length / CHANNELS));
  for (let i = 0; i < samples; i += 1) {
    const gain = (i + 1) / samples;
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      const at = i * CHANNELS + channel;
      pcm[at] = Math.round((pcm[at] ?? 0) * gain);
    }
  }
}

/** Leads `pcm` to silence over its whole length, in place. */
export function fadeOut(pcm: Int16Array): void {
  const samples = Math.floor(pcm.length / CHANNELS);
  for (let i = 0; i < samples; i += 1) {
    const gain = 1 - (i + 1) / samples;
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      const at = i * CHANNELS + channel;
      pcm[at] = Math.round((pcm[at] ?? 0) * gain);
    }
  }
}

/** Begins `to` with the sound of `from`, in place. */
export function crossfade(from: Int16Array, to: Int16Array): void {
  const samples = Math.min(CROSSFADE_SAMPLES, from.length / CHANNELS, to.length / CHANNELS);
  for (let i = 0; i < samples; i += 1) {
    const share = (i + 1) / (samples + 1);
    for (let at = i * CHANNELS; at < (i + 1) * CHANNELS; at += 1) {
      to[at] = Math.round((from[at] ?? 0) * (1 - share) + (to[at] ?? 0) * share);
    }
  }
}
