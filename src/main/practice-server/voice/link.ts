import type { MediaPacket } from './media';

/**
 * A client's connection to the voice gateway, whatever carries it: a WebSocket, or memory for simulated
 * members. The server sends through it; what comes in goes to `VoiceGateway.accept`'s handlers.
 */
export interface Link {
  /** One JSON text frame. */
  sendText(text: string): void;
  /** One binary frame. */
  sendBinary(frame: Buffer): void;
  close(code: number, reason: string): void;
  /** Present when media travel with the link instead of by UDP (protocol `memory` of op 1). */
  readonly media?: { send(packet: MediaPacket): void };
}

/** What the gateway wants to hear from a link. */
export interface LinkHandler {
  onText(text: string): void;
  onBinary(frame: Buffer): void;
  onClosed(code: number): void;
  /** For links that carry media themselves. */
  onMedia(packet: MediaPacket): void;
}
