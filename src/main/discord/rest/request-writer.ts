import { Secret } from '../../support/secret';
import type { RequestOptions, RestClientOptions } from './client-options';
import type { HttpRequest } from './http';
import { openMultipart } from './multipart';
import type { RestCall } from './routes';

/** Turns calls into HTTP requests: address, version, headers, body. The one place where tokens are revealed. */

export const API_VERSION = 10;
const MAX_REASON = 512;

export class RequestWriter {
  readonly #origin: string;
  readonly #base: string;
  readonly #openHeaders: Record<string, string>;
  readonly #botHeaders: Secret<Record<string, string>>;

  constructor(baseUrl: string, options: Pick<RestClientOptions, 'apiVersion' | 'token' | 'appVersion'>) {
    const url = new URL(baseUrl);
    this.#origin = url.origin;
    this.#base = `${url.pathname.replace(/\/+$/, '')}/v${options.apiVersion ?? API_VERSION}`;
    this.#openHeaders = {
      'user-agent': `DiscordBot (https://roomtone.app, ${options.appVersion})`,
      accept: 'application/json',
    };
    this.#botHeaders = new Secret({
      ...this.#openHeaders,
      authorization: `Bot ${options.token.reveal()}`,
    });
  }

  /** Rejects with `AppError` `files/unreadable` when a file cannot be sent. */
  write(call: RestCall<unknown>, options: RequestOptions): HttpRequest | Promise<HttpRequest> {
    let path = this.#base + call.path;
    if (call.pathSecret) path = path.replace('{token}', call.pathSecret.reveal());
    if (call.query) {
      const query = new URLSearchParams(call.query).toString();
      if (query !== '') path += `?${query}`;
    }
    let headers = call.pathSecret ? this.#openHeaders : this.#botHeaders.reveal();
    if (options.reason && call.takesReason) {
      headers = { ...headers, 'x-audit-log-reason': reasonHeader(options.reason) };
    }
    const request = { method: call.method, origin: this.#origin, path, headers };
    if (call.files && call.files.length > 0) {
      return openMultipart(call.body, call.files, options.onUploadProgress).then((body) => ({
        ...request,
        headers: { ...headers, 'content-type': body.contentType },
        body,
      }));
    }
    if (call.body === undefined) return { ...request, body: null };
    return {
      ...request,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(call.body),
    };
  }
}

/** Cut between characters: half of one cannot be encoded. */
function reasonHeader(reason: string): string {
  const whole = [...reason]
    .slice(0, MAX_REASON)
    .map((character) => (/^[\uD800-\uDFFF]$/.test(character) ? '\uFFFD' : character));
  return encodeURIComponent(whole.join(''));
}
