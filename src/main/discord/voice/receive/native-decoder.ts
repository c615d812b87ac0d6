/**
 * The native decoder of one person. Most people send one channel (Discord's own clients do), which libopus decodes as
 * one channel for a quarter less than as two that are the same; the samples do not differ in a bit. From the first
 * stereo packet on it is a stereo decoder that goes on.
 */
import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';
import { createOpusDecoder, isStereoPacket, type OpusFrameDecoder } from '../codec';
import { crossfade } from './concealment';
import { DecodedSound, doubled } from './decoded-sound';

export type SoundOutcome = DecodedSound | { kind: 'refused' };

export class NativeDecoder {
  #decoder: OpusFrameDecoder | undefined;
  #stereo = false;
  /** One for both channels of all mono packets. */
  readonly #room = new Int16Array(FRAME_SAMPLES * CHANNELS);

  /** Both channels have been the same from the beginning. */
  get mono(): boolean {
    return !this.#stereo;
  }

  /**
   * The sound of one packet, both channels valid until the next call. `history` are the packets before this one, oldest first: what a
   * decoder that takes over has to have heard.
   */
  decode(packet: Uint8Array, history: readonly Uint8Array[]): SoundOutcome {
    if (!this.#stereo && isStereoPacket(packet)) return this.#widen(packet, history);
    this.#decoder ??= createOpusDecoder(this.#stereo ? 2 : 1);
    const outcome = this.#decoder.decode(packet);
    if (outcome.kind === 'refused') return outcome;
    return this.#stereo ? DecodedSound.stereo(outcome.pcm) : DecodedSound.mono(outcome.pcm, this.#room);
  }

  /** Lets it hear what somebody else has decoded meanwhile. */
  prime(history: readonly Uint8Array[]): void {
    for (const packet of history) this.decode(packet, []);
  }

  #widen(packet: Uint8Array, history: readonly Uint8Array[]): SoundOutcome {
    const mono = this.#decoder;
    const stereo = createOpusDecoder(2);
    for (const before of history) stereo.decode(before);
    const outcome = stereo.decode(packet);
    // Noise must not make a stereo decoder of it.
    if (outcome.kind === 'refused') return outcome;
    this.#stereo = true;
    this.#decoder = stereo;
    const goingOn = mono?.decode(packet);
    if (goingOn?.kind === 'pcm') crossfade(doubled(goingOn.pcm), outcome.pcm);
    return DecodedSound.stereo(outcome.pcm);
  }
}
