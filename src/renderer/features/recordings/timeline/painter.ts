import { type RefObject, useEffect, useRef } from 'react';
import { fitCanvas, onThemeChange } from '../../../ui/canvas';
import type { Viewport } from '../viewport';
import type { Cell } from './cell';

type Paint = () => void;

const waiting = new Set<Paint>();
let request = 0;

/** Paints in the next frame, once, however often it is asked for until then. */
export function paintSoon(paint: Paint): void {
  waiting.add(paint);
  if (request === 0) request = requestAnimationFrame(paintAll);
}

function paintAll(): void {
  request = 0;
  const all = [...waiting];
  waiting.clear();
  for (const paint of all) paint();
}

/** Width in the canvas's own pixels, height likewise, and how many of them a CSS pixel has. */
export interface CanvasSize {
  width: number;
  height: number;
  ratio: number;
}

export type Painter = (context: CanvasRenderingContext2D, size: CanvasSize) => void;

/** Follows whether a canvas can be seen; until that is known it can. `catchUp` runs when it comes back with something missed. */
function watchSight(canvas: HTMLCanvasElement, catchUp: () => void) {
  let outdated = false;
  const sight = {
    inSight: true,
    missed: () => {
      outdated = true;
    },
    end: () => observer.disconnect(),
  };
  const observer = new IntersectionObserver((entries) => {
    sight.inSight = entries.at(-1)?.isIntersecting ?? true;
    if (!sight.inSight || !outdated) return;
    outdated = false;
    catchUp();
  });
  observer.observe(canvas);
  return sight;
}

/**
 * A canvas that paints itself when the view, its size, the theme or the painter changes, and never twice in a frame;
 * not for a view that nobody sees in it.
 * Give another function whenever what it draws is another thing; null as view for what does not depend on it.
 */
export function useCanvas(view: Cell<Viewport> | null, paint: Painter): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  const latest = useRef(paint);
  const job = useRef<Paint | null>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    let ratio = 1;
    const run = () => latest.current(context, { width: canvas.width, height: canvas.height, ratio });
    const resize = () => {
      fitCanvas(canvas);
      ratio = canvas.clientWidth > 0 ? canvas.width / canvas.clientWidth : 1;
      // A canvas that changes its size is empty until it is painted.
      run();
    };
    job.current = run;
    const soon = () => paintSoon(run);
    // Lanes that are scrolled away do not follow every frame of a zoom: they are painted when they come into sight.
    const seen = watchSight(canvas, soon);
    const observer = new ResizeObserver(resize);
    observer.observe(canvas);
    const offView = view?.onChange(() => {
      if (seen.inSight) soon();
      else seen.missed();
    });
    const offTheme = onThemeChange(soon);
    resize();
    return () => {
      observer.disconnect();
      seen.end();
      offView?.();
      offTheme();
      waiting.delete(run);
      job.current = null;
    };
  }, [view]);
  useEffect(() => {
    latest.current = paint;
    if (job.current) paintSoon(job.current);
  }, [paint]);
  return ref;
}
