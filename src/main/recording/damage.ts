import { type FileHandle, open } from 'node:fs/promises';
import { isOpusTags, parseOpusHead } from './ogg/opus-headers';
import { GRID_SAMPLES, MAX_PACKET_SAMPLES, opusPacketSamples } from './ogg/opus-packets';
import type { OggPage } from './ogg/page';
import { PageSource } from './ogg/page-source';
import { joinSpans, type Span } from './spans';

/** Damage in more places than this is told as fewer, longer ones. */
const MOST_PLACES = 1_000;
/** So many pages are read before others get a turn of the event loop. */
const PAGES_A_TURN = 64;

/**
 * Reads a track from end to end and answers where it has nothing that can be read though its file should: samples of
 * the session, in order. Every reader has silence there and goes on at the right place. All of it when the file is
 * gone, or no Ogg Opus from its beginning on; never throws for what is in the file.
 */
export async function damagedSpans(
  path: string,
  durationSamples: number,
  signal?: AbortSignal,
): Promise<Span[]> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    return await walk(handle, durationSamples, signal);
  } catch (error) {
    signal?.throwIfAborted();
    // A disk that does not let it be read is as good as no file.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return joinSpans([[0, durationSamples]]);
  } finally {
    await handle?.close();
  }
}

async function walk(handle: FileHandle, durationSamples: number, signal?: AbortSignal): Promise<Span[]> {
  const all = joinSpans([[0, durationSamples]]);
  const { size } = await handle.stat();
  const source = new PageSource(handle, size);
  const first = await source.next(0, 1);
  const head = first?.page.bos ? parseOpusHead(first.page.packets[0] ?? new Uint8Array()) : 'none';
  if (!first || typeof head === 'string') return all;
  const { serial } = first.page;
  const spans: Span[] = [];
  let at = first.page.bytes;
  let hasTags = false;
  /** Where the last good page ends. */
  let granule = 0;
  let isHurt = false;
  let ended = false;
  let pages = 0;
  for (let found = await source.next(at); found && !ended; found = await source.next(at)) {
    signal?.throwIfAborted();
    pages += 1;
    if (pages % PAGES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    const { page, offset } = found;
    isHurt ||= offset > at;
    at = offset + page.bytes;
    if (page.serial !== serial) continue;
    if (!hasTags) {
      const packet = page.packets[0] ?? page.open;
      if (!packet || !isOpusTags(packet)) return all;
      hasTags = true;
    }
    ended = page.eos;
    if (page.granule === null) continue;
    const end = Number(page.granule);
    if (isHurt) spans.push([granule - head.preSkip, startOf(page, end, granule) - head.preSkip]);
    isHurt = false;
    granule = Math.max(granule, end);
  }
  if (!hasTags) return all;
  const end = granule - head.preSkip;
  // A session that was split may play a packet longer than its track says, or shorter.
  if (durationSamples - end > MAX_PACKET_SAMPLES) spans.push([end, durationSamples]);
  return fewer(spans.map(([from, to]) => [Math.max(0, from), Math.min(to, durationSamples)]));
}

/** Where the first packet of a page begins; at least one step of the grid behind what was lost before it. */
function startOf({ packets }: OggPage, end: number, before: number): number {
  let start = end;
  for (const packet of packets) {
    const samples = opusPacketSamples(packet);
    if (typeof samples === 'number') start -= samples;
  }
  return Math.max(start, before + GRID_SAMPLES);
}

function fewer(spans: readonly Span[]): Span[] {
  let joined = joinSpans(spans);
  for (let below = 48_000; joined.length > MOST_PLACES; below *= 2) joined = joinSpans(joined, below);
  return joined;
}
