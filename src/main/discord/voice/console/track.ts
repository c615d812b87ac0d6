/**
 * One file being played from one place on: opened in the background, read ahead, and read without ever waiting.
 * A loop goes on with the first sample right after the last. A seek is another track.
 */
import { CHANNELS, FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { AppError, toAppError } from '@shared/errors/app-error';
import type { FrameSource } from '../sources/frame-source';
import { type OpenManner, openSource, type PreparedSource } from '../sources/open-source';
import { OpusFileSource } from '../sources/opus-file-source';
import { BrokenEnd, DECLICK_SAMPLES } from './dsp/broken-end';
import { SampleFifo } from './dsp/sample-fifo';
import { PacketReader, type PassedPacket } from './packet-reader';

/** Read before a track counts as ready: 10 × 20 ms. */
const READY_FRAMES = 10;
const OPEN_POLL_MS = 5;
const OPEN_TIMEOUT_MS = 10_000;
/** The next round of a loop is opened this long before its turn: a decoder may be slow to start, and one that waits costs nothing. */
const NEXT_ROUND_MS = 20_000;
/** 250 × 20 ms without a sample while one is due. */
const STALLED_AFTER_TICKS = 250;
/** A file that ends this much before its own length is damaged. */
const SHORT_BY_MS = 1_000;
const SHORT_BY_SHARE = 0.02;

export type TrackEnd = { kind: 'ended' } | { kind: 'failed'; error: AppError };

export class Track {
  readonly prepared: PreparedSource;
  readonly #startMs: number;
  #manner: OpenManner;
  #source: FrameSource | undefined;
  #packets: PacketReader | undefined;
  readonly #fifo = new SampleFifo();
  /** The next round of a loop, opened before it is due. */
  #next: { source?: FrameSource; atMs: number } | undefined;
  #readSamples = 0;
  #rounds = 0;
  #loop: boolean;
  #end: TrackEnd | null = null;
  #pendingTicks = 0;
  readonly #recent = new BrokenEnd();
  /** The last frame was not whole: what comes next comes after a hole. */
  #broken = false;
  #fadedSamples = DECLICK_SAMPLES;
  #closed = false;

  private constructor(prepared: PreparedSource, positionMs: number, manner: OpenManner, loop: boolean) {
    this.prepared = prepared;
    this.#startMs = positionMs;
    this.#manner = manner;
    this.#loop = loop;
  }

  /** Opens at `positionMs` and waits until it could be played. Throws AppError `media/…`. */
  static async open(
    prepared: PreparedSource,
    positionMs: number,
    manner: OpenManner,
    loop: boolean,
  ): Promise<Track> {
    // Only decoded sound can be joined to the sample, so a loop does not pass packets on.
    const track = new Track(prepared, positionMs, loop ? 'clip' : manner, loop);
    try {
      await track.#start();
      return track;
    } catch (error) {
      track.close();
      throw toAppError(error);
    }
  }

  /** The file's own packets could go out next. */
  get canPass(): boolean {
    return this.#packets !== undefined && !this.#loop;
  }

  /** Nothing of it has been heard yet. */
  get fresh(): boolean {
    return this.#readSamples === 0 && this.#startMs === 0 && !(this.#packets?.started ?? false);
  }

  /** Whether sound can be read now. */
  get isReady(): boolean {
    return this.#end !== null || this.#ready(1);
  }

  /** Why nothing follows; null while something does. */
  get end(): TrackEnd | null {
    return this.#fadedSamples < DECLICK_SAMPLES ? null : this.#end;
  }

  get positionMs(): number {
    if (this.#packets) return (this.#packets.positionSamples * 1_000) / SAMPLE_RATE_HZ;
    return Math.max(0, this.#startMs + (this.#readSamples * 1_000) / SAMPLE_RATE_HZ);
  }

  /** Time until the end: from what was read when the end is in sight, else from what the file says; null if neither. */
  get remainingMs(): number | null {
    if (this.#loop) return null;
    if (this.#end) return 0;
    const read = this.#packets
      ? this.#packets.remainingSamples
      : addKnown(this.#source?.remainingSamples ?? null, this.#fifo.length);
    if (read !== null) return (read * 1_000) / SAMPLE_RATE_HZ;
    const { durationMs } = this.prepared;
    return durationMs === null ? null : Math.max(0, durationMs - this.positionMs);
  }

  setLoop(loop: boolean): void {
    this.#loop = loop;
    if (!loop) this.#dropNext();
  }

  /** The next packet of the file as it is; null at a stall or the end. */
  takePacket(wantPcm: boolean): PassedPacket | null {
    const reader = this.#packets;
    if (!reader || this.#end) return null;
    const passed = reader.takePacket(wantPcm);
    if (passed) this.#pendingTicks = 0;
    else if (reader.end?.kind === 'unsuitable') this.#decodeFromHere(reader);
    else this.#onNothing(reader.end);
    return passed;
  }

  /** The last `count` packets have not left after all. */
  untakePackets(count: number): void {
    this.#packets?.untake(count);
  }

  /** Before the first sound after packets: what was heard just before, to warm up an encoder. Empty if nothing was. */
  startMixing(): Float32Array {
    return this.#packets?.startMixing() ?? new Float32Array(0);
  }

  /** Writes the next 20 ms to `out`, silence where there is none; false when all of it is silence. */
  read(out: Float32Array): boolean {
    const count = this.#end ? 0 : this.#readSome(out);
    out.fill(0, count * CHANNELS);
    if (count > 0 && this.#broken) fadeIn(out);
    if (count > 0) this.#recent.keep(out, count);
    const breaks = count < FRAME_SAMPLES && !this.#broken;
    this.#broken = count < FRAME_SAMPLES;
    if (breaks) this.#fadedSamples = 0;
    const fades = this.#broken && this.#fadedSamples < DECLICK_SAMPLES;
    if (fades) this.#fadedSamples += this.#recent.fadeOut(out, count, this.#fadedSamples);
    return count > 0 || fades;
  }

  close(): void {
    this.#closed = true;
    this.#dropNext();
    this.#packets?.close();
    this.#source?.close();
    this.#fifo.clear();
  }

  async #start(): Promise<void> {
    await this.#open(this.#startMs);
    const deadlineMs = performance.now() + OPEN_TIMEOUT_MS;
    while (!this.#closed && !this.#ready(READY_FRAMES)) {
      if (performance.now() > deadlineMs) throw stalled();
      await new Promise((resolve) => setTimeout(resolve, OPEN_POLL_MS));
      const unsuitable = this.#packets?.end?.kind === 'unsuitable';
      if (unsuitable) await this.#openDecoded(this.#startMs);
    }
    const end = this.#packets?.end;
    if (end?.kind === 'failed') throw end.error;
    if (this.#end?.kind === 'failed') throw this.#end.error;
  }

  async #open(positionMs: number): Promise<void> {
    const source = await withinTime(openSource(this.prepared, positionMs, this.#manner));
    this.#source = source;
    if (source instanceof OpusFileSource) {
      this.#packets = new PacketReader(source, Math.floor(positionMs / FRAME_MS));
      this.#packets.isReady(1);
      if (this.#packets.end?.kind === 'unsuitable') await this.#openDecoded(positionMs);
    }
  }

  /** The packets cannot be passed on: the same place through FFmpeg. */
  async #openDecoded(positionMs: number): Promise<void> {
    this.#packets?.close();
    this.#packets = undefined;
    this.#manner = 'stream';
    await this.#open(positionMs);
  }

  /** Whether `frames` × 20 ms, or all there is, lies ready. Fills the queue as far as the source goes. */
  #ready(frames: number): boolean {
    if (this.#packets) {
      return this.#packets.isReady(frames) && this.#packets.end?.kind !== 'unsuitable';
    }
    this.#fill(frames * FRAME_SAMPLES);
    // Close to the end of a file there is not as much any more.
    const isAll = this.#fifo.length > 0 && this.#source?.remainingSamples === 0;
    return this.#fifo.length >= frames * FRAME_SAMPLES || isAll || this.#end !== null;
  }

  #readSome(out: Float32Array): number {
    const reader = this.#packets;
    if (reader) return this.#readPackets(reader, out);
    const wanted = out.length / CHANNELS;
    this.#fill(wanted);
    const count = this.#fifo.read(out);
    this.#readSamples += count;
    if (count === wanted) this.#pendingTicks = 0;
    else if (this.#source?.remainingSamples === 0) this.#fill(1);
    else if (this.#end === null) this.#onNothing(null);
    return count;
  }

  #readPackets(reader: PacketReader, out: Float32Array): number {
    if (this.#nextRoundIsDue(reader)) this.#openNext(0);
    const count = reader.readSound(out);
    if (count === FRAME_SAMPLES) this.#pendingTicks = 0;
    else if (reader.end?.kind === 'unsuitable') this.#decodeFromHere(reader);
    else if (reader.end?.kind === 'ended' && this.#loop) {
      // Packets that loop after all: their end is followed by decoded sound from the start.
      this.#closePackets();
      this.#openNext(0);
      return count + this.#readSome(out.subarray(count * CHANNELS));
    } else this.#onNothing(reader.end);
    return count;
  }

  /** A packet that cannot be passed on in the middle of the file: FFmpeg takes over at that place. */
  #decodeFromHere(reader: PacketReader): void {
    const atMs = (reader.positionSamples * 1_000) / SAMPLE_RATE_HZ;
    this.#dropNext();
    this.#closePackets();
    this.#openNext(atMs);
  }

  #closePackets(): void {
    this.#packets?.close();
    this.#packets = undefined;
    this.#source = undefined;
    this.#manner = 'stream';
  }

  /** Pulls until `samples` lie in the queue; joins the next round of a loop to the end of this one. */
  #fill(samples: number): void {
    while (this.#fifo.length < samples && this.#end === null) {
      const source = this.#source ?? this.#takeNext();
      if (!source) return;
      const pull = source.pull();
      if (this.#nextRoundIsDue(source)) this.#openNext(0);
      switch (pull.kind) {
        case 'pcm':
          this.#fifo.push(pull.samples);
          break;
        case 'pending':
        case 'opus':
          return;
        case 'ended':
          if (!this.#onSourceEnd(source)) return;
          break;
        case 'unsuitable':
        case 'failed':
          if (this.#fifo.length > 0) return;
          this.#end = pull.kind === 'failed' ? pull : { kind: 'ended' };
      }
    }
  }

  /** A loop whose end is in sight in what was read, or near by the length that the file says it has. */
  #nextRoundIsDue(read: { readonly remainingSamples: number | null }): boolean {
    if (!this.#loop) return false;
    if (read.remainingSamples !== null) return true;
    const { durationMs } = this.prepared;
    return durationMs !== null && durationMs - this.positionMs < NEXT_ROUND_MS;
  }

  /** False when nothing follows, at least not now. */
  #onSourceEnd(source: FrameSource): boolean {
    const heardMs = this.positionMs + (this.#fifo.length * 1_000) / SAMPLE_RATE_HZ;
    if (this.#loop && (heardMs > 0 || this.#rounds > 0)) {
      source.close();
      this.#source = undefined;
      this.#openNext(0);
      return this.#takeNext() !== undefined;
    }
    if (this.#fifo.length === 0) this.#end = this.#judgeEnd();
    return false;
  }

  #takeNext(): FrameSource | undefined {
    const next = this.#next;
    if (!next?.source) return undefined;
    this.#source = next.source;
    this.#next = undefined;
    if (next.atMs === 0) this.#rounds += 1;
    // What still lies in the queue comes before the new place, so the count begins that much earlier.
    const atSamples = ((next.atMs - this.#startMs) * SAMPLE_RATE_HZ) / 1_000;
    this.#readSamples = Math.round(atSamples) - this.#fifo.length;
    return next.source;
  }

  #openNext(atMs: number): void {
    if (this.#next || this.#closed) return;
    const next: { source?: FrameSource; atMs: number } = { atMs };
    this.#next = next;
    withinTime(openSource(this.prepared, atMs, this.#loop ? 'clip' : 'stream')).then(
      (source) => {
        if (this.#next !== next || this.#closed) source.close();
        else next.source = source;
      },
      (error: unknown) => {
        if (this.#next === next) this.#end = { kind: 'failed', error: toAppError(error) };
      },
    );
  }

  #dropNext(): void {
    this.#next?.source?.close();
    this.#next = undefined;
  }

  #onNothing(end: PacketReader['end']): void {
    if (end) {
      this.#end = end.kind === 'failed' ? end : this.#judgeEnd();
      return;
    }
    this.#pendingTicks += 1;
    if (this.#pendingTicks > STALLED_AFTER_TICKS) this.#end = { kind: 'failed', error: stalled() };
  }

  /** An end long before the file's own length is damage. */
  #judgeEnd(): TrackEnd {
    const { prepared } = this;
    if (prepared.kind === 'tone' || !prepared.durationStated || this.#rounds > 0) return { kind: 'ended' };
    const missingMs = (prepared.durationMs ?? 0) - this.positionMs;
    const allowedMs = Math.max(SHORT_BY_MS, (prepared.durationMs ?? 0) * SHORT_BY_SHARE);
    if (missingMs <= allowedMs) return { kind: 'ended' };
    const error = new AppError('media/damaged', 'The file ends before the length it states', {
      details: { missingMs: Math.round(missingMs) },
    });
    return { kind: 'failed', error };
  }
}

function fadeIn(out: Float32Array): void {
  for (let i = 0; i < DECLICK_SAMPLES; i += 1) {
    const factor = (i + 1) / DECLICK_SAMPLES;
    out[i * CHANNELS] = (out[i * CHANNELS] ?? 0) * factor;
    out[i * CHANNELS + 1] = (out[i * CHANNELS + 1] ?? 0) * factor;
  }
}

function addKnown(a: number | null, b: number): number | null {
  return a === null ? null : a + b;
}

function stalled(): AppError {
  return new AppError('media/stalled', 'The file gives no sound', { retryable: true });
}

/** A disk that does not answer must not hold a deck for ever; what comes too late is closed. */
function withinTime(opening: Promise<FrameSource>): Promise<FrameSource> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(stalled());
      opening.then(
        (late) => late.close(),
        () => undefined,
      );
    }, OPEN_TIMEOUT_MS);
    opening.then(
      (source) => {
        clearTimeout(timer);
        resolve(source);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
