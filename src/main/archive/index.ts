export { Archive } from './archive';
export {
  ARCHIVE_REQUESTS,
  type ArchiveRequestName,
  type FoundMessage,
  type KeptChannel,
  type RequestInput,
  type RequestOutput,
} from './requests';
export { type ArchiveWrite, StoredId, type StoredUser, VOICE_FLAG } from './writes';
