export { createPeopleService, type PeopleOptions, type PeopleService } from './people-service';
