export { createTemplatesService, type TemplatesOptions, type TemplatesService } from './templates-service';
