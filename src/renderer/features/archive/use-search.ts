import type { AppErrorView } from '@shared/errors/app-error';
import { toAppError } from '@shared/errors/failure';
import type { ArchivedMessage, ArchiveQuery } from '@shared/models/archive';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useActions } from '../../state/react';

/** Typing rests this long before it is looked for, ms. */
const REST_MS = 120;
const PAGE = 50;

export interface Found {
  hits: readonly ArchivedMessage[];
  hasMore: boolean;
  tookMs: number;
  /** The text these answer. */
  text: string;
}

export interface ArchiveSearch {
  /** Null before the first answer. */
  found: Found | null;
  error: AppErrorView | null;
  searching: boolean;
  retry(): void;
  /** The page after the last one; does nothing while one is under way or there is none. */
  readOn(): void;
}

/** What fits the query, a page at a time; an older answer never replaces a newer one. */
export function useArchiveSearch(query: ArchiveQuery): ArchiveSearch {
  const { archive } = useActions();
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<AppErrorView | null>(null);
  const [searching, setSearching] = useState(true);
  const [turn, setTurn] = useState(0);
  const reading = useRef(false);
  const current = useRef<ArchiveQuery>(query);
  current.current = query;

  useEffect(() => {
    let wanted = true;
    // A retry is the same question once more.
    void turn;
    setSearching(true);
    const timer = setTimeout(() => {
      archive.ask
        .search({ ...query, before: null, limit: PAGE })
        .then((result) => {
          if (!wanted) return;
          setFound({ ...result, text: query.text });
          setError(null);
          setSearching(false);
        })
        .catch((thrown: unknown) => {
          if (!wanted) return;
          setError(toAppError(thrown).toView());
          setSearching(false);
        });
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [archive, query, turn]);

  const readOn = useCallback(() => {
    const last = found?.hits.at(-1);
    if (!found?.hasMore || !last || reading.current || searching) return;
    reading.current = true;
    archive.ask
      .search({ ...query, before: last.message.messageId, limit: PAGE })
      .then((page) => {
        if (current.current !== query) return;
        setFound({ ...found, hits: [...found.hits, ...page.hits], hasMore: page.hasMore });
      })
      .catch((thrown: unknown) => {
        if (current.current !== query) return;
        // Not asked for again by itself: what is shown stays, the person may retry.
        setFound({ ...found, hasMore: false });
        setError(toAppError(thrown).toView());
      })
      .finally(() => {
        reading.current = false;
      });
  }, [archive, found, query, searching]);

  return { found, error, searching, retry: useCallback(() => setTurn((n) => n + 1), []), readOn };
}
