export { CallsService } from './calls-service';
export type { AudioFileDialog, OccupantMove, RecordingShelf, RoomDirectory, VoiceSignalling } from './ports';
