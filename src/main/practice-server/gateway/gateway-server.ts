import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { Close } from './codes';
import { type CompressionName, hasZstd, startCompression } from './compression';
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

/** The compression a client asked for; `unknown` when this server has it not and could not be read. */
function compressionOf(query: URLSearchParams): CompressionName | null | 'unknown' {
  const name = query.get('compress') ?? '';
  if (name === '') return null;
  if (name === 'zlib-stream' || (name === 'zstd-stream' && hasZstd())) return name;
  return 'unknown';
}

/** The WebSocket side of the main gateway: `/gateway?v=10&encoding=json[&compress=zlib-stream|zstd-stream]`. */
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
    const compression = compressionOf(query);
    const connection = new GatewayConnection(socket, hub, clock, logger, {
      heartbeatIntervalMs,
      transport: compression === null || compression === 'unknown' ? null : startCompression(compression),
    });
    const version = query.get('v');
    if (version !== null && version !== '10' && version !== '9') connection.close(Close.INVALID_API_VERSION);
    else if ((query.get('encoding') ?? 'json') !== 'json' || compression === 'unknown') {
      connection.close(Close.DECODE_ERROR);
    } else hub.add(connection);
  };

  return {
    upgrade(request, socket, head) {
      const refused = hub.trouble.takeRefusedConnect();
      if (refused !== null) {
        socket.end(`HTTP/1.1 ${refused} Trouble\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, request));
    },
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
