/**
 * What this process has computed of late, for logs of work that came too late: was it our own work, or did the system leave
 * us out? To ask is no small thing (the system adds up the threads), so the process asks once a second, whoever wants it.
 */

const NOTE_EVERY_MS = 1_000;

let notedMs = Number.NEGATIVE_INFINITY;
let noted = process.cpuUsage();

/** To be called now and then; `nowMs` on the monotonic clock. */
export function noteProcessCpu(nowMs: number): void {
  if (nowMs - notedMs < NOTE_EVERY_MS) return;
  notedMs = nowMs;
  noted = process.cpuUsage();
}

/** Processor time of all threads since the last note, a second ago or less: ms. */
export function computedSinceNoteMs(): number {
  const { user, system } = process.cpuUsage(noted);
  return Math.round((user + system) / 1_000);
}
