import { spanOf, type Viewport } from '../viewport';
import { logarithmicLevels, type Peaks } from '../waveform';
import { createTurns } from './turns';
import { createZoomRest } from './zoom-rest';

/** Buckets finer than this are made of the sound itself, ms. */
const FINEST_MS = 20;
/** Closer than this the sound itself is looked at, ms for a pixel. */
export const FINE_BELOW_MS = 5;

export interface WavesOptions {
  durationMs: number;
  /** The waveform of a track in buckets of `bucketMs`, 20 and more. */
  fetch: (trackId: string, bucketMs: number) => Promise<Peaks>;
  /** A stretch of it (ms), the same. */
  fetchNear: (trackId: string, fromMs: number, toMs: number, bucketMs: number) => Promise<Peaks>;
  /** A stretch of it (ms) in finer ones, decoded for this. */
  fetchFine: (trackId: string, fromMs: number, toMs: number, bucketMs: number) => Promise<Peaks>;
  onFailure: (error: unknown) => void;
  /** Lets frames through between two pieces of work that are too much for one. */
  breathe?: () => Promise<void>;
}

/** A waveform of so many values takes ms to come and ms to be made coarser: each of it goes into a frame of its own. */
const MUCH_VALUES = 200_000;
/** No frames come while the window is hidden: then it goes on after this, ms. */
const HIDDEN_MS = 100;

/** After the next frame has been painted. */
function afterFrame(): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, HIDDEN_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(done, 0);
    });
  });
}

/** So much more than is seen is fetched on both sides; of what is near, again when less than a quarter of that is left. */
const MARGIN_SPANS = { near: 1, fine: 0.5 } as const;
const LEAST_LEFT_SPANS = 0.25;

/** The waveforms of one recording: a coarse one of all of it first, and finer ones of what is looked at. */
export interface Waves {
  /** From fine to coarse; null until something is there. */
  levels(trackId: string): readonly Peaks[] | null;
  /** The sharpest stretch for such a zoom that has all of `view`; null when there is none, or `levels` are sharp enough. */
  sharpest(trackId: string, msPerPixel: number, view: Viewport): Peaks | null;
  /** Says what is looked at and how closely; what is missing for it is fetched, and the listeners are told. */
  want(trackId: string, msPerPixel: number, view: Viewport): void;
  onChange(trackId: string, listener: () => void): () => void;
  /** Its waveform may have been made again: what was empty is fetched anew. */
  retry(trackId: string): void;
  /** Something of it is silent now, or heard again: all is fetched anew, and shown as it was until then. */
  refresh(): void;
  close(): void;
}

/**
 * The bucket to begin with: an hour of twelve speakers stays a few megabytes, and a screen has no more pixels.
 */
export function firstBucket(durationMs: number): number {
  if (durationMs <= 10 * 60_000) return FINEST_MS;
  return durationMs <= 3_600_000 ? 40 : 160;
}

/** The buckets of a stretch that is `spanMs` long on screen: never more than a few thousand of them. */
export function fineBucket(spanMs: number): number {
  if (spanMs > 1_500) return 1;
  return spanMs > 300 ? 0.25 : 1 / 24;
}

interface Stretch {
  has: { fromMs: number; toMs: number; peaks: Peaks } | null;
  /** Being fetched, or waiting for its turn. */
  isFetching: boolean;
}

interface Known {
  levels: readonly Peaks[] | null;
  /** The finest bucket that is there or on its way. */
  askedMs: number;
  near: Stretch;
  fine: Stretch;
  listeners: Set<() => void>;
}

/**
 * Waveforms over what main answers. Each kind comes one after the other, with a frame between two tracks. The sound
 * itself is decoded only where a zoom has come to rest: on its way it would be of no use a few frames later, and what
 * decodes it takes the time from the frames.
 */
export function createWaves({
  durationMs,
  fetch,
  fetchNear,
  fetchFine,
  onFailure,
  breathe = afterFrame,
}: WavesOptions): Waves {
  const known = new Map<string, Known>();
  const first = firstBucket(durationMs);
  /** Counted up by `refresh`: answers to older questions are thrown away. */
  let generation = 0;
  let chain: Promise<void> = Promise.resolve();
  let closed = false;
  /** What is looked at now: what waits for its turn is asked for what is seen then. */
  let latest = { msPerPixel: Number.POSITIVE_INFINITY, view: { startMs: 0, endMs: durationMs } };
  const turns = { near: createTurns(breathe), fine: createTurns(breathe) };
  /** Tracks whose sound is wanted as soon as the zoom rests. */
  const held = new Set<string>();
  const zoomRest = createZoomRest(() => {
    const all = [...held];
    held.clear();
    for (const trackId of all) inTurn(trackId, 'fine');
  });

  const of = (trackId: string): Known => {
    const before = known.get(trackId);
    if (before) return before;
    const made: Known = {
      levels: null,
      askedMs: Number.POSITIVE_INFINITY,
      near: { has: null, isFetching: false },
      fine: { has: null, isFetching: false },
      listeners: new Set(),
    };
    known.set(trackId, made);
    return made;
  };
  const tell = (one: Known) => {
    for (const listener of one.listeners) listener();
  };
  const get = (trackId: string, bucketMs: number) => {
    const asked = generation;
    of(trackId).askedMs = bucketMs;
    chain = chain.then(async () => {
      if (closed || asked !== generation) return;
      try {
        const peaks = await fetch(trackId, bucketMs);
        const much = peaks.values.length > MUCH_VALUES;
        if (much) await breathe();
        if (closed || asked !== generation) return;
        const one = of(trackId);
        one.levels = logarithmicLevels(peaks);
        tell(one);
        if (much) await breathe();
      } catch (error) {
        onFailure(error);
      }
    });
  };
  /** Gets what is looked at when it is its turn, with some of both sides; nothing when that is there by then. */
  const inTurn = (trackId: string, kind: 'near' | 'fine') => {
    const stretch = of(trackId)[kind];
    if (stretch.isFetching || !isMissing(trackId, kind)) return;
    stretch.isFetching = true;
    turns[kind](async () => {
      if (closed) return;
      if (kind === 'fine' && zoomRest.isMoving()) held.add(trackId);
      else if (isMissing(trackId, kind)) return getStretch(trackId, kind);
      stretch.isFetching = false;
    });
  };
  const getStretch = async (trackId: string, kind: 'near' | 'fine') => {
    const stretch = of(trackId)[kind];
    const { view } = latest;
    const asked = generation;
    const span = spanOf(view);
    const margin = MARGIN_SPANS[kind];
    const fromMs = Math.max(0, view.startMs - span * margin);
    const toMs = Math.min(durationMs, view.endMs + span * margin);
    try {
      const peaks =
        kind === 'near'
          ? await fetchNear(trackId, fromMs, toMs, FINEST_MS)
          : await fetchFine(trackId, fromMs, toMs, fineBucket(span));
      if (!closed && asked === generation) stretch.has = { fromMs, toMs, peaks };
    } catch (error) {
      // It stays as coarse as it is; asking again on every frame would only fail again.
      if (!closed)
        stretch.has = {
          ...{ fromMs: 0, toMs: durationMs },
          peaks: { bucketMs: FINEST_MS, values: new Int8Array() },
        };
      onFailure(error);
    } finally {
      stretch.isFetching = false;
    }
    if (!closed) tell(of(trackId));
  };
  /** Whether a stretch has all of `view`, and `more` spans of it on both sides. */
  const covers = ({ has }: Stretch, view: Viewport, more = 0): boolean => {
    const extra = spanOf(view) * more;
    return (
      has !== null &&
      has.fromMs <= Math.max(0, view.startMs - extra) &&
      has.toMs >= Math.min(durationMs, view.endMs + extra)
    );
  };
  const coversFine = ({ fine }: Known, view: Viewport): boolean =>
    covers(fine, view) &&
    ((fine.has?.peaks.bucketMs ?? 0) <= fineBucket(spanOf(view)) || fine.has?.peaks.values.length === 0);
  const isMissing = (trackId: string, kind: 'near' | 'fine'): boolean => {
    const { msPerPixel, view } = latest;
    const one = of(trackId);
    if (kind === 'fine') return msPerPixel < FINE_BELOW_MS && !coversFine(one, view);
    return first > FINEST_MS && msPerPixel < first && !covers(one.near, view, LEAST_LEFT_SPANS);
  };
  const shown = ({ has }: Stretch): Peaks | null => (has && has.peaks.values.length > 0 ? has.peaks : null);
  return {
    levels: (trackId) => known.get(trackId)?.levels ?? null,
    sharpest(trackId, msPerPixel, view) {
      const one = of(trackId);
      const fine = msPerPixel < FINE_BELOW_MS && coversFine(one, view) ? shown(one.fine) : null;
      return fine ?? (msPerPixel < first && covers(one.near, view) ? shown(one.near) : null);
    },
    want(trackId, msPerPixel, view) {
      latest = { msPerPixel, view };
      zoomRest.saw(spanOf(view));
      if (of(trackId).askedMs > first) get(trackId, first);
      inTurn(trackId, 'near');
      if (zoomRest.isMoving()) held.add(trackId);
      else inTurn(trackId, 'fine');
    },
    onChange(trackId, listener) {
      const { listeners } = of(trackId);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    retry(trackId) {
      const one = known.get(trackId);
      if (one?.levels?.[0]?.values.length !== 0) return;
      one.near.has = null;
      get(trackId, one.askedMs);
    },
    refresh() {
      generation += 1;
      for (const [trackId, one] of known) {
        const before = one.askedMs;
        one.askedMs = Number.POSITIVE_INFINITY;
        one.near.has = null;
        one.fine.has = null;
        if (Number.isFinite(before)) get(trackId, before);
      }
    },
    close() {
      closed = true;
      zoomRest.close();
      held.clear();
      known.clear();
    },
  };
}
