import type { AppErrorView } from '@shared/errors/app-error';
import { toAppError } from '@shared/errors/failure';
import type { DiagnosticsSnapshot } from '@shared/models/app';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useAppStore } from '../../state/react';

/** Figures are asked for once a second, and only while somebody looks. */
export const REFRESH_MS = 1_000;
/** How much of the queue's past is drawn: two minutes. */
export const QUEUE_SAMPLES = 120;

export interface LiveDiagnostics {
  snapshot: DiagnosticsSnapshot | null;
  error: AppErrorView | null;
  /** Depth of the queue at each refresh, oldest first. */
  queue: readonly number[];
  refresh: () => void;
}

/** The newest figures, kept fresh until the component goes. */
export function useDiagnostics(): LiveDiagnostics {
  const { api } = useAppStore();
  const [live, setLive] = useState<Omit<LiveDiagnostics, 'refresh'>>({
    snapshot: null,
    error: null,
    queue: [],
  });
  const ask = useRef<() => void>(() => undefined);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    let asking = false;
    const read = async () => {
      if (asking) return;
      asking = true;
      clearTimeout(timer);
      if (document.visibilityState !== 'hidden') {
        try {
          const snapshot = await api.app.diagnostics();
          if (gone) return;
          setLive(({ queue }) => ({
            snapshot,
            error: null,
            queue: snapshot.rest ? [...queue, snapshot.rest.queue.now].slice(-QUEUE_SAMPLES) : [],
          }));
        } catch (thrown) {
          if (gone) return;
          const error = toAppError(thrown).toView();
          setLive((before) => ({ ...before, error }));
        }
      }
      asking = false;
      // The next one waits for this one's answer: a slow main process is not asked twice at once.
      if (!gone) timer = setTimeout(() => void read(), REFRESH_MS);
    };
    ask.current = () => void read();
    void read();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [api]);
  const refresh = useCallback(() => ask.current(), []);
  return { ...live, refresh };
}
