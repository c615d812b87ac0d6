import type { Marker } from '@shared/models/review';
import { type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { DRAG_FROM_PX, dragged, type Grip, gripOf, type Place, withDragged } from './marker-drag';
import type { Hit } from './paint-ruler';
import { useMarkerMove } from './use-marker-move';

interface Drag {
  marker: Marker;
  grip: Grip;
  fromX: number;
  /** Null until the pointer has gone far enough to mean it. */
  place: Place | null;
}

export interface MarkerDrag {
  /** The markers as they are drawn now. */
  markers: readonly Marker[];
  isDragging(): boolean;
  begin(event: PointerEvent<HTMLElement>, hit: Hit): void;
  /** `msPerPx` of the view. */
  move(event: PointerEvent<HTMLElement>, msPerPx: number): void;
  /** Answers whether anything was moved; if not it was a click. */
  end(): boolean;
  cancel(): void;
}

/** Moves markers and the ends of clips by the pointer; Escape leaves them where they were. */
export function useMarkerDrag(markers: readonly Marker[], durationMs: number): MarkerDrag {
  const { to: save } = useMarkerMove(durationMs);
  const [drag, draw] = useState<Drag | null>(null);
  // What the pointer did last counts when it is let go, drawn already or not.
  const held = useRef<Drag | null>(null);
  const hold = useCallback((next: Drag | null) => {
    held.current = next;
    draw(next);
  }, []);
  const place = drag?.place ?? null;
  const markerId = drag?.marker.markerId ?? '';
  const shown = useMemo(
    () => (place ? withDragged(markers, markerId, place) : markers),
    [markers, markerId, place],
  );
  const moving = place !== null;
  useEffect(() => {
    if (!moving) return;
    const give = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      hold(null);
    };
    window.addEventListener('keydown', give, true);
    return () => window.removeEventListener('keydown', give, true);
  }, [moving, hold]);

  return {
    markers: shown,
    isDragging: () => held.current !== null,
    begin(event, hit) {
      const marker = markers.find((one) => one.markerId === hit.markerId);
      if (!marker) return;
      const fromX = event.nativeEvent.offsetX;
      hold({ marker, grip: gripOf(fromX, hit), fromX, place: null });
    },
    move(event, msPerPx) {
      const now = held.current;
      if (!now) return;
      const byPx = event.nativeEvent.offsetX - now.fromX;
      if (!now.place && Math.abs(byPx) < DRAG_FROM_PX) return;
      hold({ ...now, place: dragged(now.marker, now.grip, byPx * msPerPx, durationMs) });
    },
    end() {
      const now = held.current;
      hold(null);
      if (!now?.place) return false;
      save(now.marker, now.place);
      return true;
    },
    cancel: () => hold(null),
  };
}
