import { type RefObject, useEffect } from 'react';
import { useApp } from '../../../state/react';
import { selectLanes } from '../../../state/review/selectors';
import { onFrame } from '../../../ui/frame-loop';
import { useReviewDesk } from './desk';
import { firstAfter } from './paint-lane';

/** Who speaks is looked up this often, ms: nobody reads faster. */
const EVERY_MS = 100;

export interface SpeakersOptions {
  scrollRef: RefObject<HTMLElement | null>;
  lanePx: number;
  /** Whether the lane of who speaks is scrolled to. */
  scrolls: boolean;
}

/** Marks the lanes of those who speak where the playhead is (`data-speaking`), outside React. */
export function useSpeakers({ scrollRef, lanePx, scrolls }: SpeakersOptions): void {
  const { playhead, detail } = useReviewDesk();
  const lanes = useApp(selectLanes);
  useEffect(() => {
    let nextMs = 0;
    let followed = '';
    return onFrame((nowMs) => {
      if (nowMs < nextMs) return;
      nextMs = nowMs + EVERY_MS;
      const scroller = scrollRef.current;
      if (!scroller) return;
      const at = playhead.positionMs(nowMs);
      const speaking = new Set<string>();
      for (const { trackId, speech } of lanes) {
        const span = speech[firstAfter(speech, at)];
        if (span && span[0] <= at) speaking.add(trackId);
      }
      for (const head of scroller.querySelectorAll<HTMLElement>('[data-lane]')) {
        const speaks = speaking.has(head.dataset['lane'] ?? '');
        if (speaks === 'speaking' in head.dataset) continue;
        if (speaks) head.dataset['speaking'] = '';
        else delete head.dataset['speaking'];
      }
      // Whoever was followed is, as long as they speak: two at once must not make it jump.
      if (!scrolls || speaking.size === 0 || speaking.has(followed)) return;
      followed = [...speaking][0] ?? '';
      const index = detail.tracks.findIndex((track) => track.trackId === followed);
      const top = index * lanePx;
      const { scrollTop, clientHeight } = scroller;
      if (top >= scrollTop && top + lanePx <= scrollTop + clientHeight) return;
      const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      scroller.scrollTo({ top: top - (clientHeight - lanePx) / 2, behavior: calm ? 'auto' : 'smooth' });
    });
  }, [scrollRef, lanePx, scrolls, playhead, detail, lanes]);
}
