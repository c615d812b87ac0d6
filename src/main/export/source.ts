import type { Annotations, ChatLine, Marker, TalkTime, TrackLoudness } from '@shared/models/review';
import type { JournalEntry, Manifest, TrackManifest } from '../recording';
import { LaneFacts, speechFromWaveform } from '../recording/lanes';
import { shownChat, shownMarkers } from '../recording/shown';
import { commonSpans, joinSpans, lengthOfSpans, type Span, withoutSpans } from '../recording/spans';
import { talkTime } from '../recording/talk-time';
import { withheldSpans } from '../recording/withhold';

/** A finished session and what was added to it. */
export interface ExportSource {
  manifest: Manifest;
  entries: readonly JournalEntry[];
  /** With the markers dropped while recording. */
  annotations: Annotations;
  /** Bins of tracks of which the journal says nothing, by track id; null: they cannot be read. */
  waveforms: ReadonlyMap<string, Uint8Array | null>;
  /** What was measured, by track id; only where levels are to be matched. */
  loudness: ReadonlyMap<string, TrackLoudness>;
}

/** No person has this id: what is withheld of it is withheld of everybody. */
const EVERYBODY = '';

/** Length of the session, ms. */
export function durationMsOf(source: ExportSource): number {
  return (source.manifest.durationSamples ?? 0) / 48;
}

/** What is withheld of one person, or of everybody, ms. */
export function hiddenOf(source: ExportSource, userId: string = EVERYBODY): Span[] {
  return withheldSpans(source.annotations.withheld, userId, durationMsOf(source));
}

/** Where each track has sound that may be heard, ms; all of it where that is not known: nothing is left out then. */
export function speechOf(source: ExportSource): { track: TrackManifest; speech: Span[]; isKnown: boolean }[] {
  const facts = new LaneFacts(source.entries, durationMsOf(source));
  return source.manifest.tracks.map((track) => {
    const known = facts.speech(track) ?? speechFromWaveform(source.waveforms.get(track.trackId) ?? null);
    const speech = known ?? [[0, durationMsOf(source)] as const];
    return { track, speech: withoutSpans(speech, hiddenOf(source, track.userId)), isKnown: known !== null };
  });
}

/** Who spoke how long within a part, who spoke most first. Who is withheld altogether is not named. */
export function talkTimeWithin(source: ExportSource, part: Span): TalkTime[] {
  const facts = new LaneFacts(source.entries, durationMsOf(source));
  // What is not known is no talk, and what the room did not hear is no turn of a conversation.
  const tracks = speechOf(source).filter(({ isKnown, track }) => isKnown && track.source !== 'microphone');
  const isAll = (spans: readonly Span[]) => lengthOfSpans(spans) >= durationMsOf(source);
  const everybodyHidden = isAll(hiddenOf(source));
  const talkers = source.manifest.people.flatMap(({ userId, displayName }) => {
    const hidden = hiddenOf(source, userId);
    if (isAll(hidden) && !everybodyHidden) return [];
    const own = tracks.flatMap(({ track, speech }) => (track.userId === userId ? speech : []));
    const present = withoutSpans(commonSpans(facts.present(userId), [part]), hidden);
    return [{ userId, displayName, present, speech: commonSpans(joinSpans(own), [part]) }];
  });
  return talkTime(talkers).sort((a, b) => b.talkMs - a.talkMs || a.displayName.localeCompare(b.displayName));
}

/** The chat without what is withheld. */
export function chatOf(source: ExportSource): ChatLine[] {
  return shownChat(source.entries, source.annotations, durationMsOf(source));
}

/** Markers in order of time, without those that stand where everybody is withheld. */
export function markersOf(source: ExportSource): Marker[] {
  return shownMarkers(source.annotations, durationMsOf(source));
}
