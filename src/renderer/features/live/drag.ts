import type { DragEvent } from 'react';

const TYPE = 'application/x-roomtone-audio';

/** What is dragged within the desk: an item, and where it was taken. */
export interface DraggedAudio {
  itemId: string;
  from: 'queue' | 'deck' | 'pad';
  /** The pad it was taken from. */
  padId?: string;
}

export function startDrag(event: DragEvent, dragged: DraggedAudio, name: string): void {
  event.dataTransfer.setData(TYPE, JSON.stringify(dragged));
  event.dataTransfer.setData('text/plain', name);
  event.dataTransfer.effectAllowed = 'copyMove';
}

/** Whether a drag carries something the desk can take: files, or an item of its own. */
export function carriesAudio(event: DragEvent): boolean {
  const { types } = event.dataTransfer;
  return types.includes(TYPE) || types.includes('Files');
}

/** What was dragged here from the desk itself; null for files and for anything that is not ours. */
export function readDrag(event: DragEvent): DraggedAudio | null {
  try {
    const value: unknown = JSON.parse(event.dataTransfer.getData(TYPE));
    return isDragged(value) ? value : null;
  } catch {
    return null;
  }
}

function isDragged(value: unknown): value is DraggedAudio {
  if (typeof value !== 'object' || value === null) return false;
  const { itemId, from, padId } = value as Record<string, unknown>;
  return (
    typeof itemId === 'string' &&
    (from === 'queue' || from === 'deck' || from === 'pad') &&
    (padId === undefined || typeof padId === 'string')
  );
}
