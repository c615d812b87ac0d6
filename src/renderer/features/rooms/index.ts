export { RoomsDesk } from './RoomsDesk';
export { useEndRoom, useJoinRoom } from './use-room-actions';
