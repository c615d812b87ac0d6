import type { AppErrorView } from '@shared/errors/app-error';
import { toAppError } from '@shared/errors/failure';
import type { TimelineEvent, TimelineQuery } from '@shared/models/archive';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useAppStore } from '../../state/react';
import { fits, merge } from './events';

const PAGE = 200;
/** Who watches the newest for days keeps no more than this; what is older is read again when asked for. */
const MOST = 5_000;

interface Loaded {
  /** Newest first. */
  events: readonly TimelineEvent[];
  hasMore: boolean;
  status: 'loading' | 'ready' | 'loadingOlder';
  /** Of the first page, or of the older one that was asked for last. */
  error: AppErrorView | null;
}

const NOTHING: Loaded = { events: [], hasMore: false, status: 'loading', error: null };

export interface Timeline extends Loaded {
  loadOlder: () => void;
  /** Lets go of what is far below; for who is at the top. */
  trim: () => void;
  reload: () => void;
}

/** The events that fit, kept growing at the top as they happen and, when asked, at the bottom. */
export function useTimeline(query: TimelineQuery): Timeline {
  const { api } = useAppStore();
  const [attempt, setAttempt] = useState(0);
  const [loaded, setLoaded] = useState<Loaded>(NOTHING);
  // Two queries that ask for the same are the same.
  const key = JSON.stringify(query);
  const asked = useMemo(() => ({ query: JSON.parse(key) as TimelineQuery, attempt }), [key, attempt]);
  const older = useRef<() => void>(() => undefined);
  const shorten = useRef<() => void>(() => undefined);

  useEffect(() => {
    let gone = false;
    let now: Loaded = NOTHING;
    const set = (change: Partial<Loaded>) => {
      if (gone) return;
      now = { ...now, ...change };
      setLoaded(now);
    };
    const read = async (before: number | null) => {
      try {
        const page = await api.archive.timeline({ ...asked.query, before, limit: PAGE });
        set({
          events: merge(now.events, page.events),
          hasMore: page.hasMore,
          status: 'ready',
          error: null,
        });
      } catch (thrown) {
        const error = toAppError(thrown);
        // That nothing was ever kept is no failure: there is just nothing yet.
        set({ status: 'ready', error: error.code === 'archive/empty' ? null : error.toView() });
      }
    };
    older.current = () => {
      const last = now.events.at(-1);
      if (now.status !== 'ready' || !now.hasMore || last === undefined) return;
      set({ status: 'loadingOlder', error: null });
      void read(last.eventId);
    };
    shorten.current = () => {
      if (now.status !== 'ready' || now.events.length <= MOST) return;
      set({ events: now.events.slice(0, MOST / 2), hasMore: true });
    };
    setLoaded(NOTHING);
    const stop = api.archive.onTimelineGrew(({ events }) => {
      const oldest = now.hasMore ? (now.events.at(-1)?.eventId ?? 0) : 0;
      // Of what is not loaded yet, it may be told by now who did it: it comes with its page.
      const own = events.filter((event) => event.eventId >= oldest && fits(event, asked.query));
      if (own.length > 0) set({ events: merge(now.events, own.reverse()) });
    });
    void read(null);
    return () => {
      gone = true;
      stop();
    };
  }, [api, asked]);

  const loadOlder = useCallback(() => older.current(), []);
  const trim = useCallback(() => shorten.current(), []);
  const reload = useCallback(() => setAttempt((n) => n + 1), []);
  return { ...loaded, loadOlder, trim, reload };
}
