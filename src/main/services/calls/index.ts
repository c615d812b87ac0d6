export { BroadcastRooms } from './broadcast';
export { CallsService, type TrialCall } from './calls-service';
export { PersonVolumes } from './person-volumes';
export type { OccupantMove, RecordingShelf, RoomDirectory, VoiceSignalling } from './ports';
export { ProgrammeBitrate } from './programme-bitrate';
export { createRoomDirectory } from './room-directory';
export { signallingOf } from './signalling';
