import type { Marker } from '@shared/models/review';
import type { ReviewDesk } from './desk';
import type { Grip } from './marker-drag';
import { useMarkerMove } from './use-marker-move';

/** The playhead stands on a marker when it is no further from it than half a frame, ms. */
const ON_IT_MS = 10;

interface Held {
  marker: Marker;
  grip: Grip;
}

/**
 * Moves a marker or an end of a clip by keys: what has the focus in the list, or else what the playhead stands on. The
 * playhead goes along when it stood there, so that the next step finds it again.
 */
export function useMarkerNudge(desk: ReviewDesk, markers: readonly Marker[]): (byMs: number) => void {
  const move = useMarkerMove(desk.durationMs);
  return (byMs) => {
    const atMs = desk.position();
    const now = move.ahead(markers);
    const held = focusedMarker(now) ?? markerAt(now, atMs);
    if (!held) return;
    const { marker, grip } = held;
    const edgeMs = grip === 'end' && marker.endMs !== null ? marker.endMs : marker.atMs;
    const next = move.by(marker, grip, byMs);
    if (Math.abs(edgeMs - atMs) <= ON_IT_MS) desk.seek(next);
  };
}

/** What of the list of markers has the focus: a time of one, or anything else in its row for all of it. */
function focusedMarker(markers: readonly Marker[]): Held | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement)) return null;
  const markerId = element.closest<HTMLElement>('[data-marker-id]')?.dataset.markerId;
  const marker = markers.find((one) => one.markerId === markerId);
  if (!marker) return null;
  const { grip } = element.dataset;
  return { marker, grip: grip === 'start' || grip === 'end' ? grip : 'whole' };
}

/** The marker or end of a clip that is nearest to a place; null when none is there. */
export function markerAt(markers: readonly Marker[], atMs: number): Held | null {
  let nearest: Held | null = null;
  let nearestMs = ON_IT_MS;
  const look = (marker: Marker, grip: Grip, edgeMs: number) => {
    if (Math.abs(edgeMs - atMs) > nearestMs) return;
    nearest = { marker, grip };
    nearestMs = Math.abs(edgeMs - atMs);
  };
  for (const marker of markers) {
    look(marker, marker.endMs === null ? 'whole' : 'start', marker.atMs);
    if (marker.endMs !== null) look(marker, 'end', marker.endMs);
  }
  return nearest;
}
