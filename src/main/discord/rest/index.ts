export { discordCodeOf, fieldErrorsOf } from './api-error';
export type {
  ApiVersion,
  RequestOptions,
  RestClient,
  RestClientOptions,
  RestCounters,
} from './client-options';
export { type DiscordMeaning, meaningOf, meaningOfCode } from './discord-codes';
export {
  createUndiciHttp,
  type HttpListener,
  type HttpPort,
  type HttpRequest,
  type HttpResponse,
} from './http';
export type { InvalidRequestPolicy } from './invalid-requests';
export type { UploadProgress } from './multipart';
export type { RateLimitPolicy } from './rate-limits';
export type { Priority } from './request-queue';
export { createRestClient } from './rest-client';
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
