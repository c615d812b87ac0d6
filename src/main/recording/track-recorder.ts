import type { JournalEntry } from './journal';
import type { TrackManifest } from './manifest';
import { isSilencePacket, opusPacketSamples } from './ogg/opus-packets';
import { PeaksBuilder } from './peaks';
import { type OrderedPacket, ReorderBuffer } from './reorder';
import { TrackClock } from './track-clock';
import { TrackWriter } from './track-writer';
import type { RecordedPacket, RecordedPcm } from './types';

/** A track that has said nothing for this long is filled with silence up to this long ago. */
const QUIET_AFTER_SAMPLES = 8 * 48_000;
const QUIET_BEHIND_SAMPLES = 3 * 48_000;
/** Sound this near belongs to one stretch in the journal. */
const SAME_STRETCH_SAMPLES = 9_600;

export interface TrackRecorderOptions {
  manifest: TrackManifest;
  tags: { title: string; artist: string; album: string; date: string };
  /** Session clock: monotonic ms at session time 0. */
  startMonotonicMs: number;
  writePage(page: Uint8Array): void;
  writePeaks(bins: Uint8Array): void;
  writeJournal(entry: JournalEntry): void;
}

/** One speaker: packets in, pages, waveform bins and journal lines out. Does no I/O; knows no time of its own. */
export class TrackRecorder {
  readonly #options: TrackRecorderOptions;
  readonly #manifest: TrackManifest;
  readonly #reorder = new ReorderBuffer();
  readonly #clock = new TrackClock();
  readonly #writer: TrackWriter;
  readonly #peaks: PeaksBuilder;
  #malformed = 0;
  #overlapping = 0;
  #ssrc: number | undefined;
  #soundFrom: number | undefined;
  #soundTo = 0;
  #started = false;
  /** Session time at which the open page got its first packet. */
  #pageSince: number | undefined;

  constructor(options: TrackRecorderOptions) {
    this.#options = options;
    this.#manifest = options.manifest;
    this.#writer = TrackWriter.start(options.manifest.serial, options.tags, options.writePage);
    this.#peaks = new PeaksBuilder(options.writePeaks);
  }

  get dropped(): number {
    return this.#malformed + this.#overlapping + this.#reorder.dropped;
  }

  onPacket(packet: RecordedPacket): void {
    if (this.#reorder.passes(packet)) {
      this.#write(packet, 0, false);
      return;
    }
    // The caller may reuse its buffer, and what is held here outlives the call.
    const own = { ...packet, opus: Uint8Array.from(packet.opus) };
    this.#writeAll(this.#reorder.push(own));
  }

  onPcm(pcm: RecordedPcm): void {
    if (pcm.ssrc !== this.#ssrc) return;
    const position = this.#clock.positionOf(pcm.rtpTimestamp);
    if (position !== null) this.#peaks.add(position, pcm.pcm);
  }

  /** To be called a few times a second: gives up waiting, writes pages that are `pageAgeMs` old, fills quiet. */
  tick(nowMs: number, pageAgeMs: number): void {
    this.#writeAll(this.#reorder.expire(nowMs));
    const now = this.#toSamples(nowMs);
    if (now - this.#writer.endSamples > QUIET_AFTER_SAMPLES) {
      this.#endStretch();
      this.#writer.flushPage();
      this.#writer.fillTo(Math.floor((now - QUIET_BEHIND_SAMPLES) / 120) * 120);
      this.#writer.flushPage();
    }
    if (!this.#writer.pending) this.#pageSince = undefined;
    else this.#pageSince ??= nowMs;
    if (this.#pageSince !== undefined && nowMs - this.#pageSince >= pageAgeMs) {
      this.#writer.flushPage();
      this.#pageSince = undefined;
    }
  }

  /** Ends file and waveform at `durationSamples` of the session. */
  finish(durationSamples: number): void {
    this.#writeAll(this.#reorder.drain());
    this.#endStretch();
    this.#writer.finish(durationSamples);
    this.#peaks.finish(durationSamples);
    this.#manifest.durationSamples = Math.max(durationSamples, 0);
  }

  /** Brings the figures in the track's manifest up to date. */
  updateManifest(): void {
    this.#manifest.dropped = this.dropped;
    this.#manifest.driftPpm = this.#clock.ppm();
    this.#manifest.driftCorrectedSamples = this.#clock.correctedSamples;
  }

  #writeAll(ordered: readonly OrderedPacket[]): void {
    for (const { packet, missing, restart } of ordered) this.#write(packet, missing, restart);
  }

  #write(packet: RecordedPacket, missing: number, restart: boolean): void {
    const samples = opusPacketSamples(packet.opus);
    if (typeof samples !== 'number') {
      this.#malformed += 1;
      return;
    }
    const end = this.#writer.endSamples;
    const arrivalSamples = this.#toSamples(packet.arrivalMs);
    const silence = isSilencePacket(packet.opus);
    const placed = this.#clock.place(
      { rtpTimestamp: packet.rtpTimestamp, arrivalSamples, samples, silence, restart },
      end,
    );
    this.#ssrc = packet.ssrc;
    if (placed.anchored) this.#noteAnchor(packet, placed.positionSamples, placed.cause);
    this.#manifest.lost += missing;
    if (placed.positionSamples < end) {
      this.#overlapping += 1;
      return;
    }
    const gap = placed.positionSamples - end;
    if (gap > 0 && this.#started) this.#noteGap(placed.cause, missing, end, placed.positionSamples);
    if (gap >= SAME_STRETCH_SAMPLES) this.#endStretch();
    this.#writer.fillTo(placed.positionSamples);
    this.#writer.append(packet.opus, samples);
    this.#manifest.packets += 1;
    if (!this.#started) this.#manifest.firstSoundSamples = placed.positionSamples;
    this.#started = true;
    if (!silence) {
      this.#soundFrom ??= placed.positionSamples;
      this.#soundTo = placed.positionSamples + samples;
    }
  }

  #noteAnchor(
    packet: RecordedPacket,
    positionSamples: number,
    cause: 'first' | 'continuous' | 'pause' | 'reconnect',
  ) {
    this.#options.writeJournal({
      type: 'anchor',
      atMs: positionSamples / 48,
      track: this.#manifest.number,
      ssrc: packet.ssrc,
      rtpTimestamp: packet.rtpTimestamp,
      positionSamples,
      cause,
    });
  }

  /** Silence that Discord did not send is no gap worth a line; what was lost, cut off or adjusted is. */
  #noteGap(cause: string, missing: number, fromSamples: number, toSamples: number): void {
    const why =
      missing > 0 ? 'lost' : cause === 'reconnect' ? 'reconnect' : cause === 'continuous' ? 'drift' : null;
    if (!why) return;
    this.#options.writeJournal({
      type: 'gap',
      atMs: fromSamples / 48,
      track: this.#manifest.number,
      cause: why,
      fromSamples,
      toSamples,
      packets: missing,
    });
  }

  #endStretch(): void {
    if (this.#soundFrom === undefined) return;
    this.#options.writeJournal({
      type: 'sound',
      atMs: this.#soundFrom / 48,
      track: this.#manifest.number,
      fromSamples: this.#soundFrom,
      toSamples: this.#soundTo,
    });
    this.#soundFrom = undefined;
  }

  #toSamples(monotonicMs: number): number {
    return (monotonicMs - this.#options.startMonotonicMs) * 48;
  }
}
