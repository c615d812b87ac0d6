/**
 * A file's own Opus packets, as packets or as sound, and from one to the other without a seam.
 *
 * Sound that is mixed leaves later than a packet passed on: by the limiter's look-ahead and the encoder's. So sound
 * is read that much ahead of the packets, and what the encoder makes of it lies exactly where the file's own packets
 * lie. At a packet's border one can then be followed by the other: the decoder at the other end overlaps two
 * halves of the same sound.
 */
import { CHANNELS, FRAME_SAMPLES, FRAME_VALUES } from '@shared/audio/constants';
import type { AppError } from '@shared/errors/app-error';
import { createOpusDecoder, ENCODER_LOOK_AHEAD_SAMPLES } from '../codec';
import { int16ToFloat } from '../pcm';
import { PRE_ROLL_PACKETS } from '../sources/open-source';
import type { OpusFileSource } from '../sources/opus-file-source';
import { LOOK_AHEAD_SAMPLES } from './dsp/limiter';
import { SampleFifo } from './dsp/sample-fifo';
import { MOST_TAKEN_BACK } from './taken-back';

/** How far sound to be mixed runs ahead of packets to be passed on. */
export const MIX_LEAD_SAMPLES = LOOK_AHEAD_SAMPLES + ENCODER_LOOK_AHEAD_SAMPLES;
const LEAD_VALUES = MIX_LEAD_SAMPLES * CHANNELS;
/** What an encoder is warmed up with: after three frames its first own one is as good as any (measured). */
const WARM_UP_FRAMES = 4;
/** Decoded frames that are kept: those, and the one at hand. */
const FRAMES_KEPT = WARM_UP_FRAMES + 1;
/** Packets that are kept after they have left, so that all this can be decoded when nothing was. */
const PACKETS_KEPT = WARM_UP_FRAMES + PRE_ROLL_PACKETS;
/** And those that may be asked for once more. */
const PACKETS_STORED = PACKETS_KEPT + MOST_TAKEN_BACK;
const FRAMES_STORED = FRAMES_KEPT + MOST_TAKEN_BACK;

const SILENCE = new Int16Array(FRAME_VALUES);

export type ReaderEnd = { kind: 'ended' } | { kind: 'unsuitable' } | { kind: 'failed'; error: AppError };

export interface PassedPacket {
  packet: Buffer;
  /** What it sounds like; null when nobody asked. */
  pcm: Int16Array | null;
}

export class PacketReader {
  readonly #source: OpusFileSource;
  /** Packets in order: some that have left, then those ahead. */
  #packets: Buffer[] = [];
  /** Number of `#packets[0]` in the file. */
  #first: number;
  /** Number of the packet whose turn it is. −1: sound that leads the first packet. */
  #cursor: number;
  #decoder = createOpusDecoder();
  /** Number of the next packet the decoder expects. */
  #toDecode = -1;
  /** Sound of the packets before `#toDecode`. */
  #decoded: Int16Array[] = [];
  readonly #fifo = new SampleFifo();
  #mixing = false;
  #started = false;
  #end: ReaderEnd | null = null;

  /** `firstPacket`: number of the packet that the source gives first. */
  constructor(source: OpusFileSource, firstPacket: number) {
    this.#source = source;
    this.#packets = [...source.history];
    this.#first = firstPacket - this.#packets.length;
    this.#cursor = firstPacket;
  }

  /** Why nothing follows; null while something may. */
  get end(): ReaderEnd | null {
    return this.#end;
  }

  /** Packets have left or sound has been read. */
  get started(): boolean {
    return this.#started;
  }

  get positionSamples(): number {
    return Math.max(0, this.#cursor) * FRAME_SAMPLES;
  }

  /** Samples of one channel still to come; null until the end of the file has been read. */
  get remainingSamples(): number | null {
    const unread = this.#source.remainingSamples;
    if (unread === null) return null;
    const ahead = this.#first + this.#packets.length - Math.max(0, this.#cursor);
    return unread + ahead * FRAME_SAMPLES;
  }

  /** Whether `count` packets lie ready, or the end does. */
  isReady(count: number): boolean {
    return this.#packetAt(Math.max(0, this.#cursor) + count - 1) !== null || this.#end !== null;
  }

  /** The next packet as it is in the file; null when none is there (see `end`). */
  takePacket(wantPcm: boolean): PassedPacket | null {
    const number = Math.max(0, this.#cursor);
    const packet = this.#packetAt(number);
    if (!packet) return null;
    this.#started = true;
    if (this.#mixing) {
      this.#mixing = false;
      this.#fifo.clear();
    }
    const pcm = wantPcm ? this.#soundOf(number) : null;
    this.#cursor = number + 1;
    this.#forget();
    return { packet, pcm };
  }

  /** The last `count` packets, at most `MOST_TAKEN_BACK`, have not left after all. */
  untake(count: number): void {
    this.#cursor -= count;
  }

  /**
   * Goes over to sound. Answers the sound of the frames before, to warm up what comes after this; empty at
   * the start of a file, or when sound was read before.
   */
  startMixing(): Float32Array {
    if (this.#mixing) return new Float32Array(0);
    this.#mixing = true;
    this.#fifo.clear();
    if (!this.#started && this.#cursor === 0) {
      // Nothing has left yet: sound begins before the first packet by what it runs ahead.
      this.#cursor = -1;
      this.#fifo.push(new Float32Array(FRAME_VALUES - LEAD_VALUES));
      return new Float32Array(0);
    }
    // A decoder that begins anew hears all that is there: what it predicts from takes many packets to come right.
    const pcm = this.#soundOf(this.#cursor, PACKETS_STORED);
    if (!pcm) return new Float32Array(0);
    this.#fifo.pushPcm16(pcm.subarray(LEAD_VALUES));
    return this.#warmUp();
  }

  /** Whole frames that end where the queue begins. */
  #warmUp(): Float32Array {
    // Those that were taken back lie behind it.
    const end = this.#decoded.length - (this.#toDecode - this.#cursor) + 1;
    const kept = this.#decoded.slice(Math.max(0, end - FRAMES_KEPT), end);
    const frames = kept.length - 1;
    if (frames < 1) return new Float32Array(0);
    const joined = new Float32Array(kept.length * FRAME_VALUES);
    kept.forEach((pcm, i) => {
      joined.set(int16ToFloat(pcm), i * FRAME_VALUES);
    });
    return joined.slice(LEAD_VALUES, LEAD_VALUES + frames * FRAME_VALUES);
  }

  /** The next 20 ms as sound; returns the samples of one channel that were there, fewer only at a stall or the end. */
  readSound(out: Float32Array): number {
    if (!this.#mixing) this.startMixing();
    this.#started = true;
    while (this.#fifo.length < FRAME_SAMPLES) {
      const number = this.#cursor + 1;
      if (this.#packetAt(number) === null) break;
      const pcm = this.#soundOf(number);
      this.#fifo.pushPcm16(pcm ?? SILENCE);
      this.#cursor = number;
    }
    if (this.#fifo.length < FRAME_SAMPLES && !this.#end) return 0;
    const count = Math.max(0, Math.min(FRAME_SAMPLES, this.#soundLeft()));
    this.#fifo.read(out.subarray(0, count * CHANNELS));
    if (count < FRAME_SAMPLES) this.#fifo.clear();
    this.#forget();
    return count;
  }

  /** Samples of one channel that may still be read, the padding at the end left out. */
  #soundLeft(): number {
    const behind = this.#packetAt(this.#cursor + 1);
    if (behind || this.#end?.kind !== 'ended') return this.#fifo.length;
    return this.#fifo.length - this.#source.endTrimSamples;
  }

  close(): void {
    this.#source.close();
    this.#packets = [];
  }

  /** The packet with that number, read from the source when it has not been yet. */
  #packetAt(number: number): Buffer | null {
    while (this.#first + this.#packets.length <= number && this.#end === null) {
      const pull = this.#source.pull();
      if (pull.kind === 'opus') this.#packets.push(pull.packet);
      else if (pull.kind === 'pending' || pull.kind === 'pcm') return null;
      else this.#end = pull;
    }
    return this.#packets[number - this.#first] ?? null;
  }

  /** Decodes packet `number`, those that the decoder has missed before it if need be. */
  #soundOf(number: number, preRoll = PRE_ROLL_PACKETS): Int16Array | null {
    const behind = this.#toDecode - number;
    if (behind > 0 && behind <= this.#decoded.length)
      return this.#decoded[this.#decoded.length - behind] ?? null;
    if (this.#toDecode < 0 || behind !== 0) {
      this.#decoded = [];
      this.#toDecode = Math.max(this.#first, number - preRoll);
    }
    for (; this.#toDecode <= number; this.#toDecode += 1) {
      const packet = this.#packetAt(this.#toDecode);
      if (!packet) return null;
      const outcome = this.#decoder.decode(packet);
      this.#decoded.push(outcome.kind === 'pcm' ? outcome.pcm : SILENCE);
      if (this.#decoded.length > FRAMES_STORED) this.#decoded.shift();
    }
    return this.#decoded[this.#decoded.length - 1] ?? null;
  }

  /** Keeps what a decoder needs to find its feet. */
  #forget(): void {
    const drop = this.#cursor - PACKETS_STORED - 1 - this.#first;
    if (drop <= 0) return;
    this.#packets.splice(0, drop);
    this.#first += drop;
  }
}
