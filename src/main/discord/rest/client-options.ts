import type { AppError } from '@shared/errors/app-error';
import type { RestMetrics } from '@shared/models/rest-metrics';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { Secret } from '../../support/secret';
import type { HttpPort } from './http';
import type { InvalidRequestPolicy } from './invalid-requests';
import type { UploadProgress } from './multipart';
import type { RateLimitPolicy } from './rate-limits';
import type { Priority } from './request-queue';
import type { RestCall } from './routes';

export type ApiVersion = 9 | 10;

export interface RestClientOptions {
  /** Such as `https://discord.com/api` or `http://127.0.0.1:4010/api`; the version is added. */
  baseUrl: string;
  /** 10 unless told; 9 for a self-hosted server that speaks no newer one. */
  apiVersion?: ApiVersion;
  token: Secret<string>;
  http: HttpPort;
  clock: Clock;
  random: () => number;
  logger: Logger;
  /** Version for the User-Agent. */
  appVersion: string;
  /** What the account has; 50 a second unless told. */
  limits?: RateLimitPolicy;
  invalidRequests?: InvalidRequestPolicy;
  /** Requests that may wait; one more fails with `rest/queue-full`. */
  maxQueued?: number;
}

export interface RequestOptions {
  signal?: AbortSignal;
  /** `user` (default) goes before `background`. */
  priority?: Priority;
  /** Shown in the guild's audit log where Discord takes one; at most 512 characters. */
  reason?: string;
  /** Give up when a 429 asks for a longer wait than this; default 60 s. */
  maxRateLimitWaitMs?: number;
  /** Fewer repetitions after network and server failures than the usual three. */
  maxRetries?: number;
  /** For calls with files: what the socket has taken. Starts from 0 again when the upload is repeated. */
  onUploadProgress?: (progress: UploadProgress) => void;
}

export interface RestCounters {
  /** Sent, each repetition counted. */
  requests: number;
  errors: number;
  rateLimited: number;
  unexpectedResponses: number;
  retries: number;
}

export interface RestClient {
  readonly isLoopback: boolean;
  /** Sends one call and resolves with its checked answer; rejects with `AppError`, or the signal's reason. */
  request<T>(call: RestCall<T>, options?: RequestOptions): Promise<T>;
  /** Told once, when the server refuses the token. */
  onUnauthorized(listener: (error: AppError) => void): () => void;
  /** Told of every call the server has carried out. */
  onDone(listener: (call: RestCall<unknown>) => void): () => void;
  counters(): RestCounters;
  /** Everything the diagnostics view shows (requirement M35). */
  metrics(): RestMetrics;
  queueDepth(): number;
  /** About how long `count` calls like this one would take from now, under the limits as they stand, ms. */
  estimateMs(call: RestCall<unknown>, count?: number): number;
  /** Cancels everything and lets go of all connections. */
  close(): Promise<void>;
}
