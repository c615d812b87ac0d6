import {
  hasPermission,
  PERMISSION_LABELS,
  type PermissionName,
  parsePermissionBits,
} from '@shared/discord/permissions';
import type { CheckLine } from '@shared/models/live';
import type { RoomSummary } from '@shared/models/workspace';
import type { MissingFiles } from './ports';

/** What a measured figure means for going on air: green, amber or red. Pure; the thresholds are here and nowhere else. */

export type Verdict = Pick<CheckLine, 'status' | 'figure' | 'notes'>;

const verdict = (status: CheckLine['status'], figure: number | null, notes: string[] = []): Verdict => ({
  status,
  figure,
  notes,
});

export const skipped = (...notes: string[]): Verdict => verdict('skipped', null, notes);
export const failed = (...notes: string[]): Verdict => verdict('fail', null, notes);

const MUST_HAVE: readonly PermissionName[] = ['VIEW_CHANNEL', 'CONNECT'];

/**
 * Missing permissions by their names in Discord's settings. Without voice activity a host must push to talk; priority
 * speaker is only told of, hardly any room gives it.
 */
export function judgePermissions(room: RoomSummary): Verdict {
  const bits = parsePermissionBits(room.ownPermissions);
  const has = (name: PermissionName) => hasPermission(bits, name);
  const stage = room.kind === 'stage';
  const missing = MUST_HAVE.filter((name) => !has(name));
  if (!stage && !has('SPEAK')) missing.push('SPEAK');
  // On a stage somebody who may mute members speaks at once; others ask, and wait for a moderator.
  if (stage && !has('MUTE_MEMBERS') && !has('REQUEST_TO_SPEAK')) missing.push('REQUEST_TO_SPEAK');
  const wanted: PermissionName[] = [];
  if (stage && !has('MUTE_MEMBERS') && has('REQUEST_TO_SPEAK')) wanted.push('MUTE_MEMBERS');
  if (!stage && !has('USE_VAD')) wanted.push('USE_VAD');
  const hints: PermissionName[] = stage || has('PRIORITY_SPEAKER') ? [] : ['PRIORITY_SPEAKER'];
  const notes = [...missing, ...wanted, ...hints].map((name) => PERMISSION_LABELS[name]);
  return verdict(missing.length > 0 ? 'fail' : wanted.length > 0 ? 'warn' : 'ok', missing.length, notes);
}

/** Figure: people inside. */
export function judgeRoom(room: RoomSummary, inside: number, isInside: boolean): Verdict {
  if (room.userLimit === 0 || isInside) return verdict('ok', inside);
  const free = room.userLimit - inside;
  // Who may move members comes into a full room.
  const letIn = hasPermission(parsePermissionBits(room.ownPermissions), 'MOVE_MEMBERS');
  if (free <= 0) return verdict(letIn ? 'warn' : 'fail', inside, ['roomFull']);
  return verdict(free === 1 ? 'warn' : 'ok', inside, free === 1 ? ['lastPlace'] : []);
}

const GOOD_BITRATE_BPS = 64_000;
const POOR_BITRATE_BPS = 32_000;

/** Music suffers below 64 kbit/s, speech below 32. */
export function judgeBitrate(bitrateBps: number): Verdict {
  if (bitrateBps >= GOOD_BITRATE_BPS) return verdict('ok', bitrateBps);
  return verdict(bitrateBps >= POOR_BITRATE_BPS ? 'warn' : 'fail', bitrateBps);
}

/** Figure: ms to the voice server and back. */
export function judgeRoundTrip(pingMs: number | null): Verdict {
  if (pingMs === null) return failed('noAnswer');
  return verdict(pingMs <= 150 ? 'ok' : pingMs <= 400 ? 'warn' : 'fail', Math.round(pingMs));
}

/** Figure: ms from connected to encrypted end to end; null when it was so before. */
export function judgeDave(active: boolean, afterMs: number | null): Verdict {
  if (!active) return verdict('warn', null, ['notEncrypted']);
  return verdict(afterMs !== null && afterMs > 5_000 ? 'warn' : 'ok', afterMs);
}

/**
 * Figure: ms our clock is ahead of the server's (negative: behind). Its answers tell whole seconds, so half a second
 * is nothing.
 */
export function judgeClock(offsetMs: number): Verdict {
  const off = Math.abs(offsetMs);
  return verdict(off <= 2_000 ? 'ok' : off <= 30_000 ? 'warn' : 'fail', Math.round(offsetMs));
}

/** Ogg pages, timestamps and journal beside the Opus bytes. */
const CONTAINER_SHARE = 1.06;

/** Figure: hours that fit on the disk if everybody inside talks all the time. */
export function judgeDisk(freeBytes: number, speakers: number, bitrateBps: number): Verdict {
  const bytesPerHour = (bitrateBps / 8) * 3_600 * CONTAINER_SHARE * Math.max(1, speakers);
  const hours = freeBytes / bytesPerHour;
  return verdict(hours >= 6 ? 'ok' : hours >= 1 ? 'warn' : 'fail', Math.round(hours * 10) / 10);
}

const NAMED_FILES = 5;

/** Figure: files that are gone. One that a cue plays stops the show; the queue goes past one, and a pad stays silent. */
export function judgeFiles({ cues, others }: MissingFiles): Verdict {
  const names = [...cues, ...others];
  if (names.length === 0) return verdict('ok', null);
  return verdict(cues.length > 0 ? 'fail' : 'warn', names.length, names.slice(0, NAMED_FILES));
}

const SILENT_DBFS = -55;
const QUIET_DBFS = -35;
const CLIPPING_DBFS = -0.5;

/** Figure: the loudest sample of what would go on air, dBFS. */
export function judgePeak(peakDbfs: number): Verdict {
  const figure = Math.round(peakDbfs * 10) / 10;
  if (peakDbfs <= SILENT_DBFS) return verdict('fail', figure, ['silent']);
  if (peakDbfs <= QUIET_DBFS) return verdict('warn', figure, ['quiet']);
  return peakDbfs >= CLIPPING_DBFS ? verdict('warn', figure, ['clipping']) : verdict('ok', figure);
}
