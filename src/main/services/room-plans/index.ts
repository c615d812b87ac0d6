export type { Timing } from './machine';
export type { RoomActions } from './perform';
export { createRoomPlansService, type RoomPlansOptions, type RoomPlansService } from './room-plans-service';
