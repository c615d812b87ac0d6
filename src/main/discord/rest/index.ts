export { discordCodeOf, fieldErrorsOf } from './api-error';
export { createUndiciHttp, type HttpPort, type HttpRequest, type HttpResponse } from './http';
export type { RateLimitPolicy } from './rate-limits';
export type { Priority } from './request-queue';
export {
  createRestClient,
  type RequestOptions,
  type RestClient,
  type RestClientOptions,
  type RestCounters,
} from './rest-client';
export {
  type ArchivePage,
  type ExecuteOptions,
  type MessageDeletion,
  type RestCall,
  routes,
  type UploadFile,
  type Webhook,
  type WebhookCredentials,
} from './routes';
