/**
 * A process of `MachineProbe`: a beat each 20 ms on absolute deadlines, and a list of those that came late, written to the
 * file that is named when it is asked to end. It ends with the app that started it.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type { MachineLog } from './machine';

const BEAT_MS = 20;
/** Late by so much it has missed the beat after, too. */
const LATE_MS = 20;

const log: MachineLog = { beats: 0, stalls: [] };
const zeroMs = performance.now();
let next = 1;

function onBeat(): void {
  const nowMs = performance.now() - zeroMs;
  const dueMs = next * BEAT_MS;
  log.beats += 1;
  if (nowMs - dueMs >= LATE_MS) log.stalls.push({ dueAtMs: unixMs(dueMs), ranAtMs: unixMs(nowMs) });
  next = Math.max(next, Math.floor(nowMs / BEAT_MS)) + 1;
  setTimeout(onBeat, Math.max(0, next * BEAT_MS - (performance.now() - zeroMs)));
}

function unixMs(sinceZeroMs: number): number {
  return Math.round(performance.timeOrigin + zeroMs + sinceZeroMs);
}

try {
  // As the voice process does where it may: the same loop at the same place in the queue.
  setPriority(constants.priority.PRIORITY_HIGH);
} catch {
  // Not allowed here; then it is not allowed to the voice process either.
}
const path = process.argv[2] ?? '';
process.on('SIGTERM', () => {
  writeFileSync(`${path}.part`, JSON.stringify(log));
  renameSync(`${path}.part`, path);
  process.exit(0);
});
const startedBy = process.ppid;
setInterval(() => {
  if (process.ppid !== startedBy) process.exit(0);
}, 1_000);
setTimeout(onBeat, BEAT_MS);
