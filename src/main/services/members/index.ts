export { createMembersService, type MembersOptions, type MembersService } from './members-service';
