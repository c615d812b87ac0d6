import type { Marker, MarkerDraft } from '@shared/models/review';
import { useActions, useApp } from '../../state/react';
import { selectChoices, selectLanes, selectMarkers } from '../../state/review/selectors';
import { selectReviewPlace } from '../../state/settings/selectors';
import { reviewStrings } from '../../strings/review';
import { useAttempt } from '../trouble';
import { NO_RANGE, nextSpeed, wholeRange, withEnd, withStart } from './range';
import type { ReviewDesk } from './timeline/desk';
import { useMarkerNudge } from './timeline/use-marker-nudge';
import type { ReviewActions } from './use-review-keys';
import { around, wholeOf, zoom } from './viewport';

const words = reviewStrings.markers;
const STEP_MS = 5_000;
const FAR_MS = 30_000;
const FINE_MS = 100;
/** A frame of sound, and what is coarse beside it: by these a marker is moved. */
const FRAME_MS = 20;
const SECOND_MS = 1_000;
const ZOOM_STEP = 0.6;
/** Going back from here leads to the marker or turn before, not to the one just reached. */
const GRACE_MS = 400;

export interface ReviewActionsOptions {
  desk: ReviewDesk;
  /** Null while nothing can be heard. */
  player: { kind: string; soloTrackIds: readonly string[]; mutedTrackIds: readonly string[] } | null;
  openDialog: (
    dialog: { kind: 'withhold' } | { kind: 'goTo' } | { kind: 'export'; clipId: null; what: null },
  ) => void;
  toggleTalk: () => void;
  find: () => void;
}

/** What each action of the review does now; used by keys and buttons alike. */
export function useReviewActions(options: ReviewActionsOptions): ReviewActions {
  const { desk, player, openDialog, toggleTalk, find } = options;
  const { recordings, review, settings } = useActions();
  const attempt = useAttempt();
  const choices = useApp(selectChoices);
  const markers = useApp(selectMarkers);
  const lanes = useApp(selectLanes);
  const place = useApp(selectReviewPlace);
  const ready = useApp((state) => state.review.load.kind === 'ready');
  const { durationMs, seek, position } = desk;
  const playing = player?.kind === 'playing';
  const nudge = useMarkerNudge(desk, markers);

  const toggle = () => attempt(() => (playing ? recordings.pause() : recordings.play()));
  const step = (byMs: number) => () => seek(position() + byMs);
  const speed = (by: 1 | -1) => attempt(() => review.setChoices({ speed: nextSpeed(choices.speed, by) }));
  const zoomBy = (factor: number) => () => {
    const { startMs, endMs } = desk.view.get();
    const at = position();
    const anchor = at >= startMs && at <= endMs ? at : (startMs + endMs) / 2;
    desk.lookAt((view) => zoom(view, factor, anchor, durationMs));
  };
  const toggleLoop = () => {
    const loop = choices.loop === null ? wholeRange(desk.range.get()) : null;
    if (loop !== choices.loop) attempt(() => review.setChoices({ loop }));
    // Behind its end the player would go on to the end of the recording.
    if (loop && (position() < loop.fromMs || position() >= loop.toMs)) seek(loop.fromMs);
  };
  const jump = (places: readonly number[], direction: 1 | -1) => {
    const at = position();
    const target =
      direction === 1
        ? places.find((ms) => ms > at + 1)
        : places.findLast((ms) => ms < at - (playing ? GRACE_MS : 1));
    if (target !== undefined) seek(target);
  };
  const turns = () =>
    (lanes.find((lane) => lane.trackId === desk.focusedTrack.get())?.speech ?? []).map(([from]) => from);
  const addClip = () => {
    const chosen = wholeRange(desk.range.get());
    if (chosen) attempt(() => review.saveMarker(newMarker(markers, chosen.fromMs, chosen.toMs)));
  };
  const focused = (change: (trackId: string) => Promise<void>) => () => {
    const trackId = desk.focusedTrack.get();
    if (trackId !== null) attempt(() => change(trackId));
  };

  return {
    play: player ? toggle : undefined,
    playToo: player ? toggle : undefined,
    // As in an editor: L goes on, and again faster; J goes slower.
    faster: playing ? () => speed(1) : player ? toggle : undefined,
    slower: () => speed(-1),
    normalSpeed: () => attempt(() => review.setChoices({ speed: 1 })),
    speechOnly: () => attempt(() => review.setChoices({ speechOnly: !choices.speechOnly })),
    back: step(-STEP_MS),
    forward: step(STEP_MS),
    backFar: step(-FAR_MS),
    forwardFar: step(FAR_MS),
    backFine: step(-FINE_MS),
    forwardFine: step(FINE_MS),
    start: () => seek(0),
    end: () => seek(durationMs),
    goTo: () => openDialog({ kind: 'goTo' }),
    previousTurn: () => jump(turns(), -1),
    nextTurn: () => jump(turns(), 1),
    rangeStart: () => desk.setRange(withStart(desk.range.get(), position())),
    rangeEnd: () => desk.setRange(withEnd(desk.range.get(), position())),
    clearRange: () => desk.setRange(NO_RANGE),
    loop: toggleLoop,
    marker: ready ? () => attempt(() => review.saveMarker(newMarker(markers, position(), null))) : undefined,
    clip: ready ? addClip : undefined,
    previousMarker: () =>
      jump(
        markers.map(({ atMs }) => atMs),
        -1,
      ),
    nextMarker: () =>
      jump(
        markers.map(({ atMs }) => atMs),
        1,
      ),
    markerEarlier: () => nudge(-FRAME_MS),
    markerLater: () => nudge(FRAME_MS),
    markerEarlierFar: () => nudge(-SECOND_MS),
    markerLaterFar: () => nudge(SECOND_MS),
    zoomIn: zoomBy(ZOOM_STEP),
    zoomOut: zoomBy(1 / ZOOM_STEP),
    fit: () => desk.lookAt(() => wholeOf(durationMs)),
    fitRange: () => {
      const chosen = wholeRange(desk.range.get());
      if (chosen) desk.lookAt(() => around(chosen.fromMs, chosen.toMs, durationMs));
    },
    follow: () => settings.changeReview({ follows: !place.follows }),
    followSpeaker: () => settings.changeReview({ followsSpeaker: !place.followsSpeaker }),
    solo: player
      ? focused((trackId) => recordings.setSolo(trackId, !player.soloTrackIds.includes(trackId)))
      : undefined,
    mute: player
      ? focused((trackId) => recordings.setMute(trackId, !player.mutedTrackIds.includes(trackId)))
      : undefined,
    withhold: ready ? () => openDialog({ kind: 'withhold' }) : undefined,
    export: () => openDialog({ kind: 'export', clipId: null, what: null }),
    find,
    talkTime: toggleTalk,
  };
}

/** Named by how many there are, coloured in turn. */
function newMarker(markers: readonly Marker[], atMs: number, endMs: number | null): MarkerDraft {
  const isClip = endMs !== null;
  const n = markers.filter((one) => (one.endMs !== null) === isClip).length + 1;
  const label = isClip ? words.newClip(n) : words.newMarker(n);
  return { markerId: null, atMs, endMs, label, note: '', colourIndex: markers.length % 12 };
}
