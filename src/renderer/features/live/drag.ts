import type { DragEvent } from 'react';

const TYPE = 'application/x-roomtone-audio';
const CUE_TYPE = 'application/x-roomtone-cue';

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

export function startCueDrag(event: DragEvent, cueId: string, label: string): void {
  event.dataTransfer.setData(CUE_TYPE, cueId);
  event.dataTransfer.setData('text/plain', label);
  event.dataTransfer.effectAllowed = 'move';
}

export function carriesCue(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(CUE_TYPE);
}

/** The id of the cue that is dropped here; null when it is none. */
export function readCueDrag(event: DragEvent): string | null {
  return event.dataTransfer.getData(CUE_TYPE) || null;
}

/** Whether the pointer is in the lower half of what it is over. */
export function isLowerHalf(event: DragEvent): boolean {
  const { top, height } = event.currentTarget.getBoundingClientRect();
  return event.clientY > top + height / 2;
}
