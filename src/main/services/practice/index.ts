export { type PracticeConnection, PracticeService } from './practice-service';
