import type { Annotations, ReviewLane, ReviewSession, TrackLoudness } from '@shared/models/review';
import { chatLines } from './chat-lines';
import type { ReadJournal } from './journal';
import { LaneFacts, speechFromPeaks } from './lanes';
import type { Manifest, TrackManifest } from './manifest';
import { joinSpans, lengthOfSpans, type Span, withoutSpans } from './spans';
import { speechOnlySpans } from './speech-map';
import { talkTime } from './talk-time';
import { withheldSpans } from './withhold';

export interface SessionFacts {
  recordingId: string;
  manifest: Manifest;
  durationMs: number;
  journal: ReadJournal;
  annotations: Annotations;
  /** By track id; those that were measured. */
  loudness: ReadonlyMap<string, TrackLoudness>;
  /** Waveform bins of a track, asked for when the journal says nothing about its sound. */
  binsOf: (track: TrackManifest) => Uint8Array;
}

/** All that a review shows besides sound and waveforms. What is withheld counts nowhere (B18). */
export function describeSession(facts: SessionFacts): ReviewSession {
  const { recordingId, manifest, durationMs, journal, annotations, loudness } = facts;
  const known = new LaneFacts(journal.entries, durationMs);
  const lanes: ReviewLane[] = [];
  const speechOf = new Map<string, Span[]>();
  for (const track of manifest.tracks) {
    const withheld = withheldSpans(annotations.withheld, track.userId, durationMs);
    const speech = withoutSpans(known.speech(track) ?? speechFromPeaks(facts.binsOf(track)), withheld);
    speechOf.set(track.userId, [...(speechOf.get(track.userId) ?? []), ...speech]);
    const measured = loudness.get(track.trackId);
    lanes.push({
      trackId: track.trackId,
      spans: known.spans(track, withheld),
      speech: speech.map(([from, to]) => [from, to]),
      loudnessLufs: measured?.loudnessLufs ?? null,
      truePeakDbtp: measured?.truePeakDbtp ?? null,
      driftPpm: track.driftPpm,
      lostPackets: track.lost,
    });
  }
  const everybody = withheldSpans(annotations.withheld, null, durationMs);
  const people = manifest.people.map(({ userId, displayName }) => {
    const withheld = withheldSpans(annotations.withheld, userId, durationMs);
    return {
      userId,
      displayName,
      present: withoutSpans(known.present(userId), withheld),
      speech: joinSpans(speechOf.get(userId) ?? []),
      hidden: lengthOfSpans(withheld) >= durationMs && lengthOfSpans(everybody) < durationMs,
    };
  });
  return {
    recordingId,
    annotations,
    lanes,
    chat: chatLines(journal.entries),
    epochs: journal.entries.flatMap((entry) =>
      entry.type === 'epoch'
        ? [{ atMs: entry.atMs, epoch: entry.epoch, privacyCode: entry.privacyCode }]
        : [],
    ),
    // A person who is withheld altogether is not even named in the statistics.
    talkTime: talkTime(people.filter(({ hidden }) => !hidden)),
    integrity: integrityOf(facts),
    speechMs: lengthOfSpans(
      speechOnlySpans(
        [...speechOf.values()].map((one) => joinSpans(one)),
        durationMs,
      ),
    ),
  };
}

function integrityOf({ manifest, journal }: SessionFacts): ReviewSession['integrity'] {
  const notes = [...(manifest.repair?.notes ?? [])];
  if (manifest.failure) notes.unshift(manifest.failure.message);
  if (journal.unreadable > 0) {
    notes.push(
      `${journal.unreadable} lines of the journal cannot be read: torn by the crash, or written by a newer version.`,
    );
  }
  const states = {
    complete: 'whole',
    failed: 'damaged',
    repaired: 'repaired',
    recording: 'recording',
  } as const;
  return {
    state: states[manifest.state],
    lostMs: manifest.repair?.lostMs ?? 0,
    notes,
    cuts: journal.entries.flatMap((entry) =>
      entry.type === 'cut' ? [{ fromMs: entry.fromMs, toMs: entry.atMs, cause: entry.cause }] : [],
    ),
  };
}
