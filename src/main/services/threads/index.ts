export { createThreadsService, type ThreadsOptions, type ThreadsService } from './threads-service';
