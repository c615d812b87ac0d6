/**
 * One loopback port that speaks plain WebSocket and WebSocket over TLS: the first byte of a connection tells,
 * as a TLS record of a ClientHello starts with 0x16 and HTTP never does. Our own client comes in plain, clients
 * that hard-code `wss://` by TLS.
 */
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../../support/logger';
import type { SelfSignedCertificate } from './self-signed';

const TLS_HANDSHAKE_RECORD = 0x16;
/** Voice gateway versions spoken here: the documented 8, and 9, which differs by one field. */
const SPOKEN_VERSION = /[?&]v=[89](&|$)/;
/** Voice messages are small: a commit with a Welcome for a full channel stays far below. */
const MAX_MESSAGE_BYTES = 256 * 1024;

export interface LoopbackListener {
  port: number;
  close(): Promise<void>;
}

export async function listenOnLoopback(options: {
  host: string;
  certificate: SelfSignedCertificate;
  logger: Logger;
  onConnection: (socket: WebSocket) => void;
}): Promise<LoopbackListener> {
  const { certificate, logger } = options;
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const plain = createHttpServer((_request, response) => response.writeHead(426).end());
  const tls = createHttpsServer(
    { key: certificate.privateKeyPem.reveal(), cert: certificate.certificatePem },
    (_request, response) => response.writeHead(426).end(),
  );
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (SPOKEN_VERSION.test(request.url ?? ''))
      webSockets.handleUpgrade(request, socket, head, (ws) => options.onConnection(ws));
    else refuse(socket);
  };
  const refuse = (socket: Duplex): void => {
    socket.on('error', (error) => logger.debug('refused socket failed', { error: error.message }));
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  };
  plain.on('upgrade', onUpgrade);
  tls.on('upgrade', onUpgrade);
  tls.on('tlsClientError', (error: Error) => logger.debug('TLS refused', { error: error.message }));

  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', (error) => logger.debug('socket failed', { error: error.message }));
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      const target = first[0] === TLS_HANDSHAKE_RECORD ? tls : plain;
      target.emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        webSockets.close();
        plain.close();
        tls.close();
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
