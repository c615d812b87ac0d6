export { createDraftsService, type DraftsOptions, type DraftsService } from './drafts-service';
