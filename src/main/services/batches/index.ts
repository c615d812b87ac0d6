export { type BatchesService, createBatchesService } from './batches-service';
