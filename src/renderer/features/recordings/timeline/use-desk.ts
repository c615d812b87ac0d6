import type { RecordingDetail } from '@shared/models/recordings';
import { MOST_REVIEW_PLACES, type ReviewPlace } from '@shared/models/review-place';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useAppStore } from '../../../state/react';
import { selectReviewPlace } from '../../../state/settings/selectors';
import { onFrame } from '../../../ui/frame-loop';
import { useSound } from '../../sound';
import { useAttempt } from '../../trouble';
import { createPlayhead } from '../playhead';
import { NO_RANGE, type RangeChoice, wholeRange } from '../range';
import { reveal, type Viewport, wholeOf } from '../viewport';
import { createCell } from './cell';
import type { ReviewDesk } from './desk';
import { createWaves } from './waves';

/** A view that rests this long is remembered, ms. */
const REST_MS = 500;

export interface MadeDesk {
  desk: ReviewDesk;
  /** To be kept up: whether it plays, and whether the view is to follow. */
  setFollowing(following: boolean): void;
}

/** The open recording's view, playhead and waveforms; the view comes back where it was left. */
export function useDesk(now: RecordingDetail): MadeDesk {
  // As it was opened: a new tag or size is no reason to lose the view.
  const [detail] = useState(now);
  const store = useAppStore();
  const sound = useSound();
  const attempt = useAttempt();
  const following = useRef(false);
  /** The person looks elsewhere: the page is not turned until the playhead comes into view by itself. */
  const away = useRef(false);
  const { recordingId, durationMs } = detail.summary;

  const desk = useMemo<ReviewDesk>(() => {
    const { recordings, review } = store.actions;
    const kept = placeOf(selectReviewPlace(store.getState()), recordingId, durationMs);
    const view = createCell<Viewport>(
      kept ? { startMs: kept.startMs, endMs: kept.endMs } : wholeOf(durationMs),
      (a, b) => a.startMs === b.startMs && a.endMs === b.endMs,
    );
    const range = createCell<RangeChoice>(
      store.getState().review.choices.loop ?? NO_RANGE,
      (a, b) => a.fromMs === b.fromMs && a.toMs === b.toMs,
    );
    const playhead = createPlayhead(() => sound.reviewPositionMs());
    return {
      detail,
      durationMs,
      view,
      lanesTop: createCell(kept?.lanesTopPx ?? 0),
      range,
      playhead,
      focusedTrack: createCell<string | null>(detail.tracks[0]?.trackId ?? null),
      waves: createWaves({
        durationMs,
        fetch: (trackId, bucketMs) => recordings.peaks(recordingId, trackId, bucketMs),
        fetchNear: (trackId, fromMs, toMs, bucketMs) =>
          recordings.peaksWithin({ recordingId, trackId, fromMs, toMs, bucketMs }),
        fetchFine: (trackId, fromMs, toMs, bucketMs) =>
          recordings.closeUp({ recordingId, trackId, fromMs, toMs, bucketMs }),
        onFailure: (error) => attempt(() => Promise.reject(error)),
      }),
      position: () => Math.min(durationMs, Math.max(0, playhead.positionMs(performance.now()))),
      seek(positionMs) {
        const target = Math.min(durationMs, Math.max(0, positionMs));
        playhead.seekTo(target, performance.now());
        attempt(() => recordings.seek(target));
        away.current = false;
        view.set((v) => reveal(v, target, durationMs));
      },
      lookAt(next) {
        view.set(next);
        const at = playhead.positionMs(performance.now());
        const { startMs, endMs } = view.get();
        away.current = at < startMs || at > endMs;
      },
      setRange(next) {
        range.set(next);
        const { loop } = store.getState().review.choices;
        if (loop !== null) attempt(() => review.setChoices({ loop: wholeRange(next) }));
      },
    };
  }, [detail, durationMs, recordingId, store, sound, attempt]);

  useEffect(
    () =>
      store.onPlayback((playback) => {
        if (playback.kind === 'closed' || playback.recordingId === recordingId) desk.playhead.heard(playback);
      }),
    [store, desk, recordingId],
  );
  useEffect(() => () => desk.waves.close(), [desk]);

  // While it plays, the page turns when the line leaves it.
  useEffect(
    () =>
      onFrame((nowMs) => {
        if (!following.current) return;
        const at = desk.playhead.positionMs(nowMs);
        const { startMs, endMs } = desk.view.get();
        if (at >= startMs && at <= endMs) away.current = false;
        else if (!away.current) desk.view.set((v) => reveal(v, at, durationMs));
      }),
    [desk, durationMs],
  );

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      const { places } = selectReviewPlace(store.getState());
      const others = places.filter((one) => one.recordingId !== recordingId);
      const { startMs, endMs } = desk.view.get();
      const place = { recordingId, startMs, endMs, lanesTopPx: Math.max(0, desk.lanesTop.get()) };
      store.actions.settings.changeReview({ places: [...others, place].slice(-MOST_REVIEW_PLACES) });
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(keep, REST_MS);
    };
    const offs = [desk.view.onChange(soon), desk.lanesTop.onChange(soon)];
    return () => {
      clearTimeout(timer);
      for (const off of offs) off();
    };
  }, [desk, recordingId, store]);

  return {
    desk,
    setFollowing: (next) => {
      following.current = next;
    },
  };
}

/** What of a recording was in view when it was left; null when that is unknown or is none of it any more. */
function placeOf(
  { places }: ReviewPlace,
  recordingId: string,
  durationMs: number,
): ReviewPlace['places'][number] | null {
  const found = places.find((one) => one.recordingId === recordingId);
  if (!found || found.endMs - found.startMs < 1 || found.endMs > durationMs + 1_000) return null;
  return found;
}
