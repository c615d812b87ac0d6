import type { RecordingDetail } from '@shared/models/recordings';
import { createContext, useContext } from 'react';
import type { Playhead } from '../playhead';
import type { RangeChoice } from '../range';
import type { Viewport } from '../viewport';
import type { Cell } from './cell';
import type { Waves } from './waves';

/** What all parts of the open review share. The object stays the same as long as the recording is open. */
export interface ReviewDesk {
  detail: RecordingDetail;
  durationMs: number;
  view: Cell<Viewport>;
  /** How far the lanes are scrolled, px. */
  lanesTop: Cell<number>;
  /** What I and O chose. */
  range: Cell<RangeChoice>;
  /** Whose lane the keys mean; null when there is none. */
  focusedTrack: Cell<string | null>;
  playhead: Playhead;
  waves: Waves;
  /** Goes there, in sound and sight. */
  seek(positionMs: number): void;
  /** Where the listener is, ms, within the recording. */
  position(): number;
  /** Changes the view by hand: the page is not turned until the playhead is in it again. */
  lookAt(next: (view: Viewport) => Viewport): void;
  setRange(next: RangeChoice): void;
}

const Context = createContext<ReviewDesk | null>(null);
export const ReviewDeskProvider = Context.Provider;

/** The open review. @throws outside of one */
export function useReviewDesk(): ReviewDesk {
  const desk = useContext(Context);
  if (!desk) throw new Error('no review is open');
  return desk;
}
