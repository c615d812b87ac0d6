export { createRoomsService, type RoomsOptions, type RoomsService } from './rooms-service';
