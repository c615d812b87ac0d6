import { randomInt } from 'node:crypto';
import { open } from 'node:fs/promises';
import { PRE_SKIP_SAMPLES } from './ogg/opus-headers';
import { silencePackets } from './ogg/opus-packets';
import { lengthOfSpans, type Span } from './spans';
import { openTrack, type TrackProblem } from './track-reader';
import { type TrackTags, TrackWriter } from './track-writer';

/** Written in pieces of this size. */
const WRITE_BYTES = 256 * 1024;

export interface TrackEdit {
  /** Parts to keep, one after the other, samples of session time, merged. Null keeps everything. */
  keep: readonly Span[] | null;
  /** Parts that become silence, samples of session time (before `keep` is applied), merged. */
  silent: readonly Span[];
  tags: TrackTags;
  signal?: AbortSignal;
  /** Of the file's bytes that are needed, about how many are done: 0..1. */
  onProgress?: (done: number) => void;
}

export type TrackCopy = { kind: 'copied'; samples: number; serial: number; packets: number } | TrackProblem;

/**
 * Writes a track anew, packet by packet, without decoding: parts left out, parts silenced, holes and damage filled, so
 * that every place is where it belongs. Parts are cut at packet borders and each begins within 2.5 ms of its place; a
 * packet that touches a silenced part is silence as a whole. The target is complete or, when this throws, to be
 * removed by the caller.
 */
export async function copyTrack(from: string, to: string, edit: TrackEdit): Promise<TrackCopy> {
  const opened = await openTrack(from);
  if (opened.kind === 'unreadable') return opened;
  const { track } = opened;
  try {
    const target = await open(to, 'w');
    try {
      const pages = new PageBuffer(target);
      const serial = randomInt(2 ** 32);
      const writer = TrackWriter.start(serial, edit.tags, (page) => pages.add(page));
      const keep = edit.keep ?? [[0, track.durationSamples] as const];
      const total = lengthOfSpans(keep);
      let packets = 0;
      let start = 0;
      for (const [rangeFrom, rangeTo] of keep) {
        // The file's beginning includes what the pre-skip hides.
        const first = rangeFrom <= 0 ? -PRE_SKIP_SAMPLES : rangeFrom;
        const isLast = rangeTo === keep.at(-1)?.[1];
        await track.seek(Math.max(0, rangeFrom));
        reading: for (let page = await track.read(); page; page = await track.read()) {
          edit.signal?.throwIfAborted();
          for (const packet of page) {
            const { positionSamples: at, samples } = packet;
            if (at < first) continue;
            const crosses = at + samples > rangeTo;
            // The very last packet may be cut by the end of the stream, when it is on its last page; others must be whole.
            if (crosses && (!isLast || at >= rangeTo)) break reading;
            if (crosses) writer.flushPage();
            writer.fillTo(Math.max(0, start + at - rangeFrom + PRE_SKIP_SAMPLES));
            if (isSilenced(edit.silent, at, samples)) {
              for (const one of silencePackets(samples)) writer.append(one.packet, one.samples);
            } else {
              writer.append(packet.opus, samples);
              packets += 1;
            }
          }
          const last = page.at(-1);
          if (last && total > 0) {
            edit.onProgress?.(Math.min(1, (start + Math.max(0, last.positionSamples - rangeFrom)) / total));
          }
          await pages.flush(WRITE_BYTES);
        }
        start += rangeTo - rangeFrom;
      }
      writer.finish(total, true);
      await pages.flush(0);
      return { kind: 'copied', samples: total, serial, packets };
    } finally {
      await target.close();
    }
  } finally {
    await track.close();
  }
}

/** What is heard of a packet begins up to the encoder's look-ahead before it: the neighbours of a part go with it. */
function isSilenced(silent: readonly Span[], at: number, samples: number): boolean {
  const from = at - PRE_SKIP_SAMPLES;
  const to = at + samples + PRE_SKIP_SAMPLES;
  let low = 0;
  let high = silent.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((silent[middle] as Span)[1] <= from) low = middle + 1;
    else high = middle;
  }
  const next = silent[low];
  return next !== undefined && next[0] < to;
}

/** Pages on their way to a file. */
class PageBuffer {
  #pages: Uint8Array[] = [];
  #bytes = 0;

  constructor(private readonly target: { write(bytes: Uint8Array): Promise<{ bytesWritten: number }> }) {}

  add(page: Uint8Array): void {
    this.#pages.push(page);
    this.#bytes += page.length;
  }

  /** Writes what waits when it is at least `leastBytes`. */
  async flush(leastBytes: number): Promise<void> {
    if (this.#bytes < leastBytes || this.#bytes === 0) return;
    let rest: Uint8Array = Buffer.concat(this.#pages);
    this.#pages = [];
    this.#bytes = 0;
    while (rest.length > 0) {
      const { bytesWritten } = await this.target.write(rest);
      rest = rest.subarray(bytesWritten);
    }
  }
}
