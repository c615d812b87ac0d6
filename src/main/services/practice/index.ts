export { type PracticeConnection, PracticeService } from './practice-service';
export { RehearsalService } from './rehearsal-service';
