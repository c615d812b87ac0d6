export { type AwayService, createAwayService } from './away-service';
