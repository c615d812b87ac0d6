/**
 * Decoders that can make up for lost packets: libopus as WebAssembly, which offers concealment and in-band FEC
 * where the native binding offers neither (docs/adr/0007-loss-concealment.md). They cost twice as much a packet,
 * so a speaker has one only around losses. Making one is asynchronous and a tick is not: a few are kept ready.
 */
import { CHANNELS, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import type { createDecoder } from 'libopus-wasm';
import { type DecodeOutcome, opusPacketSamples } from '../codec';

type Handle = Awaited<ReturnType<typeof createDecoder>>;

/** Ready for speakers who lose something in the same moment; the rest fade (see concealment.ts). */
const SPARE_DECODERS = 4;
/** 32 at once: together about a sixth of a core. */
const MAX_DECODERS = 32;

export interface RescueDecoder {
  /** Interleaved stereo. Never throws. */
  decode(packet: Uint8Array): DecodeOutcome;
  /** The lost packet's sound out of the redundancy that `following`, the packet after it, carries. */
  recover(following: Uint8Array, samples: number): Int16Array | null;
  /** A continuation of what was decoded last; `samples` is a multiple of 2.5 ms. */
  conceal(samples: number): Int16Array | null;
  /** Gives its memory back; it must not be used afterwards. */
  free(): void;
}

/** What `StreamDecoder` needs: one decoder now, or none. */
export interface RescueSupply {
  take(): RescueDecoder | null;
}

export class RescueDecoders implements RescueSupply {
  readonly #ready: Handle[] = [];
  #create: (() => Promise<Handle>) | undefined;
  #filling: Promise<void> | undefined;
  #inUse = 0;
  #closed = false;
  /** Why there are none, should the library not load; diagnostics show it. */
  failure: unknown;

  /** Loads the library and fills the store; resolves when decoders are ready. Never rejects. */
  warm(): Promise<void> {
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  /** A fresh decoder, or null while none is ready. */
  take(): RescueDecoder | null {
    if (this.#closed || this.#inUse >= MAX_DECODERS) return null;
    const handle = this.#ready.pop();
    if (this.failure === undefined) void this.warm();
    if (!handle) return null;
    this.#inUse += 1;
    return rescueDecoder(handle, () => {
      this.#inUse -= 1;
    });
  }

  close(): void {
    this.#closed = true;
    for (const handle of this.#ready.splice(0)) handle.free();
  }

  async #fill(): Promise<void> {
    try {
      this.#create ??= await load();
      while (this.#ready.length < SPARE_DECODERS && !this.#closed) {
        const handle = await this.#create();
        if (this.#closed) handle.free();
        else this.#ready.push(handle);
      }
    } catch (error) {
      // Without it losses fade instead of being rebuilt: worse sound, the same call.
      this.failure = error;
    }
  }
}

async function load(): Promise<() => Promise<Handle>> {
  const { createDecoder } = await import('libopus-wasm');
  return () => createDecoder({ channels: CHANNELS, sampleRate: SAMPLE_RATE_HZ });
}

function rescueDecoder(handle: Handle, onFree: () => void): RescueDecoder {
  let freed = false;
  const attempt = (work: () => Int16Array): Int16Array | null => {
    if (freed) return null;
    try {
      return work();
    } catch {
      // An answer about the packet's bytes: the caller counts it.
      return null;
    }
  };
  return {
    decode(packet) {
      const samples = opusPacketSamples(packet);
      const pcm = samples === null ? null : attempt(() => handle.decode(packet));
      return pcm && pcm.length === (samples ?? 0) * CHANNELS ? { kind: 'pcm', pcm } : { kind: 'refused' };
    },
    recover: (following, samples) =>
      attempt(() => handle.decode(following, { decodeFec: true, frameSize: samples })),
    conceal: (samples) => attempt(() => handle.decode(null, { frameSize: samples })),
    free() {
      if (freed) return;
      freed = true;
      handle.free();
      onFree();
    },
  };
}
