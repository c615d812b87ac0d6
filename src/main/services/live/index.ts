export { clockOffsetMs } from './check/clock-offset';
export { freeBytesAt } from './check/free-disk';
export { LiveService } from './live-service';
export type { AudioFilesDialog, BroadcastPort, SystemShortcuts, SystemSoundAbility } from './ports';
