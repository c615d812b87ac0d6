import { AppError } from '@shared/errors/failure';
import type { Envelope } from '@shared/ipc/api';
import { openEnvelope } from './envelope';

/** How long main may take to hand a port over before we say so. */
export const PORT_TIMEOUT_MS = 5_000;

/** The part of `window` that port hand-over needs; a test gives an EventTarget. */
export interface PortWindow {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/**
 * Asks main for a port under a fresh nonce and resolves with our end of it. The port comes as a message that the
 * preload posts to its own window; messages from elsewhere, or with another nonce, are none of our business.
 */
export function receivePort(
  request: (nonce: string) => Promise<Envelope<null>>,
  channel: string,
  source: PortWindow = window,
  timeoutMs = PORT_TIMEOUT_MS,
): Promise<MessagePort> {
  const nonce = crypto.randomUUID();
  return new Promise<MessagePort>((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer);
      source.removeEventListener('message', onMessage);
    };
    const fail = (error: unknown) => {
      finish();
      reject(error);
    };
    const onMessage = (event: MessageEvent) => {
      if (event.source !== null && event.source !== (source as unknown)) return;
      if ((event.data as { roomtonePort?: unknown } | null)?.roomtonePort !== nonce) return;
      const port = event.ports[0];
      if (!port) return fail(portError(channel, 'it came without a port'));
      finish();
      resolve(port);
    };
    const timer = setTimeout(
      () => fail(portError(channel, `nothing came within ${timeoutMs} ms`)),
      timeoutMs,
    );
    source.addEventListener('message', onMessage);
    request(nonce)
      .then(
        (reply) => void openEnvelope(reply, channel),
        () => undefined,
      )
      .catch(fail);
  });
}

function portError(channel: string, why: string): AppError {
  return new AppError('ipc/invalid-output', `No audio connection for ${channel}: ${why}`, {
    retryable: true,
    details: { channel },
  });
}
