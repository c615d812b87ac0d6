import type { RecordingDetail, RecordingTrack } from '@shared/models/recordings';
import type { ReviewSession } from '@shared/models/review';

/**
 * Whether a track is somebody's microphone beside what the room heard of them: in a mix of both they would be there
 * twice. A microphone alone is as any other track.
 */
export function isBeside(track: RecordingTrack, tracks: readonly RecordingTrack[]): boolean {
  if (track.source !== 'microphone') return false;
  return tracks.some(({ userId, source }) => userId === track.userId && source === undefined);
}

/** The people of the tracks by id: somebody's raw microphone is not another person. */
export function namesIn(tracks: readonly RecordingTrack[]): Map<string, string> {
  const rawFirst = [...tracks].sort(
    (a, b) => Number(a.source === undefined) - Number(b.source === undefined),
  );
  return new Map(rawFirst.map((track) => [track.userId, track.displayName]));
}

/** Everybody of whom a recording knows a name, tracks or not: who was there, wrote, or was left out. */
export function namesOf(
  { tracks, summary }: Pick<RecordingDetail, 'tracks' | 'summary'>,
  session: Pick<ReviewSession, 'chat' | 'skipped' | 'talkTime'> | null,
): Map<string, string> {
  const named = [
    ...(session?.chat ?? []),
    ...(session?.talkTime ?? []),
    ...(session?.skipped ?? []),
    ...summary.people,
  ];
  return new Map([
    ...named.map(({ userId, displayName }) => [userId, displayName] as const),
    ...namesIn(tracks),
  ]);
}
