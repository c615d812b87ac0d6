import { FRAME_MS, FRAME_SAMPLES } from '../../src/shared/audio/constants';
import type { Arrival } from './sink';

const FLOOR_SSRC = 1;

/** The arrivals of the bare loop, and of whoever else sent. */
export function bySender(arrivals: readonly Arrival[]): { floor: Arrival[]; client: Arrival[] } {
  return {
    floor: arrivals.filter(([ssrc]) => ssrc === FLOOR_SSRC),
    client: arrivals.filter(([ssrc]) => ssrc !== FLOOR_SSRC),
  };
}

/**
 * How late each 20 ms slot was served, ms, against the schedule that fits best: the one that the earliest
 * hundredth of the packets keep. A slot that was skipped counts as served by the packet after it, so leaving
 * slots out is no way to look punctual.
 */
export function slotLateness(arrivals: readonly Arrival[]): number[] {
  const first = arrivals[0];
  if (!first) return [];
  const placed = arrivals.map(([, timestamp, atMs]) => ({
    slot: Math.round(((timestamp - first[1]) >>> 0) / FRAME_SAMPLES),
    atMs,
  }));
  const offsets = placed.map(({ slot, atMs }) => atMs - slot * FRAME_MS).sort((a, b) => a - b);
  const startMs = offsets[Math.floor(offsets.length / 100)] ?? 0;
  const late: number[] = [];
  let nextSlot = 0;
  for (const { slot, atMs } of placed) {
    for (; nextSlot <= slot; nextSlot += 1) late.push(Math.max(0, atMs - (startMs + nextSlot * FRAME_MS)));
  }
  return late;
}
