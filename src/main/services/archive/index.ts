export { type ArchiveOptions, type ArchiveService, createArchiveService } from './archive-service';
export type { SaveFileDialog } from './exports';
