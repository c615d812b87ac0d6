import type { ExportFormat, ExportState, ExportWhat } from '@shared/models/archive';
import { useEffect, useRef, useState } from 'react';
import { useActions, useAppStore } from '../../state/react';
import { timelineStrings } from '../../strings/timeline';
import { useAttempt } from '../trouble';

const words = timelineStrings.export;

export interface Exporting {
  /** Rows written so far; null while nothing is exported. */
  done: number | null;
  start: (what: ExportWhat, format: ExportFormat, title: string) => void;
  cancel: () => void;
}

/** One export at a time, with its progress; how it ended is told in a toast. */
export function useExport(): Exporting {
  const { api } = useAppStore();
  const { view } = useActions();
  const attempt = useAttempt();
  const [done, setDone] = useState<number | null>(null);
  const exportId = useRef<string | null>(null);
  // A short export can be over before its id has come back.
  const early = useRef<ExportState[]>([]);
  const starting = useRef(false);
  const take = useRef<(state: ExportState) => void>(() => undefined);
  take.current = ({ state }) => {
    if (state.kind === 'running') return setDone(state.done);
    exportId.current = null;
    setDone(null);
    if (state.kind === 'written') view.toast({ title: words.written(state.fileName, state.rows) });
    else if (state.kind === 'cancelled') view.toast({ title: words.cancelled });
    else view.toast({ tone: 'trouble', title: words.failed, body: state.reason, stayMs: 12_000 });
  };
  useEffect(
    () =>
      api.archive.onExportChanged((state) => {
        if (state.exportId === exportId.current) take.current(state);
        else if (starting.current) early.current.push(state);
      }),
    [api],
  );
  return {
    done,
    start: (what, format, title) =>
      attempt(async () => {
        if (starting.current || exportId.current !== null) return;
        starting.current = true;
        early.current = [];
        try {
          const started = await api.archive.export({ what, format, title });
          if (started === null) return;
          exportId.current = started.exportId;
          setDone(0);
          for (const state of early.current) if (state.exportId === started.exportId) take.current(state);
        } finally {
          starting.current = false;
        }
      }),
    cancel: () => {
      const id = exportId.current;
      if (id !== null) attempt(() => api.archive.cancelExport({ exportId: id }));
    },
  };
}
