export { createRoutesService, type RoutesOptions, type RoutesService } from './routes-service';
