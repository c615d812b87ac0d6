export { RecorderService } from './recorder-service';
