/**
 * One speaker's packets to sound, losses made good. While nothing is lost the native decoder works alone, at
 * half the cost. At a loss a rescue decoder hears the last packets again, so that it stands where the native
 * one stood, rebuilds what is missing, and goes on until the stream was whole for a while.
 */
import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';
import { hasRedundancy, opusPacketSamples } from '../codec';
import { concealFrame, crossfade, fadeIn, fadeOut } from './concealment';
import { DecodedSound } from './decoded-sound';
import { NativeDecoder, type SoundOutcome } from './native-decoder';
import type { RescueDecoder, RescueSupply } from './rescue-decoders';

/** Packets a decoder has to hear before it stands where another one stands: more changes nothing measurable. */
const PRIMING_PACKETS = 5;
/** 10 × 20 ms without a loss, and the native decoder takes over again: it needs an unbroken past to be primed with. */
const CLEAN_PACKETS = 10;
/** 5 × 20 ms: what is invented for longer than this is noise. */
const MAX_CONCEALED = 5;

/** `recovered`: from the redundancy in the next packet. `concealed`: made up. `silence`: given up. */
export type Filling = { kind: 'recovered' | 'concealed' | 'silence'; pcm: Int16Array };

export class StreamDecoder {
  readonly #native = new NativeDecoder();
  readonly #supply: RescueSupply;
  readonly #history: Uint8Array[] = [];
  #rescue: RescueDecoder | null = null;
  #clean = 0;
  #concealed = 0;
  #last: { readonly pcm: Int16Array } | undefined;
  /** The last sound ended in nothing: the next one has to begin there. */
  #faded = false;

  constructor(supply: RescueSupply) {
    this.#supply = supply;
  }

  /** A rescue decoder is at work. */
  get rescuing(): boolean {
    return this.#rescue !== null;
  }

  /** Both channels have been the same from the beginning. */
  get mono(): boolean {
    return this.#native.mono;
  }

  /** The sound of one packet, valid until the next call. */
  decode(packet: Uint8Array): SoundOutcome {
    const outcome = this.#rescue
      ? this.#decodeRescued(this.#rescue, packet)
      : this.#native.decode(packet, this.#history);
    if (outcome.kind === 'refused') return outcome;
    this.#remember(packet);
    this.#concealed = 0;
    if (this.#faded) fadeIn(outcome.pcm);
    this.#faded = false;
    this.#last = outcome;
    return outcome;
  }

  /** What is heard in place of a packet that is not there; `following` is the packet after it, where it is there. */
  fill(following: Uint8Array | null, samples: number = FRAME_SAMPLES): Filling {
    this.#clean = 0;
    this.#concealed += 1;
    this.#rescue ??= this.#prime();
    if (following && hasRedundancy(following)) {
      const pcm = this.#rescue?.recover(following, samples);
      if (pcm) {
        this.#concealed = 0;
        return this.#heard('recovered', pcm);
      }
    }
    if (this.#concealed > MAX_CONCEALED || !this.#last) return this.#silence(samples);
    const made = this.#rescue?.conceal(samples);
    if (made) {
      if (this.#concealed === MAX_CONCEALED) this.#fade(made);
      return this.#heard('concealed', made);
    }
    // No rescue decoder is to be had: one frame that fades, then silence.
    if (this.#faded) return this.#silence(samples);
    const mirrored = concealFrame(this.#last.pcm);
    this.#faded = true;
    return { kind: 'concealed', pcm: mirrored };
  }

  /** The sound ends here: what was filled in last is led to silence. */
  endSpurt(pcm: Int16Array): void {
    this.#fade(pcm);
  }

  close(): void {
    this.#rescue?.free();
    this.#rescue = null;
  }

  #heard(kind: Filling['kind'], pcm: Int16Array): Filling {
    if (this.#faded && kind === 'recovered') {
      fadeIn(pcm);
      this.#faded = false;
    }
    this.#last = { pcm };
    return { kind, pcm };
  }

  #silence(samples: number): Filling {
    this.#faded = true;
    return { kind: 'silence', pcm: new Int16Array(samples * CHANNELS) };
  }

  #fade(pcm: Int16Array): void {
    if (this.#faded) return;
    fadeOut(pcm);
    this.#faded = true;
  }

  #prime(): RescueDecoder | null {
    const rescue = this.#supply.take();
    if (rescue) for (const packet of this.#history) rescue.decode(packet);
    return rescue;
  }

  #decodeRescued(rescue: RescueDecoder, packet: Uint8Array): SoundOutcome {
    const outcome = rescue.decode(packet);
    this.#clean += 1;
    if (outcome.kind === 'refused') return outcome;
    if (this.#clean <= CLEAN_PACKETS) return DecodedSound.stereo(outcome.pcm);
    this.#native.prime(this.#history);
    const native = this.#native.decode(packet, this.#history);
    this.close();
    if (native.kind === 'pcm') crossfade(outcome.pcm, native.pcm);
    return native.kind === 'pcm' ? native : DecodedSound.stereo(outcome.pcm);
  }

  #remember(packet: Uint8Array): void {
    // A packet of several frames weighs as many: the history is a span of time.
    if (opusPacketSamples(packet) === null) return;
    this.#history.push(packet);
    if (this.#history.length > PRIMING_PACKETS) this.#history.shift();
  }
}
