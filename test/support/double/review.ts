import type { Handlers } from '../../../src/shared/ipc/api';
import type { RecordingDetail } from '../../../src/shared/models/recordings';
import type { Annotations, PlaybackChoices, ReviewSession } from '../../../src/shared/models/review';
import type { ContractDouble } from '../contract-double';

/** A review desk that keeps what is added to recordings. People speak in turn, ten seconds each. */
export function createReviewDouble(
  double: () => ContractDouble,
  detailOf: (recordingId: string) => RecordingDetail,
): Handlers['review'] {
  const kept = new Map<string, Annotations>();
  let choices: PlaybackChoices = { speed: 1, speechOnly: false, loop: null };
  let made = 0;
  const annotationsOf = (recordingId: string): Annotations =>
    kept.get(recordingId) ?? {
      version: 1,
      tags: [],
      markers: [],
      withheld: [],
      mix: [],
      levelMatching: false,
    };
  const change = (recordingId: string, patch: (now: Annotations) => Partial<Annotations>): Annotations => {
    const now = annotationsOf(recordingId);
    const annotations = { ...now, ...patch(now) };
    kept.set(recordingId, annotations);
    double().emit('review', 'annotated', { recordingId, annotations });
    return annotations;
  };
  const freshId = (kind: string) => {
    made += 1;
    return `${kind}-${made}`;
  };
  return {
    session: ({ recordingId }) => sessionOf(detailOf(recordingId), annotationsOf(recordingId)),
    saveMarker: ({ recordingId, marker }) =>
      change(recordingId, ({ markers }) => {
        const before = markers.find((one) => one.markerId === marker.markerId);
        const markerId = marker.markerId ?? freshId('marker');
        const saved = { ...marker, markerId, origin: before?.origin ?? ('review' as const) };
        const others = markers.filter((one) => one.markerId !== markerId);
        return { markers: [...others, saved].sort((a, b) => a.atMs - b.atMs) };
      }),
    removeMarker: ({ recordingId, markerId }) =>
      change(recordingId, ({ markers }) => ({ markers: markers.filter((one) => one.markerId !== markerId) })),
    setTags: ({ recordingId, tags }) => change(recordingId, () => ({ tags: [...new Set(tags)] })),
    withhold: ({ recordingId, ...wanted }) =>
      change(recordingId, ({ withheld }) => ({
        withheld: [...withheld, { ...wanted, withheldId: freshId('withheld'), setAtMs: 0 }],
      })),
    release: ({ recordingId, withheldId }) =>
      change(recordingId, ({ withheld }) => ({
        withheld: withheld.filter((one) => one.withheldId !== withheldId),
      })),
    purge: ({ recordingId, withheldId }) =>
      change(recordingId, ({ withheld }) => ({
        withheld: withheld.map((one) => (one.withheldId === withheldId ? { ...one, purgedAtMs: 1 } : one)),
      })),
    setTrackGain: ({ recordingId, trackId, gainDb }) =>
      change(recordingId, ({ mix }) => ({
        mix: [...mix.filter((one) => one.trackId !== trackId), { trackId, gainDb }],
      })),
    setLevelMatching: ({ recordingId, enabled }) => change(recordingId, () => ({ levelMatching: enabled })),
    choices: () => choices,
    setChoices: (patch) => {
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      choices = { ...choices, ...given };
      return choices;
    },
  };
}

const TURN_MS = 10_000;

function sessionOf({ summary, tracks }: RecordingDetail, annotations: Annotations): ReviewSession {
  const { durationMs } = summary;
  const speechOf = (index: number): [number, number][] => {
    const spans: [number, number][] = [];
    for (let at = index * TURN_MS; at < durationMs; at += TURN_MS * Math.max(2, tracks.length + 1)) {
      spans.push([at, Math.min(durationMs, at + TURN_MS - 1_000)]);
    }
    return spans;
  };
  const lengthOf = (spans: [number, number][]) => spans.reduce((sum, [from, to]) => sum + to - from, 0);
  return {
    recordingId: summary.recordingId,
    annotations,
    lanes: tracks.map((track, index) => ({
      trackId: track.trackId,
      displayName: track.displayName,
      spans: index === 0 ? [{ state: 'muted' as const, fromMs: 0, toMs: Math.min(5_000, durationMs) }] : [],
      speech: speechOf(index),
      loudnessLufs: -18 - 3 * index,
      truePeakDbtp: -3,
      driftPpm: 12,
      lostPackets: index,
      checked: true,
    })),
    chat: [],
    epochs: [],
    talkTime: tracks.map((track, index) => ({
      userId: track.userId,
      displayName: track.displayName,
      presentMs: durationMs,
      talkMs: lengthOf(speechOf(index)),
      turns: speechOf(index).length,
      longestTurnMs: TURN_MS - 1_000,
      overlapMs: 0,
    })),
    skipped: [],
    integrity: { state: 'whole', lostMs: 0, notes: [], cuts: [] },
    speechMs: tracks.reduce((sum, _, index) => sum + lengthOf(speechOf(index)), 0),
  };
}
