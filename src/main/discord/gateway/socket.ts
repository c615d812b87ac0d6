import type { RawData, WebSocket } from 'ws';
import { wordFailure, wordStatus } from './socket-failure';

/** The gateway's socket as a port, so that tests and replays can stand in for ws. */
export interface GatewaySocket {
  send(text: string): void;
  /** Starts the closing handshake; the socket is cut when the other side does not answer it. */
  close(code: number, reason: string): void;
  /** Resolves when nothing of the socket is left. */
  readonly gone: Promise<void>;
}

export interface GatewaySocketHandlers {
  text(text: string): void;
  binary(frame: Uint8Array): void;
  /** Once, at the end; `code` is null when it never opened or broke without a close frame. */
  closed(code: number | null, reason: string): void;
}

export type OpenGatewaySocket = (url: string, handlers: GatewaySocketHandlers) => GatewaySocket;

const MAX_FRAME_BYTES = 64 * 1024 * 1024;
const OPEN_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 1_500;

/**
 * Opens a WebSocket over ws. Frames of more than 64 MiB end the connection.
 *
 * ws brings Node's TLS with it and takes long to load, so it comes with the first connection, not with the app.
 * @throws for what is no WebSocket's address
 */
export const openWsSocket: OpenGatewaySocket = (url, handlers) => {
  if (!/^wss?:$/.test(new URL(url).protocol))
    throw new SyntaxError('a gateway address begins with ws: or wss:');
  let open: GatewaySocket | undefined;
  let givenUp = false;
  const opening = import('ws').then(({ default: Socket }) => {
    if (givenUp) return false;
    const socket = new Socket(url, {
      handshakeTimeout: OPEN_TIMEOUT_MS,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
      minVersion: 'TLSv1.2',
    });
    open = listenTo(socket, handlers);
    return true;
  });
  const gone = opening.then(
    (opened) => (opened ? open?.gone : handlers.closed(null, '')),
    (error: unknown) => handlers.closed(null, wordFailure(error instanceof Error ? error : new Error())),
  );
  return {
    gone,
    send: (text) => open?.send(text),
    close: (code, reason) => {
      givenUp = true;
      open?.close(code, reason);
    },
  };
};

/** What happens on one socket of ws, told to the shard. */
function listenTo(socket: WebSocket, handlers: GatewaySocketHandlers): GatewaySocket {
  let failure: string | undefined;
  let cutTimer: NodeJS.Timeout | undefined;
  const gone = new Promise<void>((resolve) => {
    socket.on('close', (code, reason) => {
      clearTimeout(cutTimer);
      resolve();
      // ws reports 1006 for "no close frame" and 1005 for "a close frame without a code".
      const known = code !== 1005 && code !== 1006;
      handlers.closed(known ? code : null, failure ?? reason.toString('utf8').slice(0, 200));
    });
  });
  socket.on('error', (error) => {
    failure ??= wordFailure(error);
  });
  // Who listens to this has to end the socket; the error that makes comes second and is not what happened.
  socket.on('unexpected-response', (_request, response) => {
    failure ??= wordStatus(response.statusCode ?? 0);
    response.resume();
    socket.terminate();
  });
  socket.on('message', (data, isBinary) => {
    const bytes = toBuffer(data);
    if (isBinary) handlers.binary(bytes);
    else handlers.text(bytes.toString('utf8'));
  });
  return {
    gone,
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    close: (code, reason) => {
      if (socket.readyState === socket.CONNECTING) {
        socket.terminate();
        return;
      }
      socket.close(code, reason);
      cutTimer ??= setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    },
  };
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
