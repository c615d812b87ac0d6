import { type FileHandle, open } from 'node:fs/promises';
import { isOpusTags, PRE_ROLL_SAMPLES, parseOpusHead } from './ogg/opus-headers';
import { opusPacketSamples } from './ogg/opus-packets';
import type { OggPage } from './ogg/page';
import { type FoundPage, PageSource } from './ogg/page-source';

/** An Opus packet and where its sound belongs. */
export interface TimedPacket {
  opus: Uint8Array;
  /** Session position of the first sample that decoding it gives; below 0 for what the pre-skip hides. */
  positionSamples: number;
  samples: number;
}

export type TrackProblem = { kind: 'unreadable'; reason: string };

/** Bisection stops here and reads on in order. */
const NEAR_BYTES = 32 * 1024;
/** 61,200 = 48 frames × 1,275 bytes: no Opus packet is longer. */
const MAX_PACKET_BYTES = 61_200;

/**
 * Opens a track for reading. Never throws for what is in the file: a file that is no Ogg Opus answers
 * `unreadable` with the reason, damage inside is stepped over.
 */
export async function openTrack(path: string): Promise<{ kind: 'open'; track: TrackReader } | TrackProblem> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return {
      kind: 'unreadable',
      reason: code === 'ENOENT' ? 'the file is missing' : `cannot be opened (${code})`,
    };
  }
  let track: TrackReader | TrackProblem;
  try {
    track = await readHeaders(handle);
  } catch (error) {
    await handle.close();
    return {
      kind: 'unreadable',
      reason: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    };
  }
  if (track instanceof TrackReader) return { kind: 'open', track };
  await handle.close();
  return track;
}

async function readHeaders(handle: FileHandle): Promise<TrackReader | TrackProblem> {
  const { size } = await handle.stat();
  if (size === 0) return { kind: 'unreadable', reason: 'the file is empty' };
  const source = new PageSource(handle, size);
  const first = await source.next(0, 1);
  if (!first?.page.bos) return { kind: 'unreadable', reason: 'does not begin with an Ogg page' };
  const head = parseOpusHead(first.page.packets[0] ?? new Uint8Array());
  if (typeof head === 'string') return { kind: 'unreadable', reason: `no usable Opus header (${head})` };
  const serial = first.page.serial;
  source.serial = serial;
  const tags = await source.next(first.page.bytes);
  if (!tags) return { kind: 'unreadable', reason: 'ends within its headers' };
  const tagsPacket = tags.page.packets[0] ?? tags.page.open;
  if (!tagsPacket || !isOpusTags(tagsPacket)) return { kind: 'unreadable', reason: 'has no comment header' };
  let dataOffset = tags.offset + tags.page.bytes;
  // Comments with pictures in them may run over several pages (not in files of ours).
  for (let page: OggPage = tags.page; page.packets.length === 0; ) {
    const more = await source.next(dataOffset);
    if (!more) return { kind: 'unreadable', reason: 'ends within its headers' };
    page = more.page;
    dataOffset = more.offset + page.bytes;
  }
  const last = await source.last();
  const lastGranule = last && last.offset >= dataOffset ? Number(last.page.granule) : 0;
  return new TrackReader(handle, source, {
    serial,
    preSkip: head.preSkip,
    dataOffset,
    endGranule: lastGranule,
    ended: last?.page.eos ?? false,
  });
}

interface TrackFacts {
  serial: number;
  preSkip: number;
  dataOffset: number;
  endGranule: number;
  ended: boolean;
}

/** Reads one track in order from any place. One caller at a time. */
export class TrackReader {
  readonly #handle: FileHandle;
  readonly #source: PageSource;
  readonly #facts: TrackFacts;
  #offset: number;
  #previous: { granule: number; sequence: number } | null = null;
  #carry: Uint8Array | null = null;

  constructor(handle: FileHandle, source: PageSource, facts: TrackFacts) {
    this.#handle = handle;
    this.#source = source;
    this.#facts = facts;
    this.#offset = facts.dataOffset;
  }

  /** What the file plays, samples. */
  get durationSamples(): number {
    return Math.max(0, this.#facts.endGranule - this.#facts.preSkip);
  }

  get serial(): number {
    return this.#facts.serial;
  }

  /** True when the stream has its end mark. */
  get ended(): boolean {
    return this.#facts.ended;
  }

  /**
   * Goes to where decoding must begin for sound to be right from `positionSamples` on: 80 ms before it. Bisects
   * by page position, so a file of hours takes some twenty reads.
   */
  async seek(positionSamples: number): Promise<void> {
    const target = positionSamples + this.#facts.preSkip - PRE_ROLL_SAMPLES;
    let low = this.#facts.dataOffset;
    let high = this.#source.bytes;
    let before: FoundPage['page'] | null = null;
    while (high - low > NEAR_BYTES) {
      const middle = Math.floor((low + high) / 2);
      const found = await this.#positioned(middle, high);
      if (!found || Number(found.page.granule) > target) {
        high = middle;
      } else {
        low = found.offset + found.page.bytes;
        before = found.page;
      }
    }
    this.#offset = low;
    this.#carry = null;
    this.#previous = before ? { granule: Number(before.granule), sequence: before.sequence } : null;
    // Pages that end before the target are not needed.
    for (let found = await this.#source.next(low); found; found = await this.#source.next(this.#offset)) {
      if (found.page.granule === null || Number(found.page.granule) > target) break;
      this.#offset = found.offset + found.page.bytes;
      this.#previous = { granule: Number(found.page.granule), sequence: found.page.sequence };
    }
  }

  /** Packets of the next page, in order; null at the end. They stay valid. */
  async read(): Promise<TimedPacket[] | null> {
    const found = await this.#source.next(this.#offset);
    if (!found) return null;
    const { page } = found;
    this.#offset = found.offset + page.bytes;
    const packets = this.#join(page);
    const lengths = packets.map((packet) => opusPacketSamples(packet));
    const total = lengths.reduce<number>((sum, length) => sum + (typeof length === 'number' ? length : 0), 0);
    const timed: TimedPacket[] = [];
    let at = this.#startOf(page, total) - this.#facts.preSkip;
    for (const [index, opus] of packets.entries()) {
      const samples = lengths[index];
      // What is no Opus has no length either; the next page's position brings the clock right again.
      if (typeof samples !== 'number') continue;
      timed.push({ opus, positionSamples: at, samples });
      at += samples;
    }
    if (page.granule !== null) this.#previous = { granule: Number(page.granule), sequence: page.sequence };
    return timed;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Granule position at which the page's first packet starts. */
  #startOf(page: OggPage, samples: number): number {
    const previous = this.#previous;
    if (page.granule === null) return previous?.granule ?? 0;
    // The last page may be cut shorter than its packets are, so its own position says little.
    if (page.eos && previous && page.sequence === previous.sequence + 1) return previous.granule;
    return Math.max(0, Number(page.granule) - samples);
  }

  /** Whole packets of a page, with one begun on the page before. */
  #join(page: OggPage): Uint8Array[] {
    const packets: Uint8Array[] = page.packets.map((packet) => packet.slice());
    const carry = this.#carry;
    if (page.continued) {
      const rest = packets.shift();
      if (carry && rest && carry.length + rest.length <= MAX_PACKET_BYTES)
        packets.unshift(concat(carry, rest));
    }
    this.#carry = page.open && page.open.length <= MAX_PACKET_BYTES ? page.open.slice() : null;
    return packets;
  }

  async #positioned(from: number, before: number): Promise<FoundPage | null> {
    let found = await this.#source.next(from, before);
    while (found && found.page.granule === null) {
      found = await this.#source.next(found.offset + found.page.bytes, before);
    }
    return found;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
