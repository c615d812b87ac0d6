/**
 * What one packet sounds like. Of mono speech there is one channel, which is all that meters and mixes need; it is
 * doubled for whoever asks for both.
 */
import { CHANNELS } from '@shared/audio/constants';

export class DecodedSound {
  readonly kind = 'pcm';
  #single: Int16Array | null;
  #pcm: Int16Array | null;
  readonly #room: Int16Array | undefined;

  private constructor(single: Int16Array | null, pcm: Int16Array | null, room?: Int16Array) {
    this.#single = single;
    this.#pcm = pcm;
    this.#room = room;
  }

  /** `room` is written over when both channels are asked for, where it has just their length. */
  static mono(single: Int16Array, room?: Int16Array): DecodedSound {
    return new DecodedSound(single, null, room);
  }

  static stereo(pcm: Int16Array): DecodedSound {
    return new DecodedSound(null, pcm);
  }

  /** The one channel of mono sound; null once both were asked for, who may have changed them. */
  get single(): Int16Array | null {
    return this.#single;
  }

  /** Both channels, interleaved. */
  get pcm(): Int16Array {
    this.#pcm ??= doubled(this.#single ?? new Int16Array(0), this.#room);
    this.#single = null;
    return this.#pcm;
  }
}

/** Interleaved stereo of which both channels are `mono`; in `room` where that has just its length. */
export function doubled(mono: Int16Array, room?: Int16Array): Int16Array {
  const values = mono.length * CHANNELS;
  const out = room?.length === values ? room : new Int16Array(values);
  for (let i = 0, at = 0; i < mono.length; i += 1, at += CHANNELS) {
    const value = mono[i] as number;
    out[at] = value;
    out[at + 1] = value;
  }
  return out;
}
