export { LiveService } from './live-service';
export type { AudioFilesDialog, BroadcastPort, SystemShortcuts, SystemSoundAbility } from './ports';
