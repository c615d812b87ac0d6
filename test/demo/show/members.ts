import { join } from 'node:path';
import type { JournalEntry, TrackManifest } from '../../../src/main/recording';
import { decodeTrack, FRAME_MS, frameLevels, median } from './tones';

/** Louder than this somebody speaks; a pause between two stretches that both count as onsets. */
const SPEECH_DBFS = -50;
const PAUSE_MS = 1_500;
/** How far an onset is looked for around the moment the journal gives. */
const AROUND_MS = 1_000;

export interface MemberFigures {
  name: string;
  durationMs: number;
  packets: number;
  lost: number;
  /** How often they began to speak, and how far from the journal's moment their sound begins, ms. */
  onsets: number;
  medianOffsetMs: number | null;
  furthestMs: number | null;
}

/** Holds each member's track against the journal: does their sound begin where they began to speak? */
export async function alignMembers(
  sessionDir: string,
  tracks: readonly TrackManifest[],
  journal: readonly JournalEntry[],
): Promise<MemberFigures[]> {
  const figures: MemberFigures[] = [];
  for (const track of tracks) {
    const levels = frameLevels(await decodeTrack(join(sessionDir, track.file)));
    const offsets = startsOf(track.userId, journal).flatMap((atMs) => {
      const found = onsetNear(levels, atMs);
      return found === null ? [] : [found - atMs];
    });
    const furthest = offsets.reduce((far, one) => (Math.abs(one) > Math.abs(far) ? one : far), 0);
    figures.push({
      ...{
        name: track.displayName,
        durationMs: levels.length * FRAME_MS,
        packets: track.packets,
        lost: track.lost,
      },
      ...{ onsets: offsets.length, medianOffsetMs: roundOrNull(median(offsets)) },
      furthestMs: offsets.length === 0 ? null : Math.round(furthest),
    });
  }
  return figures;
}

/** When somebody began to speak after a pause. */
function startsOf(userId: string, journal: readonly JournalEntry[]): number[] {
  const starts: number[] = [];
  let endedMs = Number.NEGATIVE_INFINITY;
  for (const entry of journal) {
    if (entry.type !== 'speaking' || entry.userId !== userId) continue;
    if (!entry.speaking) endedMs = entry.atMs;
    else if (entry.atMs - endedMs > PAUSE_MS) starts.push(entry.atMs);
  }
  return starts;
}

/** Where sound begins near a moment, ms; null when there is none, or it was there before. */
function onsetNear(levels: Float32Array, atMs: number): number | null {
  const from = Math.max(0, Math.floor((atMs - AROUND_MS) / FRAME_MS));
  const to = Math.min(levels.length, Math.ceil((atMs + AROUND_MS) / FRAME_MS));
  for (let frame = from; frame < to; frame += 1) {
    if ((levels[frame] ?? -120) <= SPEECH_DBFS) continue;
    return frame === from ? null : frame * FRAME_MS;
  }
  return null;
}

function roundOrNull(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
