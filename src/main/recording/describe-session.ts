import type { Annotations, ReviewLane, ReviewSession, TrackLoudness } from '@shared/models/review';
import { chatLines } from './chat-lines';
import type { ReadJournal } from './journal';
import { LaneFacts, speechFromWaveform } from './lanes';
import { type Manifest, missingMs, type TrackManifest } from './manifest';
import { isBeside } from './mixed';
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
  /** By track id, what of a file that was read through cannot be read, ms. */
  damaged?: ReadonlyMap<string, readonly Span[]>;
  /** Waveform bins of a track, asked for when the journal says nothing about its sound; null: they cannot be read. */
  binsOf: (track: TrackManifest) => Uint8Array | null;
}

/** All that a review shows besides sound and waveforms. What is withheld counts nowhere (B18). */
export function describeSession(facts: SessionFacts): ReviewSession {
  const { recordingId, manifest, durationMs, journal, annotations, loudness } = facts;
  const known = new LaneFacts(journal.entries, durationMs);
  // A clock that jumped leaves lines outside of the session.
  const within = (atMs: number) => Math.max(0, Math.min(atMs, durationMs));
  const lanes: ReviewLane[] = [];
  const speechOf = new Map<string, Span[]>();
  const allSpeech: Span[][] = [];
  const unknown: string[] = [];
  for (const track of manifest.tracks) {
    const withheld = withheldSpans(annotations.withheld, track.userId, durationMs);
    const heard = known.speech(track) ?? speechFromWaveform(facts.binsOf(track));
    // Where nobody knows whether somebody speaks nothing may be left out as silence, nor counted as talk.
    const speech = withoutSpans(heard ?? [[0, durationMs]], withheld);
    if (!heard) unknown.push(track.displayName);
    // What the room did not hear is no turn of a conversation.
    else if (track.source !== 'microphone')
      speechOf.set(track.userId, [...(speechOf.get(track.userId) ?? []), ...speech]);
    if (!isBeside(track, manifest)) allSpeech.push(speech);
    const measured = loudness.get(track.trackId);
    const damaged = facts.damaged?.get(track.trackId);
    lanes.push({
      trackId: track.trackId,
      displayName: track.displayName,
      spans: known.spans(track, withheld, damaged),
      speech: speech.map(([from, to]) => [from, to]),
      loudnessLufs: measured?.loudnessLufs ?? null,
      truePeakDbtp: measured?.truePeakDbtp ?? null,
      driftPpm: track.driftPpm,
      lostPackets: track.lost,
      checked: damaged !== undefined,
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
    chat: chatLines(journal.entries).map((line) => ({ ...line, atMs: within(line.atMs) })),
    epochs: journal.entries.flatMap((entry) =>
      entry.type === 'epoch'
        ? [{ atMs: within(entry.atMs), epoch: entry.epoch, privacyCode: entry.privacyCode }]
        : [],
    ),
    // A person who is withheld altogether is not even named in the statistics.
    talkTime: talkTime(people.filter(({ hidden }) => !hidden)),
    skipped: skippedOf(facts, known),
    integrity: integrityOf(facts, within, unknown),
    speechMs: lengthOfSpans(speechOnlySpans(allSpeech, durationMs)),
  };
}

/** Who was left out of the recording and when; who is withheld altogether is not named here either. */
function skippedOf({ manifest, journal, annotations, durationMs }: SessionFacts, known: LaneFacts) {
  const everybody = lengthOfSpans(withheldSpans(annotations.withheld, null, durationMs)) >= durationMs;
  return known.skippedPeople().flatMap((userId): ReviewSession['skipped'] => {
    const withheld = withheldSpans(annotations.withheld, userId, durationMs);
    if (lengthOfSpans(withheld) >= durationMs && !everybody) return [];
    const track = { number: -1, userId };
    return [
      {
        userId,
        displayName: nameOf(userId, manifest, journal),
        skipped: known.skipped(userId).map(([from, to]) => [from, to]),
        spans: known.spans(track, withheld),
      },
    ];
  });
}

function nameOf(userId: string, manifest: Manifest, { entries }: ReadJournal): string {
  const person = manifest.people.find((one) => one.userId === userId);
  if (person) return person.displayName;
  for (const entry of entries) {
    if (entry.type === 'join' && entry.userId === userId && entry.displayName !== undefined)
      return entry.displayName;
  }
  return `Member ${userId}`;
}

function integrityOf(
  { manifest, journal }: SessionFacts,
  within: (atMs: number) => number,
  unknown: readonly string[],
): ReviewSession['integrity'] {
  const notes = [...(manifest.repair?.notes ?? [])];
  for (const name of unknown) {
    notes.push(`The waveform of ${name} cannot be read, so it is not known where ${name} speaks.`);
  }
  if (manifest.failure) notes.unshift(manifest.failure.message);
  for (const entry of journal.entries) {
    if (entry.type !== 'clock') continue;
    const seconds = Math.round(Math.abs(entry.jumpMs) / 1_000);
    const where = `at ${Math.round(entry.atMs / 1_000)} s of the session`;
    notes.push(
      `The computer's clock jumped ${entry.jumpMs > 0 ? 'ahead' : 'back'} by ${seconds} s ${where}.`,
    );
  }
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
    lostMs: (manifest.repair?.lostMs ?? 0) - missingMs(manifest),
    notes,
    cuts: journal.entries.flatMap((entry) =>
      entry.type === 'cut'
        ? [{ fromMs: within(entry.fromMs), toMs: within(entry.atMs), cause: entry.cause }]
        : [],
    ),
  };
}
