export { createRolesService, type RolesOptions, type RolesService } from './roles-service';
