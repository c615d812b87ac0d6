import type { RecordingActivity } from '@shared/models/recordings';
import { useCallback, useEffect, useState } from 'react';
import { logToMain } from '../../../api';
import { useActions, useAppStore } from '../../../state/react';
import { token } from '../../../ui/canvas';
import { type Painter, useCanvas } from '../timeline/painter';
import styles from './library.module.css';

/** Kept for the window's life: scrolling back asks nobody. What it is of is part of its name. */
const kept = new Map<string, RecordingActivity>();
const MOST_KEPT = 400;

/** The small picture of a recording: a row for each speaker, darker where there is more speech. */
export function Thumb({ recordingId, state }: { recordingId: string; state: string }) {
  const { recordings } = useActions();
  const { api } = useAppStore();
  const id = `${recordingId} ${state}`;
  const [activity, setActivity] = useState(() => kept.get(id) ?? null);
  useEffect(() => {
    let over = false;
    const before = kept.get(id);
    if (before) {
      setActivity(before);
      return;
    }
    recordings
      .activity(recordingId)
      .then((found) => {
        if (kept.size >= MOST_KEPT) kept.clear();
        kept.set(id, found);
        if (!over) setActivity(found);
      })
      .catch((error: unknown) => logToMain(api, 'warn', 'window/library', `no picture: ${String(error)}`));
    return () => {
      over = true;
    };
  }, [id, recordingId, recordings, api]);
  const paint = useCallback<Painter>(
    (context, { width, height, ratio }) => {
      context.clearRect(0, 0, width, height);
      const lanes = activity?.lanes ?? [];
      if (lanes.length === 0) return;
      const rowPx = height / lanes.length;
      for (const [row, { values, colourIndex }] of lanes.entries()) {
        context.fillStyle = token(`--speaker-${colourIndex}`);
        const top = Math.floor(row * rowPx);
        const tall = Math.max(1, Math.ceil(rowPx) - (rowPx > 3 * ratio ? ratio : 0));
        const partPx = width / values.length;
        for (let part = 0; part < values.length; part += 1) {
          const value = values[part] ?? 0;
          if (value === 0) continue;
          context.globalAlpha = 0.3 + 0.7 * (value / 255);
          context.fillRect(Math.floor(part * partPx), top, Math.ceil(partPx), tall);
        }
      }
      context.globalAlpha = 1;
    },
    [activity],
  );
  const canvas = useCanvas(null, paint);
  return (
    <span className={styles.picture} aria-hidden="true">
      <canvas ref={canvas} className={styles.thumb} data-loaded={activity !== null} />
    </span>
  );
}
