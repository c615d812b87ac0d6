import type { Marker } from '@shared/models/review';
import { useMemo } from 'react';
import { useAppStore } from '../../../state/react';
import { strings } from '../../../strings';
import { reviewStrings } from '../../../strings/review';
import { useAttempt } from '../../trouble';
import { formatFine } from '../times';
import { dragged, type Grip, type Place, withDragged } from './marker-drag';

const words = reviewStrings.markers;
/** As finely as a place is told when it was moved: a frame is seen. */
const DIGITS = 2;
/** How long the way back is offered, ms. */
const UNDO_MS = 6_000;

export interface MarkerMove {
  /** Keeps a marker at its new place, says where it is and offers the way back. */
  to(marker: Marker, place: Place): void;
  /**
   * Moves what is held of a marker by so many ms; answers where that is then. Steps of one marker that follow each
   * other are one move with one way back, and no more writes are asked for than there were answers.
   */
  by(marker: Marker, grip: Grip, byMs: number): number;
  /** The markers with one that is on its way already where it goes. */
  ahead(markers: readonly Marker[]): readonly Marker[];
}

/** Steps of one marker that are undone together. */
interface Run {
  markerId: string;
  from: Place;
  to: Place;
  saving: boolean;
  toastId: number | null;
}

/** The way a marker takes to another place, dragged there or moved by keys. */
export function useMarkerMove(durationMs: number): MarkerMove {
  const store = useAppStore();
  const attempt = useAttempt();
  return useMemo(() => {
    const { review, view } = store.actions;
    let run: Run | null = null;
    const tell = ({ label, markerId }: Marker, from: Place, to: Place) => {
      const onlyEnd = to.endMs !== null && to.atMs === from.atMs;
      return view.toast({
        title: onlyEnd
          ? words.endMoved(label, formatFine(to.endMs ?? 0, DIGITS))
          : words.moved(label, formatFine(to.atMs, DIGITS)),
        stayMs: UNDO_MS,
        action: { label: strings.undo, run: () => attempt(() => review.changeMarker(markerId, from)) },
      });
    };
    const goesOn = (marker: Marker): Run | null => {
      if (run?.markerId !== marker.markerId) return null;
      const { saving, toastId, to } = run;
      if (saving) return run;
      const isOffered = store.getState().view.toasts.some((toast) => toast.id === toastId);
      return isOffered && samePlace(marker, to) ? run : null;
    };
    const keep = async (now: Run, marker: Marker) => {
      now.saving = true;
      try {
        for (let kept: Place | null = null; kept === null || !samePlace(kept, now.to); ) {
          kept = now.to;
          await review.changeMarker(now.markerId, kept);
        }
      } catch (error) {
        if (run === now) run = null;
        throw error;
      } finally {
        now.saving = false;
      }
      if (now.toastId !== null) view.dismissToast(now.toastId);
      now.toastId = tell(marker, now.from, now.to);
    };
    return {
      to: (marker, place) =>
        attempt(async () => {
          await review.changeMarker(marker.markerId, place);
          tell(marker, placeOf(marker), place);
        }),
      by(marker, grip, byMs) {
        const begun = goesOn(marker);
        const now = begun ?? {
          ...{ markerId: marker.markerId, from: placeOf(marker), to: placeOf(marker) },
          ...{ saving: false, toastId: null },
        };
        const to = dragged(now.to, grip, byMs, durationMs);
        if (samePlace(to, now.to)) return edgeOf(to, grip);
        now.to = to;
        run = now;
        if (!now.saving) attempt(() => keep(now, marker));
        return edgeOf(to, grip);
      },
      ahead: (markers) => (run?.saving ? withDragged(markers, run.markerId, run.to) : markers),
    };
  }, [store, attempt, durationMs]);
}

function placeOf({ atMs, endMs }: Place): Place {
  return { atMs, endMs };
}

function samePlace(a: Place, b: Place): boolean {
  return a.atMs === b.atMs && a.endMs === b.endMs;
}

function edgeOf({ atMs, endMs }: Place, grip: Grip): number {
  return grip === 'end' && endMs !== null ? endMs : atMs;
}
