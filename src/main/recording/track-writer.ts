import { encodeOpusHead, encodeOpusTags, PRE_SKIP_SAMPLES } from './ogg/opus-headers';
import { GRID_SAMPLES, silencePackets } from './ogg/opus-packets';
import { encodePage, MAX_SEGMENTS, renumberPage, segmentsFor } from './ogg/page';

/** 28,800 = 600 ms: a page with sound in it is never longer, so no crash takes more than that with it. */
const SOUND_PAGE_SAMPLES = 28_800;
/** 46,080 = 8 packets of 120 ms: opusinfo warns of pages longer than a second ("high muxing delay"). */
const SILENCE_PAGE_SAMPLES = 46_080;

export interface TrackTags {
  title: string;
  artist: string;
  album: string;
  date: string;
}

/**
 * Lays one speaker's packets out as Ogg Opus (RFC 7845). Granule position and session position are the same
 * number: a packet for session time t starts at granule t, and the pre-skip takes away the encoder's delay.
 * Pure layout; whole pages go to `sink`.
 */
export class TrackWriter {
  readonly #serial: number;
  readonly #sink: (page: Uint8Array) => void;
  #sequence = 0;
  #end = 0;
  #packets: Uint8Array[] = [];
  #segments = 0;
  #pageSamples = 0;
  #pageHasSound = false;
  #finished = false;
  #silencePage: Uint8Array | undefined;

  private constructor(serial: number, sink: (page: Uint8Array) => void) {
    this.#serial = serial;
    this.#sink = sink;
  }

  /** A new track: writes the two header pages at once. */
  static start(serial: number, tags: TrackTags, sink: (page: Uint8Array) => void): TrackWriter {
    const writer = new TrackWriter(serial, sink);
    const { title, artist, album, date } = tags;
    writer.#emit([encodeOpusHead()], 0, { bos: true });
    writer.#emit([encodeOpusTags({ TITLE: title, ARTIST: artist, ALBUM: album, DATE: date })], 0, {});
    return writer;
  }

  /** Goes on after the last page of a track that was cut off. */
  static resume(
    from: { serial: number; nextSequence: number; endSamples: number },
    sink: (page: Uint8Array) => void,
  ): TrackWriter {
    const writer = new TrackWriter(from.serial, sink);
    writer.#sequence = from.nextSequence;
    writer.#end = from.endSamples;
    return writer;
  }

  /** Where the next packet will start, session samples. */
  get endSamples(): number {
    return this.#end;
  }

  /** True while packets wait for their page to fill. */
  get pending(): boolean {
    return this.#packets.length > 0;
  }

  /** Adds a packet as it came. It must be valid Opus of `samples`, and stay unchanged until its page is out. */
  append(packet: Uint8Array, samples: number): void {
    if (!this.#pageHasSound && this.#pageSamples >= SOUND_PAGE_SAMPLES) this.flushPage();
    this.#add(packet, samples);
    this.#pageHasSound = true;
    if (this.#pageSamples >= SOUND_PAGE_SAMPLES) this.flushPage();
  }

  /** Fills up to `positionSamples` (on the 2.5 ms grid) with silence; nothing when the track is there already. */
  fillTo(positionSamples: number): void {
    if (positionSamples - this.#end >= 2 * SILENCE_PAGE_SAMPLES) this.flushPage();
    while (this.#packets.length === 0 && positionSamples - this.#end >= SILENCE_PAGE_SAMPLES) {
      this.#emitSilencePage();
    }
    for (const { packet, samples } of silencePackets(positionSamples - this.#end)) {
      const most = this.#pageHasSound ? SOUND_PAGE_SAMPLES : SILENCE_PAGE_SAMPLES;
      if (this.#pageSamples + samples > most) this.flushPage();
      this.#add(packet, samples);
    }
  }

  /** Writes what waits as a page of its own. */
  flushPage(): void {
    if (this.#packets.length === 0) return;
    this.#emit(this.#packets, this.#end, {});
    this.#clearPage();
  }

  /**
   * Ends the stream so that it plays exactly `durationSamples`, longer when sound goes beyond. With `cut`, sound that
   * waits for its page is cut at `durationSamples` instead.
   */
  finish(durationSamples: number, cut = false): void {
    if (this.#finished) return;
    this.#finished = true;
    const wanted = durationSamples + PRE_SKIP_SAMPLES;
    const last = cut && this.#packets.length > 0 ? wanted : Math.max(wanted, this.#end);
    // The last page must hold a packet, and its granule may cut that packet short (RFC 7845 section 4.4).
    if (last === this.#end && this.#packets.length === 0) {
      this.fillTo(this.#end + GRID_SAMPLES);
    } else {
      this.fillTo(Math.ceil(last / GRID_SAMPLES) * GRID_SAMPLES);
    }
    this.#emit(this.#packets, last, { eos: true });
    this.#clearPage();
  }

  #add(packet: Uint8Array, samples: number): void {
    const segments = segmentsFor(packet.length);
    if (this.#segments + segments > MAX_SEGMENTS) this.flushPage();
    this.#packets.push(packet);
    this.#segments += segments;
    this.#end += samples;
    this.#pageSamples += samples;
  }

  /** A page of nothing but silence, from a pattern: somebody who joins after hours needs thousands at once. */
  #emitSilencePage(): void {
    this.#silencePage ??= encodePage(
      { granule: 0, serial: this.#serial, sequence: 0 },
      [...silencePackets(SILENCE_PAGE_SAMPLES)].map(({ packet }) => packet),
    );
    this.#end += SILENCE_PAGE_SAMPLES;
    const page = this.#silencePage.slice();
    renumberPage(page, { granule: this.#end, sequence: this.#sequence });
    this.#sequence += 1;
    this.#sink(page);
  }

  #clearPage(): void {
    this.#packets = [];
    this.#segments = 0;
    this.#pageSamples = 0;
    this.#pageHasSound = false;
  }

  #emit(packets: readonly Uint8Array[], granule: number, flags: { bos?: boolean; eos?: boolean }): void {
    this.#sink(encodePage({ ...flags, granule, serial: this.#serial, sequence: this.#sequence }, packets));
    this.#sequence += 1;
  }
}
