export { WebhooksPlace } from './WebhooksPlace';
