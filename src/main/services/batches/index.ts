export {
  type BatchesService,
  type BatchStep,
  type BatchWork,
  createBatchesService,
  type StepOutcome,
} from './batches-service';
