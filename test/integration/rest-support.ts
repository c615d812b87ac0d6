import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createRestClient,
  createUndiciHttp,
  type RestClient,
  type RestClientOptions,
} from '../../src/main/discord/rest';
import { systemClock } from '../../src/main/support/clock';
import { createLogger, type LogEntry } from '../../src/main/support/logger';
import { Secret } from '../../src/main/support/secret';

export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export const user = { id: '5', username: 'ada', discriminator: '0', global_name: null, avatar: null };
export const message = {
  id: '1',
  channel_id: '10',
  author: user,
  content: 'hello',
  timestamp: '2026-01-01T00:00:00.000000+00:00',
  edited_timestamp: null,
  mentions: [],
  attachments: [],
  embeds: [],
  type: 0,
};

export const json = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

/** A server whose every answer a test writes, and clients of it. */
export class RestRig {
  readonly requests: IncomingMessage[] = [];
  readonly log: LogEntry[] = [];
  answer: Answer = (_request, response) => json(response, 200, message);
  readonly #clients: RestClient[] = [];

  private constructor(readonly server: Server) {}

  static async start(): Promise<RestRig> {
    const server = createServer();
    const rig = new RestRig(server);
    server.on('request', (request, response) => {
      rig.requests.push(request);
      rig.answer(request, response, rig.requests.length);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return rig;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  client(options: Partial<RestClientOptions> = {}): RestClient {
    const client = createRestClient({
      baseUrl: `http://127.0.0.1:${this.port}/api`,
      token: new Secret('canary-token'),
      http: createUndiciHttp(),
      clock: systemClock,
      random: () => 0.9,
      logger: createLogger('rest', (entry) => this.log.push(entry)),
      appVersion: '0.1.0',
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await client.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
