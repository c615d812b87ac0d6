/**
 * A voice gateway connection in memory, for simulated members: the same frames as over a socket, in the same
 * order.
 */
import type { VoiceGateway } from './gateway';
import type { Link, LinkHandler } from './link';
import type { MediaPacket } from './media';
import type { TurnQueue } from './turn-queue';

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

/** Connects a member; its frames, both ways, take their turn in `turns`. */
export function connectInMemory(
  gateway: VoiceGateway,
  turns: TurnQueue,
  client: MemoryClient,
): MemoryConnection {
  let open = true;
  let left = false;
  const toClient = (task: () => void): void =>
    turns.add(() => {
      if (!left) task();
    });
  const link: Link = {
    sendText: (text) => toClient(() => client.onText(text)),
    sendBinary: (frame) => toClient(() => client.onBinary(frame)),
    close: (code) => {
      if (!open) return;
      open = false;
      toClient(() => client.onClosed(code));
    },
    media: {
      send: (packet) => {
        if (open) client.onMedia(packet);
      },
    },
  };
  const handler: LinkHandler = gateway.accept(link);
  const toServer = (task: () => void): void =>
    turns.add(() => {
      if (open) task();
    });
  return {
    sendText: (text) => toServer(() => handler.onText(text)),
    sendBinary: (frame) => toServer(() => handler.onBinary(frame)),
    sendMedia: (packet) => {
      if (open) handler.onMedia(packet);
    },
    close: () => {
      left = true;
      if (!open) return;
      open = false;
      handler.onClosed(1000);
    },
  };
}
