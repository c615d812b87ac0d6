export {
  createRecordingsService,
  type RecordingsService,
  type RecordingsServiceOptions,
} from './recordings-service';
