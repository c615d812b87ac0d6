import type { Agent } from 'undici';
import type { HeaderBag } from './headers';

/**
 * The HTTP port of the REST client and its live implementation over undici. It moves bytes: no token handling,
 * no limits, no retries.
 */

export interface HttpRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  signal: AbortSignal;
}

export interface HttpResponse {
  status: number;
  headers: HeaderBag;
  text: string;
}

export interface HttpPort {
  /** Rejects with any error when no whole answer came. */
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** An answer bigger than this is not read to its end. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

/** undici takes longer to load than the rest of main together, so it comes with the first request, not at start. */
async function openAgent(): Promise<Agent> {
  const undici = await import('undici');
  return new undici.Agent({
    connections: 16,
    pipelining: 1,
    keepAliveTimeout: 20_000,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connect: { timeout: 10_000, minVersion: 'TLSv1.2', rejectUnauthorized: true },
  });
}

/** A pool of keep-alive connections of its own. TLS is 1.2 or newer, and certificates are checked. */
export function createUndiciHttp(): HttpPort {
  let agent: Promise<Agent> | undefined;
  return {
    async send(request) {
      const url = new URL(request.url);
      agent ??= openAgent();
      const answer = await (await agent).request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method as 'GET',
        headers: request.headers,
        body: request.body,
        signal: request.signal,
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) {
          answer.body.destroy();
          throw new AnswerTooLarge('the answer is larger than 16 MiB');
        }
        chunks.push(chunk);
      }
      return {
        status: answer.statusCode,
        headers: answer.headers,
        text: Buffer.concat(chunks).toString('utf8'),
      };
    },
    close: async () => (await agent)?.destroy(),
  };
}
