import type { ChannelId } from '@shared/discord/snowflake';
import type { ThreadSummary } from '@shared/models/workspace';
import { useCallback, useEffect, useRef, useState } from 'react';
import { failedLoad, LOADING, type LoadState, READY } from '../../state/load-state';
import { useActions, useApp } from '../../state/react';
import { selectThreadsOf } from '../../state/workspace/selectors';

export interface ArchivedThreads {
  threads: readonly ThreadSummary[];
  load: LoadState;
  hasMore: boolean;
  more: () => void;
}

/** The archive of a channel, read page by page; one that is taken out of it leaves the list by itself. */
export function useArchivedThreads(channelId: ChannelId, kind: 'public' | 'private'): ArchivedThreads {
  const { threads: actions } = useActions();
  const known = useApp(selectThreadsOf(channelId));
  const [load, setLoad] = useState<LoadState>(LOADING);
  const [ids, setIds] = useState<readonly string[]>([]);
  const [hasMore, setHasMore] = useState(false);
  const nextBefore = useRef<number | null>(null);
  const alive = useRef(true);

  const read = useCallback(async () => {
    setLoad(LOADING);
    try {
      const page = await actions.archived(channelId, kind, nextBefore.current);
      if (!alive.current) return;
      nextBefore.current = page.nextBeforeMs;
      setIds((before) => [...new Set([...before, ...page.threads.map((thread) => thread.channelId)])]);
      setHasMore(page.hasMore && page.nextBeforeMs !== null);
      setLoad(READY);
    } catch (error) {
      if (alive.current) setLoad(failedLoad(error));
    }
  }, [actions, channelId, kind]);
  useEffect(() => {
    alive.current = true;
    void read();
    return () => {
      alive.current = false;
    };
  }, [read]);

  const byId = new Map(known.map((thread) => [thread.channelId as string, thread]));
  const threads = ids.flatMap((id) => {
    const thread = byId.get(id);
    return thread?.archived ? [thread] : [];
  });
  return { threads, load, hasMore, more: () => void read() };
}
