export { ClipsService } from './clips';
export { ExportsService, type PickFolder } from './exports';
export { ImportsService, type PickImport } from './imports';
export {
  createRecordingsService,
  type RecordingsService,
  type RecordingsServiceOptions,
} from './recordings-service';
