export { createOutboxService, type OutboxService } from './outbox-service';
export type { OutboxOptions } from './ports';
