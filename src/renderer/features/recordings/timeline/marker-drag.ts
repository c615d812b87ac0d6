import type { Marker } from '@shared/models/review';

/** What of a marker is held: all of it, or one end of a clip. */
export type Grip = 'whole' | 'start' | 'end';

export interface Place {
  atMs: number;
  endMs: number | null;
}

/** A hand that trembles while it clicks does not move a marker, CSS px. */
export const DRAG_FROM_PX = 4;
/** So near to the end of a clip it is the end that is held, CSS px. */
const EDGE_PX = 6;
/** A clip narrower than this has no middle left to hold if its ends could be, CSS px. */
const LEAST_WIDTH_PX = 4 * EDGE_PX;
/** What is left of a clip when its ends are pushed into each other. */
const LEAST_MS = 20;

/** What the pointer holds of a box on the ruler. */
export function gripOf(x: number, box: { left: number; right: number; endMs: number | null }): Grip {
  if (box.endMs === null || box.right - box.left < LEAST_WIDTH_PX) return 'whole';
  if (x - box.left <= EDGE_PX) return 'start';
  return box.right - x <= EDGE_PX ? 'end' : 'whole';
}

/** Where a marker is after it was dragged by so many ms: inside the recording, and its start before its end. */
export function dragged({ atMs, endMs }: Place, grip: Grip, byMs: number, durationMs: number): Place {
  const round = (ms: number) => Math.round(ms);
  if (endMs === null) return { atMs: round(within(atMs + byMs, 0, durationMs)), endMs };
  switch (grip) {
    case 'start':
      return { atMs: round(within(atMs + byMs, 0, Math.max(0, endMs - LEAST_MS))), endMs };
    case 'end':
      return { atMs, endMs: round(within(endMs + byMs, Math.min(atMs + LEAST_MS, durationMs), durationMs)) };
    case 'whole': {
      const by = within(byMs, -atMs, Math.max(-atMs, durationMs - endMs));
      return { atMs: round(atMs + by), endMs: round(endMs + by) };
    }
  }
}

/** The markers with one of them elsewhere, in the order of time as ever. */
export function withDragged(markers: readonly Marker[], markerId: string, place: Place): readonly Marker[] {
  return markers
    .map((marker) => (marker.markerId === markerId ? { ...marker, ...place } : marker))
    .sort((a, b) => a.atMs - b.atMs);
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
