import type { Manifest, TrackManifest } from './manifest';

/**
 * Whether a track is the own microphone beside what the room heard of it: in a mix of both the own voice would be
 * there twice. A microphone alone is heard as any other track.
 */
export function isBeside(track: TrackManifest, { tracks }: Pick<Manifest, 'tracks'>): boolean {
  if (track.source !== 'microphone') return false;
  return tracks.some(({ userId, source }) => userId === track.userId && source === undefined);
}

/** The tracks that are mixed when nobody chose others. */
export function mixedTracks(manifest: Pick<Manifest, 'tracks'>): TrackManifest[] {
  return manifest.tracks.filter((track) => !isBeside(track, manifest));
}
