import { CHANNELS, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import type { OpusFrameDecoder } from '../discord/voice/codec';
import {
  isSilencePacket,
  openTrack,
  PRE_ROLL_SAMPLES,
  type Span,
  type TimedPacket,
  type TrackReader,
  withoutSpans,
} from '../recording';

/** Read this far ahead of the place that is wanted, so that most frames need no disk. */
const READ_AHEAD_SAMPLES = SAMPLE_RATE_HZ / 2;
/** Reading on so far costs less than searching the place. */
const SKIP_SAMPLES = 4 * SAMPLE_RATE_HZ;

interface Block {
  positionSamples: number;
  samples: number;
  /** Null is silence. */
  pcm: Int16Array | null;
}

/** One track as a place to take sound from: seek, load, then mix frames of any length in order. */
export class TrackStream {
  readonly trackId: string;
  readonly #reader: TrackReader;
  readonly #createDecoder: () => OpusFrameDecoder;
  #decoder: OpusFrameDecoder;
  #queue: TimedPacket[] = [];
  #queuedTo = 0;
  #atEnd = false;
  #block: Block | null = null;
  #lastWasSilence = false;
  #from = 0;
  /** What was before has been played, and its packets are gone. */
  #mixedTo = 0;
  #gain = 1;
  #refused = 0;
  /** Samples that are never heard, in order (B18). */
  #withheld: readonly Span[] = [];

  private constructor(trackId: string, reader: TrackReader, createDecoder: () => OpusFrameDecoder) {
    this.trackId = trackId;
    this.#reader = reader;
    this.#createDecoder = createDecoder;
    this.#decoder = createDecoder();
  }

  static async open(
    trackId: string,
    path: string,
    createDecoder: () => OpusFrameDecoder,
  ): Promise<{ kind: 'open'; stream: TrackStream } | { kind: 'unreadable'; reason: string }> {
    const opened = await openTrack(path);
    if (opened.kind === 'unreadable') return opened;
    return { kind: 'open', stream: new TrackStream(trackId, opened.track, createDecoder) };
  }

  get durationSamples(): number {
    return this.#reader.durationSamples;
  }

  /** Packets that libopus would not decode. */
  get refusedPackets(): number {
    return this.#refused;
  }

  /** These samples of the session are silent whatever the gain: no fade reaches into them. */
  withhold(spans: readonly Span[]): void {
    this.#withheld = spans;
  }

  get withheld(): readonly Span[] {
    return this.#withheld;
  }

  /** Like `seek`; what lies a little ahead is read on to, which needs no search in the file. */
  async skipTo(positionSamples: number): Promise<void> {
    const near = positionSamples >= this.#mixedTo && positionSamples - this.#queuedTo < SKIP_SAMPLES;
    if (!near || this.#queuedTo === 0) return this.seek(positionSamples);
    this.#from = positionSamples;
    this.#queue = this.#queue.filter(
      (packet) => packet.positionSamples + packet.samples > positionSamples - PRE_ROLL_SAMPLES,
    );
  }

  /** The next frame to be mixed begins at `positionSamples`. */
  async seek(positionSamples: number): Promise<void> {
    await this.#reader.seek(positionSamples);
    this.#decoder = this.#createDecoder();
    this.#queue = [];
    this.#queuedTo = 0;
    this.#atEnd = false;
    this.#block = null;
    this.#lastWasSilence = false;
    this.#from = positionSamples;
    this.#mixedTo = positionSamples;
  }

  /** True when sound up to `untilSamples` needs reading first. */
  needs(untilSamples: number): boolean {
    return !this.#atEnd && this.#queuedTo < untilSamples;
  }

  /** Reads until `untilSamples` and some more are at hand, or the track ends. */
  async load(untilSamples: number): Promise<void> {
    while (this.needs(untilSamples + READ_AHEAD_SAMPLES)) {
      const packets = await this.#reader.read();
      if (!packets) {
        this.#atEnd = true;
        return;
      }
      for (const packet of packets) {
        const end = packet.positionSamples + packet.samples;
        this.#queuedTo = end;
        // What ends before the pre-roll has no say in what will be heard.
        if (end > this.#from - PRE_ROLL_SAMPLES) this.#queue.push(packet);
      }
    }
  }

  /** Adds the sound of `[positionSamples, + frame)` to `out` (interleaved), going to `gain` over the frame. */
  mixInto(out: Float32Array, positionSamples: number, gain: number): void {
    const frame = out.length / CHANNELS;
    const end = positionSamples + frame;
    const step = (gain - this.#gain) / frame;
    for (
      let block = this.#blockAt(positionSamples, end);
      block;
      block = this.#blockAt(positionSamples, end)
    ) {
      const from = Math.max(block.positionSamples, positionSamples);
      const to = Math.min(block.positionSamples + block.samples, end);
      if (block.pcm && (this.#gain > 0 || gain > 0)) {
        for (const [start, stop] of this.#audible(from, to)) {
          for (let at = start; at < stop; at += 1) {
            const factor = (this.#gain + step * (at - positionSamples)) / 32_768;
            const source = (at - block.positionSamples) * CHANNELS;
            const target = (at - positionSamples) * CHANNELS;
            out[target] = (out[target] as number) + (block.pcm[source] as number) * factor;
            out[target + 1] = (out[target + 1] as number) + (block.pcm[source + 1] as number) * factor;
          }
        }
      }
      if (block.positionSamples + block.samples > end) break;
      this.#block = null;
    }
    this.#gain = gain;
    this.#mixedTo = end;
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }

  /** What of `[from, to)` may be heard. */
  #audible(from: number, to: number): readonly Span[] {
    if (this.#withheld.length === 0) return [[from, to]];
    return withoutSpans([[from, to]], this.#withheld);
  }

  /** The block that covers or follows `from`, decoding up to it; null when nothing begins before `end`. */
  #blockAt(from: number, end: number): Block | null {
    for (;;) {
      const block = this.#block;
      if (block && block.positionSamples + block.samples > from) {
        return block.positionSamples < end ? block : null;
      }
      const next = this.#queue[0];
      if (!next || next.positionSamples >= end) return null;
      this.#queue.shift();
      this.#block = this.#decode(next);
    }
  }

  #decode(packet: TimedPacket): Block {
    const { positionSamples, samples, opus } = packet;
    const silence = isSilencePacket(opus);
    // The first silent packet lets the decoder fade out what came before; those after it add nothing.
    if (silence && this.#lastWasSilence) return { positionSamples, samples, pcm: null };
    this.#lastWasSilence = silence;
    const outcome = this.#decoder.decode(opus);
    if (outcome.kind === 'pcm') return { positionSamples, samples, pcm: outcome.pcm };
    this.#refused += 1;
    return { positionSamples, samples, pcm: null };
  }
}
