export { type AtStake, atStakeOf } from './at-stake';
export { clockOffsetMs } from './check/clock-offset';
export { freeBytesAt } from './check/free-disk';
export { LiveService } from './live-service';
export { type OnAirSign, OnAirWatch, type OnAirWish, statusOf, titleOf } from './on-air';
export type { AudioFilesDialog, BroadcastPort, SystemShortcuts, SystemSoundAbility } from './ports';
export { submitAndSee } from './submit-and-see';
