/**
 * A voice gateway connection in memory, for simulated members: the same frames as over a socket, in the same
 * order, one per turn of the event loop, so that a burst of MLS work does not hold up the 20 ms clock.
 */
import type { VoiceGateway } from './gateway';
import type { Link, LinkHandler } from './link';
import type { MediaPacket } from './media';

/** What the member's side hears. */
export interface MemoryClient {
  onText(text: string): void;
  onBinary(frame: Buffer): void;
  onMedia(packet: MediaPacket): void;
  onClosed(code: number): void;
}

export interface MemoryConnection {
  sendText(text: string): void;
  sendBinary(frame: Buffer): void;
  /** Media pass at once; they have their own pace. */
  sendMedia(packet: MediaPacket): void;
  close(): void;
}

export function connectInMemory(gateway: VoiceGateway, client: MemoryClient): MemoryConnection {
  let open = true;
  const queue: (() => void)[] = [];
  let scheduled = false;
  const later = (task: () => void): void => {
    queue.push(task);
    if (!scheduled) schedule();
  };
  const schedule = (): void => {
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      queue.shift()?.();
      if (queue.length > 0 && !scheduled) schedule();
    });
  };
  const finish = (code: number): void => {
    if (!open) return;
    open = false;
    later(() => client.onClosed(code));
  };
  const link: Link = {
    sendText: (text) => later(() => client.onText(text)),
    sendBinary: (frame) => later(() => client.onBinary(frame)),
    close: (code) => finish(code),
    media: {
      send: (packet) => {
        if (open) client.onMedia(packet);
      },
    },
  };
  const handler: LinkHandler = gateway.accept(link);
  const ifOpen = (task: () => void) => () => {
    if (open) task();
  };
  return {
    sendText: (text) => later(ifOpen(() => handler.onText(text))),
    sendBinary: (frame) => later(ifOpen(() => handler.onBinary(frame))),
    sendMedia: (packet) => {
      if (open) handler.onMedia(packet);
    },
    close: () => {
      if (!open) return;
      open = false;
      queue.length = 0;
      handler.onClosed(1000);
    },
  };
}
