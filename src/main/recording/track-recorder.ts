import type { JournalEntry } from './journal';
import type { TrackManifest } from './manifest';
import { isSilencePacket, opusPacketSamples } from './ogg/opus-packets';
import { PeaksBuilder } from './peaks';
import { type OrderedPacket, ReorderBuffer } from './reorder';
import { type PlacedPacket, TrackClock } from './track-clock';
import { TrackWriter } from './track-writer';
import type { RecordedPacket, RecordedPcm } from './types';

/** A track that has said nothing for this long is filled with silence up to this long ago. */
const QUIET_AFTER_SAMPLES = 8 * 48_000;
const QUIET_BEHIND_SAMPLES = 3 * 48_000;
/** A waveform that is finished up to so far behind the track takes what is decoded a little later than it came. */
const PEAKS_BEHIND_SAMPLES = 2 * 48_000;
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
  /** The same speaker's track of the session before, and where on its time this session begins. */
  follows?: { track: TrackRecorder; borderSamples: number } | undefined;
  /** The files are there already, and end so. */
  goesOn?: TrackEnd | undefined;
}

/** Where a track that was cut off ends. */
export interface TrackEnd {
  serial: number;
  nextSequence: number;
  endSamples: number;
  peaksBins: number;
}

/** One speaker: packets in, pages, waveform bins and journal lines out. Does no I/O; knows no time of its own. */
export class TrackRecorder {
  readonly #options: Omit<TrackRecorderOptions, 'follows' | 'goesOn'>;
  readonly #manifest: TrackManifest;
  /** Time zero of this session on the clock's axis, which is that of the first session of a split recording. */
  readonly #axis: number;
  /** What the figures of the manifest begin at. */
  readonly #before: { dropped: number; driftCorrectedSamples: number };
  /** Of the session before, while that still writes. */
  #trackBefore: TrackRecorder | undefined;
  /** So far, on this session's time, the sound of the session before reaches over the border. */
  #takenSamples = 0;
  #reorder = new ReorderBuffer();
  #clock = new TrackClock();
  readonly #writer: TrackWriter;
  readonly #peaks: PeaksBuilder;
  #malformed = 0;
  #overlapping = 0;
  #ssrc: number | undefined;
  #soundFrom: number | undefined;
  #soundTo = 0;
  #started: boolean;
  #finished = false;
  /** Session time at which the open page got its first packet. */
  #pageSince: number | undefined;

  constructor({ follows, goesOn, ...options }: TrackRecorderOptions) {
    // Without `follows`: a recording that is split every hour must not keep hold of all its tracks.
    this.#options = options;
    const { manifest } = options;
    this.#manifest = manifest;
    this.#writer = goesOn
      ? TrackWriter.resume(goesOn, options.writePage)
      : TrackWriter.start(manifest.serial, options.tags, options.writePage);
    this.#peaks = new PeaksBuilder(options.writePeaks, goesOn?.peaksBins);
    this.#started = goesOn !== undefined;
    this.#before = { dropped: manifest.dropped, driftCorrectedSamples: manifest.driftCorrectedSamples };
    this.#axis = follows ? follows.track.#axis + follows.borderSamples : 0;
    this.#trackBefore = follows?.track;
    if (!follows) return;
    this.#takeOver(follows.track);
    this.#reachOver(follows.track);
  }

  /** Its file has its end. */
  get finished(): boolean {
    return this.#finished;
  }

  get dropped(): number {
    return this.#before.dropped + this.#malformed + this.#overlapping + this.#reorder.dropped;
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
    if (position !== null) this.#draw(position - this.#axis, pcm.pcm);
  }

  /** Lays silence up to `positionSamples`, for hours in pieces; returns whether there is more to be laid. */
  fillTo(positionSamples: number, mostSamples: number): boolean {
    const target = Math.min(positionSamples, this.#writer.endSamples + mostSamples);
    this.#writer.fillTo(Math.floor(target / 120) * 120);
    this.#writer.flushPage();
    this.#peaks.finish(target - PEAKS_BEHIND_SAMPLES);
    return target < positionSamples;
  }

  /** To be called a few times a second: gives up waiting, writes pages that are `pageAgeMs` old, fills quiet. */
  tick(nowMs: number, pageAgeMs: number): void {
    this.#writeAll(this.#reorder.expire(nowMs));
    if (this.#trackBefore?.finished) this.#trackBefore = undefined;
    const now = this.#toSamples(nowMs);
    if (now - this.#writer.endSamples > QUIET_AFTER_SAMPLES) {
      this.#endStretch();
      this.#writer.flushPage();
      this.#writer.fillTo(Math.floor((now - QUIET_BEHIND_SAMPLES) / 120) * 120);
      this.#writer.flushPage();
      this.#peaks.finish(this.#writer.endSamples - PEAKS_BEHIND_SAMPLES);
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
    this.#finished = true;
  }

  /** Brings the figures in the track's manifest up to date. */
  updateManifest(): void {
    this.#manifest.dropped = this.dropped;
    this.#manifest.driftPpm = this.#clock.ppm() ?? this.#manifest.driftPpm;
    this.#manifest.driftCorrectedSamples = this.#before.driftCorrectedSamples + this.#clock.correctedSamples;
  }

  /** Goes on where the track before stands: order and clock of the speaker know nothing of sessions. */
  #takeOver(track: TrackRecorder): void {
    this.#reorder = track.#reorder;
    this.#clock = track.#clock;
    this.#ssrc = track.#ssrc;
    this.#before.dropped -= this.#reorder.dropped;
    this.#before.driftCorrectedSamples -= this.#clock.correctedSamples;
    // What it counted stays its own.
    track.#before.dropped += track.#reorder.dropped;
    track.#reorder = new ReorderBuffer();
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
    const arrivalSamples = this.#toSamples(packet.arrivalMs) + this.#axis;
    const silence = isSilencePacket(packet.opus);
    const placed = this.#clock.place(
      { rtpTimestamp: packet.rtpTimestamp, arrivalSamples, samples, silence, restart },
      this.#endSamples + this.#axis,
    );
    this.#ssrc = packet.ssrc;
    const home = this.#home(placed.positionSamples);
    home.#put(packet, placed, samples, silence, missing);
    if (home !== this) this.#reachOver(home);
  }

  /** Where this track ends, or the one before where that reaches further. */
  get #endSamples(): number {
    return Math.max(this.#writer.endSamples, this.#takenSamples);
  }

  #reachOver(before: TrackRecorder): void {
    this.#takenSamples = Math.max(0, before.#endSamples + before.#axis - this.#axis);
  }

  /** The session that a place on the clock's axis belongs to: this one, or the one before when that still writes. */
  #home(axisSamples: number): TrackRecorder {
    const before = this.#trackBefore;
    return before && axisSamples < this.#axis && !before.finished ? before : this;
  }

  #put(
    packet: RecordedPacket,
    placed: PlacedPacket,
    samples: number,
    silence: boolean,
    missing: number,
  ): void {
    const position = placed.positionSamples - this.#axis;
    const end = this.#endSamples;
    if (placed.anchored) this.#noteAnchor(packet, Math.max(0, position), placed.cause);
    this.#manifest.lost += missing;
    if (position < end) {
      this.#overlapping += 1;
      return;
    }
    const gap = position - end;
    if (gap > 0 && this.#started) this.#noteGap(placed.cause, missing, end, position);
    if (gap >= SAME_STRETCH_SAMPLES) this.#endStretch();
    this.#writer.fillTo(position);
    this.#writer.append(packet.opus, samples);
    this.#manifest.packets += 1;
    if (!this.#started) this.#manifest.firstSoundSamples = position;
    this.#started = true;
    if (!silence) {
      this.#soundFrom ??= position;
      this.#soundTo = position + samples;
    }
  }

  #draw(positionSamples: number, pcm: Int16Array): void {
    const home = this.#home(positionSamples + this.#axis);
    const at = positionSamples + this.#axis - home.#axis;
    if (at >= 0) home.#peaks.add(at, pcm);
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
