export { liveAnnouncement } from './announce';
export { CallBar } from './CallBar';
export { DESK_KEYS, PAD_KEYS, TALK_KEY } from './desk-keys';
export { createLiveCommands, namedLiveCommands } from './live-commands';
