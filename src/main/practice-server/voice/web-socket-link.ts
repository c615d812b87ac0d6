import type { RawData, WebSocket } from 'ws';
import type { Logger } from '../../support/logger';
import type { VoiceGateway } from './gateway';

/** Joins an accepted WebSocket to the voice gateway. */
export function webSocketLink(socket: WebSocket, gateway: VoiceGateway, logger: Logger): void {
  const handler = gateway.accept({
    sendText: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    sendBinary: (frame) => {
      if (socket.readyState === socket.OPEN) socket.send(frame);
    },
    close: (code, reason) => socket.close(code, reason),
  });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    const bytes = toBuffer(data);
    if (isBinary) handler.onBinary(bytes);
    else handler.onText(bytes.toString('utf8'));
  });
  socket.on('close', (code) => handler.onClosed(code));
  socket.on('error', (error) => logger.debug('voice WebSocket failed', { error: error.message }));
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
