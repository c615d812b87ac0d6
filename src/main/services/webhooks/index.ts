export {
  createWebhooksService,
  type SecretKeeper,
  type WebhooksOptions,
  type WebhooksService,
} from './webhooks-service';
