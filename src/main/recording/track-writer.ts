import { encodeOpusHead, encodeOpusTags, PRE_SKIP_SAMPLES } from './ogg/opus-headers';
import { GRID_SAMPLES, silencePackets } from './ogg/opus-packets';
import { encodePage, PageDraft, renumberPage } from './ogg/page';

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
  readonly #page = new PageDraft();
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
    writer.#page.add(encodeOpusHead());
    writer.#emit(0, { bos: true });
    writer.#page.add(encodeOpusTags({ TITLE: title, ARTIST: artist, ALBUM: album, DATE: date }));
    writer.#emit(0, {});
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
    return !this.#page.empty;
  }

  /** Adds a packet as it came, which is copied. It must be valid Opus of `samples`. */
  append(packet: Uint8Array, samples: number): void {
    if (!this.#pageHasSound && this.#pageSamples >= SOUND_PAGE_SAMPLES) this.flushPage();
    this.#add(packet, samples);
    this.#pageHasSound = true;
    if (this.#pageSamples >= SOUND_PAGE_SAMPLES) this.flushPage();
  }

  /** Fills up to `positionSamples` (on the 2.5 ms grid) with silence; nothing when the track is there already. */
  fillTo(positionSamples: number): void {
    if (positionSamples <= this.#end) return;
    if (positionSamples - this.#end >= 2 * SILENCE_PAGE_SAMPLES) this.flushPage();
    while (this.#page.empty && positionSamples - this.#end >= SILENCE_PAGE_SAMPLES) {
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
    if (!this.#page.empty) this.#emit(this.#end, {});
  }

  /**
   * Ends the stream so that it plays exactly `durationSamples`, longer when sound goes beyond. With `cut`, sound that
   * waits for its page is cut at `durationSamples` instead.
   */
  finish(durationSamples: number, cut = false): void {
    if (this.#finished) return;
    this.#finished = true;
    const wanted = durationSamples + PRE_SKIP_SAMPLES;
    const last = cut && !this.#page.empty ? wanted : Math.max(wanted, this.#end);
    // The last page must hold a packet, and its granule may cut that packet short (RFC 7845 section 4.4).
    if (last === this.#end && this.#page.empty) {
      this.fillTo(this.#end + GRID_SAMPLES);
    } else {
      this.fillTo(Math.ceil(last / GRID_SAMPLES) * GRID_SAMPLES);
    }
    this.#emit(last, { eos: true });
  }

  #add(packet: Uint8Array, samples: number): void {
    if (!this.#page.fits(packet.length)) this.flushPage();
    this.#page.add(packet);
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

  #emit(granule: number, flags: { bos?: boolean; eos?: boolean }): void {
    this.#sink(this.#page.encode({ ...flags, granule, serial: this.#serial, sequence: this.#sequence }));
    this.#sequence += 1;
    this.#pageSamples = 0;
    this.#pageHasSound = false;
  }
}
