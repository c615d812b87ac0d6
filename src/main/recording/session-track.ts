import { randomInt } from 'node:crypto';
import type { FileAppender } from './file-appender';
import type { TrackManifest } from './manifest';
import { trackStem } from './names';
import type { TrackEnd, TrackRecorder } from './track-recorder';
import type { RecordedPacket, RecordedPcm, RecordedPerson } from './types';

/** A track being written. */
export interface Track {
  recorder: TrackRecorder;
  manifest: TrackManifest;
  pages: FileAppender;
  peaks: FileAppender;
  /** What came while silence of hours was being laid out before it. */
  held: (() => void)[] | undefined;
}

/** A track of a session that goes on. */
export interface TrackToGoOn {
  manifest: TrackManifest;
  end: TrackEnd;
  /** Lengths of its two files. */
  bytes: { pages: number; peaks: number };
}

/** What is to be done with a packet later; the caller's memory is used again meanwhile. */
export function heldPacket(recorder: TrackRecorder, packet: RecordedPacket): () => void {
  const own = { ...packet, opus: Uint8Array.from(packet.opus) };
  return () => recorder.onPacket(own);
}

/** The same of its sound. */
export function heldSound(recorder: TrackRecorder, sound: RecordedPcm): () => void {
  const own = { ...sound, pcm: sound.pcm.slice() };
  return () => recorder.onPcm(own);
}

/** Tells the tracks of a session apart: a person may have two. */
export function keyOf(userId: string, source: RecordedPacket['source']): string {
  return source === undefined ? userId : `${userId}/${source}`;
}

/** What a track is called: as the person, or as what of the person it holds. */
export function trackName(person: RecordedPerson, source: RecordedPacket['source']): string {
  return source === undefined ? person.displayName : `${person.displayName} (microphone, raw)`;
}

/** The manifest of a track of which nothing is there yet. */
export function newTrackManifest(
  number: number,
  person: RecordedPerson,
  source: RecordedPacket['source'],
): TrackManifest {
  const { userId } = person;
  const displayName = trackName(person, source);
  const stem = trackStem(number, displayName, userId);
  return {
    trackId: `${String(number).padStart(2, '0')}-${userId}`,
    number,
    userId,
    displayName,
    self: person.self ?? false,
    ...(source === undefined ? {} : { source }),
    file: `tracks/${stem}.opus`,
    peaksFile: `peaks/${stem}.peaks`,
    serial: randomInt(1, 2 ** 32),
    firstSoundSamples: 0,
    durationSamples: null,
    packets: 0,
    lost: 0,
    dropped: 0,
    driftPpm: null,
    driftCorrectedSamples: 0,
  };
}
