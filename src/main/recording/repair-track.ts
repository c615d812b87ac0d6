import { type FileHandle, open } from 'node:fs/promises';
import { isOpusTags, parseOpusHead } from './ogg/opus-headers';
import { isSilencePacket, opusPacketSamples } from './ogg/opus-packets';
import type { OggPage } from './ogg/page';
import { PageSource } from './ogg/page-source';
import { type TrackTags, TrackWriter } from './track-writer';

/** What a walk through all pages of a track found. */
export interface TrackSurvey {
  serial: number;
  /** End of the last good page; what follows is torn. */
  goodBytes: number;
  fileBytes: number;
  /** Position after the last packet. */
  endGranule: number;
  nextSequence: number;
  /** Position after the last packet that is more than filler. */
  soundEndGranule: number;
  /** False when only headers (or less) are there. */
  hasHeaders: boolean;
  ended: boolean;
  /** Bytes inside that are no pages: damage that cutting would not cure. */
  damagedBytes: number;
  pages: number;
  /** Packets that are more than filler. */
  soundPackets: number;
}

/** Walks a track from its first byte. Reads only. */
export async function surveyTrack(handle: FileHandle): Promise<TrackSurvey> {
  const { size } = await handle.stat();
  const source = new PageSource(handle, size);
  const survey: TrackSurvey = {
    serial: 0,
    goodBytes: 0,
    fileBytes: size,
    endGranule: 0,
    nextSequence: 0,
    soundEndGranule: 0,
    hasHeaders: false,
    ended: false,
    damagedBytes: 0,
    pages: 0,
    soundPackets: 0,
  };
  let headSeen = false;
  for (let found = await source.next(0); found; found = await source.next(survey.goodBytes)) {
    const { page, offset } = found;
    survey.damagedBytes += offset - survey.goodBytes;
    survey.goodBytes = offset + page.bytes;
    survey.nextSequence = page.sequence + 1;
    survey.pages += 1;
    const packet = page.packets[0] ?? new Uint8Array();
    if (page.bos && offset === 0 && typeof parseOpusHead(packet) === 'object') {
      headSeen = true;
      survey.serial = page.serial;
      source.serial = page.serial;
    } else if (headSeen && !survey.hasHeaders) {
      survey.hasHeaders = isOpusTags(packet);
    } else {
      for (const one of page.packets) if (!isSilencePacket(one)) survey.soundPackets += 1;
      survey.soundEndGranule = soundEnd(page) ?? survey.soundEndGranule;
    }
    if (page.granule !== null) survey.endGranule = Math.max(survey.endGranule, Number(page.granule));
    survey.ended = page.eos;
  }
  return survey;
}

/** Where the last sound of a page ends; null when there is only filler on it. */
function soundEnd({ packets, granule }: OggPage): number | null {
  if (granule === null) return null;
  const last = packets.findLastIndex((packet) => !isSilencePacket(packet));
  if (last === -1) return null;
  const filler = packets.slice(last + 1).map(opusPacketSamples);
  return Number(granule) - filler.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);
}

export type TrackRepair =
  | { kind: 'whole' }
  | { kind: 'repaired'; note: string }
  /** Not touched: what is there is no recording that cutting and ending could mend. */
  | { kind: 'damaged'; reason: string };

/** How long the track is as it stands, for the session's length; 0 when it cannot be told. */
export async function measureTrack(
  path: string,
): Promise<TrackSurvey | { kind: 'unreadable'; code: string }> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    return await surveyTrack(handle);
  } catch (error) {
    return { kind: 'unreadable', code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  } finally {
    await handle?.close();
  }
}

/** Whether cutting and ending would mend it: else its beginning is nothing of ours, and nobody knows what it was. */
export function isMendable({ damagedBytes, pages, fileBytes, hasHeaders }: TrackSurvey): boolean {
  const isHurt = damagedBytes > 0 || (pages === 0 && fileBytes > 65_536);
  return !isHurt || (pages > 0 && hasHeaders);
}

/**
 * Mends one track in place so that it plays `durationSamples`: cuts a torn last page, fills with silence, sets
 * the end mark. Doing it again changes nothing, also after a crash in the middle of it.
 */
export async function repairTrack(
  path: string,
  survey: TrackSurvey,
  track: { serial: number; tags: TrackTags },
  durationSamples: number,
): Promise<TrackRepair> {
  if (!isMendable(survey)) return { kind: 'damaged', reason: 'its beginning is not Ogg Opus' };
  // Where there are no whole pages there is silence for every reader; the others keep their places.
  const inside = survey.damagedBytes > 0 ? [`left ${survey.damagedBytes} damaged bytes inside`] : [];
  if (survey.ended && survey.goodBytes === survey.fileBytes) {
    return inside.length > 0 ? { kind: 'repaired', note: inside.join() } : { kind: 'whole' };
  }
  const pages: Uint8Array[] = [];
  const sink = (page: Uint8Array) => pages.push(page);
  const keep = survey.hasHeaders ? survey.goodBytes : 0;
  if (!survey.ended) {
    const writer = survey.hasHeaders
      ? TrackWriter.resume({ ...survey, endSamples: survey.endGranule }, sink)
      : TrackWriter.start(track.serial, track.tags, sink);
    writer.finish(durationSamples);
  }
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(keep);
    const ending = Buffer.concat(pages);
    for (let done = 0; done < ending.length; ) {
      done += (await handle.write(ending, done, ending.length - done, keep + done)).bytesWritten;
    }
    await handle.datasync();
  } finally {
    await handle.close();
  }
  const torn = survey.fileBytes - keep;
  const cut = torn > 0 ? [`cut ${torn} torn bytes`] : [];
  return { kind: 'repaired', note: [...inside, ...cut, 'set its end'].join(' and ') };
}
