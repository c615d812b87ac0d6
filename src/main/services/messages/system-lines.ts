/** Message types (reference "Message types") that somebody wrote; all others are lines of the system. */
const WRITTEN_TYPES: ReadonlySet<number> = new Set([0, 19, 20, 23]);

const SYSTEM_LINES: ReadonlyMap<number, string> = new Map([
  [1, 'added someone'],
  [2, 'removed someone'],
  [3, 'started a call'],
  [4, 'changed the channel name'],
  [5, 'changed the channel icon'],
  [6, 'pinned a message'],
  [7, 'joined'],
  [8, 'boosted the server'],
  [9, 'boosted the server'],
  [10, 'boosted the server'],
  [11, 'boosted the server'],
  [12, 'followed a channel'],
  [18, 'started a thread'],
  [21, 'started this thread'],
  [24, 'AutoMod acted on a message'],
  [27, 'started a stage'],
  [28, 'ended the stage'],
  [29, 'became a speaker'],
  [31, 'changed the stage topic'],
  [46, 'ended a poll'],
]);

/** Whether a person or app wrote it. */
export function isWritten(type: number): boolean {
  return WRITTEN_TYPES.has(type);
}

/** What a message nobody wrote says about its author; null for written ones. */
export function systemLine(type: number): string | null {
  return isWritten(type) ? null : (SYSTEM_LINES.get(type) ?? 'system message');
}
