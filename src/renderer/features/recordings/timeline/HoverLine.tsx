import { type RefObject, useEffect, useRef } from 'react';
import { useAppStore } from '../../../state/react';
import { selectLanes } from '../../../state/review/selectors';
import { reviewStrings } from '../../../strings/review';
import { spanAt } from '../lane-states';
import { digitsFor, formatFine } from '../times';
import { rulerStep, timeAt, xOf } from '../viewport';
import { useReviewDesk } from './desk';
import { firstAfter } from './paint-lane';
import type { Hit } from './paint-ruler';
import styles from './timeline.module.css';

const words = reviewStrings.timeline;

/** What the pointer is on in the ruler; null when on nothing of it. */
export type Pointed = Hit | null;

export interface HoverLineProps {
  wavesRef: RefObject<HTMLElement | null>;
  lanePx: number;
  pointed: Pointed;
}

/** A thin line under the pointer, and in words what is there: the time, whose lane, and why it is as it is. */
export function HoverLine({ wavesRef, lanePx, pointed }: HoverLineProps) {
  const { view, detail } = useReviewDesk();
  const store = useAppStore();
  const lineRef = useRef<HTMLDivElement>(null);
  const textRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const waves = wavesRef.current;
    if (!waves) return;
    const show = (x: number, text: string, wide: number) => {
      const line = lineRef.current;
      const label = textRef.current;
      if (!line || !label) return;
      line.hidden = false;
      label.hidden = false;
      line.style.transform = `translateX(${x}px)`;
      label.textContent = text;
      // On the side where there is room.
      label.style.transform = x > wide / 2 ? `translateX(calc(${x - 8}px - 100%))` : `translateX(${x + 8}px)`;
    };
    const hide = () => {
      if (lineRef.current) lineRef.current.hidden = true;
      if (textRef.current) textRef.current.hidden = true;
    };
    const onMove = (event: PointerEvent) => {
      const box = waves.getBoundingClientRect();
      const x = event.clientX - box.left;
      const now = view.get();
      const ms = timeAt(x, now, box.width);
      const time = formatFine(ms, Math.max(1, digitsFor(rulerStep(now, box.width) / 10)));
      const track = detail.tracks[Math.floor((event.clientY - box.top) / lanePx)];
      const lane = selectLanes(store.getState()).find((one) => one.trackId === track?.trackId);
      const parts = [time];
      if (track) parts.push(track.displayName);
      if (lane) {
        const span = spanAt(lane.spans, ms);
        const speech = lane.speech[firstAfter(lane.speech, ms)];
        const speaks = speech !== undefined && speech[0] <= ms;
        if (span) {
          parts.push(
            words.stateFrom(
              span.shiftMs === undefined
                ? reviewStrings.states[span.state]
                : words.shifted(reviewStrings.states[span.state], Math.round(span.shiftMs)),
              formatFine(span.fromMs, 1),
              formatFine(span.toMs, 1),
            ),
          );
        } else parts.push(speaks ? reviewStrings.states.speech : reviewStrings.states.silence);
      }
      show(x, parts.join('  ·  '), box.width);
    };
    waves.addEventListener('pointermove', onMove);
    waves.addEventListener('pointerleave', hide);
    return () => {
      waves.removeEventListener('pointermove', onMove);
      waves.removeEventListener('pointerleave', hide);
    };
  }, [wavesRef, view, detail, store, lanePx]);
  useEffect(() => {
    const label = textRef.current;
    const wide = label?.parentElement?.clientWidth ?? 0;
    if (!label) return;
    label.hidden = pointed === null;
    if (!pointed) return;
    const x = xOf(pointed.atMs, view.get(), wide);
    const until = pointed.endMs === null ? '' : ` – ${formatFine(pointed.endMs, 1)}`;
    label.textContent = `${formatFine(pointed.atMs, 1)}${until}  ·  ${pointed.text}`;
    label.style.transform = x > wide / 2 ? `translateX(calc(${x - 8}px - 100%))` : `translateX(${x + 8}px)`;
  }, [pointed, view]);
  return (
    <>
      <div ref={lineRef} className={styles.hover} hidden />
      <div ref={textRef} className={styles.hoverText} data-testid="hover" hidden />
    </>
  );
}
