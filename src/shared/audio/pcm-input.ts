/**
 * What travels on an input port, from a device in the window to the engine: 48 kHz samples as the audio worklet gives
 * them, in order, with the window's own count so that lost messages show.
 */
export interface PcmInputFrame {
  type: 'input';
  /** Counts frames from 0 since the device was opened. */
  sequence: number;
  /** 1 or 2, interleaved. */
  channels: 1 | 2;
  /** −1..1; at most 20 ms. */
  samples: Float32Array;
}

/** The device is gone (unplugged, permission withdrawn, closed): the engine says `connected: false`. */
export interface PcmInputEnd {
  type: 'inputEnd';
  reason: 'closed' | 'unplugged';
}

export type PcmInputMessage = PcmInputFrame | PcmInputEnd;

/** 20 ms stereo at 48 kHz: longer ones are no worklet's. */
const MAX_SAMPLES = 1_920;
/** A device may be over full scale; what is further out, or no number, would stay in every meter and filter behind it. */
const MAX_VALUE = 16;

/** Reads a message of the window; anything else is null (the port's other end may be a hostile page). */
export function parsePcmInput(message: unknown): PcmInputMessage | null {
  if (typeof message !== 'object' || message === null) return null;
  const { type, sequence, channels, samples, reason } = message as Record<string, unknown>;
  if (type === 'inputEnd') {
    return reason === 'closed' || reason === 'unplugged' ? { type, reason } : null;
  }
  if (type !== 'input' || !(samples instanceof Float32Array) || samples.length > MAX_SAMPLES) return null;
  if (channels !== 1 && channels !== 2) return null;
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 0) return null;
  for (const sample of samples) if (!(Math.abs(sample) <= MAX_VALUE)) return null;
  return samples.length % channels === 0 ? { type, sequence, channels, samples } : null;
}
