import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { Close } from './codes';
import { GatewayConnection } from './connection';
import type { GatewayHub } from './hub';

/** Far above the 4096 bytes a payload may have, so that too large ones are answered with 4002 and not cut. */
const MAX_FRAME_BYTES = 1 << 20;
const CLOSE_GRACE_MS = 500;

export interface GatewayServer {
  /** Takes over an HTTP upgrade for the gateway's path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** Encoding and compression that this server has; a client that asked for others could read nothing of it. */
function isSpoken(query: URLSearchParams): boolean {
  const compress = query.get('compress') ?? '';
  return (query.get('encoding') ?? 'json') === 'json' && (compress === '' || compress === 'zlib-stream');
}

/** The WebSocket side of the main gateway: `/gateway?v=10&encoding=json[&compress=zlib-stream]`. */
export function createGatewayServer(
  hub: GatewayHub,
  clock: Clock,
  logger: Logger,
  heartbeatIntervalMs: number,
): GatewayServer {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });

  const accept = (socket: WebSocket, request: IncomingMessage): void => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const connection = new GatewayConnection(socket, hub, clock, logger, {
      heartbeatIntervalMs,
      zlibStream: query.get('compress') === 'zlib-stream',
    });
    const version = query.get('v');
    if (version !== null && version !== '10' && version !== '9') connection.close(Close.INVALID_API_VERSION);
    else if (!isSpoken(query)) connection.close(Close.DECODE_ERROR);
    else hub.add(connection);
  };

  return {
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, request)),
    async close() {
      hub.close();
      const clients = [...server.clients];
      await Promise.all(
        clients.map(
          (client) =>
            new Promise<void>((resolve) => {
              // A client that does not answer the close frame is cut; real time, as it is about sockets.
              const timer = setTimeout(() => client.terminate(), CLOSE_GRACE_MS);
              client.once('close', () => {
                clearTimeout(timer);
                resolve();
              });
              if (client.readyState === client.CLOSED) {
                clearTimeout(timer);
                resolve();
              }
            }),
        ),
      );
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
