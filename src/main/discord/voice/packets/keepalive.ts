/**
 * UDP keep-alive: 13 37 CA FE ‖ uint32 sequence every five seconds, answered with 13 37 F0 0D and the same
 * sequence. Servers stop sending to a client that is silent for minutes, so it also goes out while listening.
 */

export const KEEPALIVE_BYTES = 8;
const PING_MAGIC = 0x1337cafe;
const PONG_MAGIC = 0x1337f00d;

export interface Keepalive {
  kind: 'ping' | 'pong';
  /** uint32, wraps. */
  sequence: number;
}

export function buildKeepalive(keepalive: Keepalive): Buffer {
  const datagram = Buffer.alloc(KEEPALIVE_BYTES);
  datagram.writeUInt32BE(keepalive.kind === 'ping' ? PING_MAGIC : PONG_MAGIC, 0);
  datagram.writeUInt32BE(keepalive.sequence >>> 0, 4);
  return datagram;
}

/** Null when the datagram is not a keep-alive of either direction. */
export function parseKeepalive(datagram: Buffer): Keepalive | null {
  if (datagram.length !== KEEPALIVE_BYTES) return null;
  const magic = datagram.readUInt32BE(0);
  if (magic !== PING_MAGIC && magic !== PONG_MAGIC) return null;
  return { kind: magic === PING_MAGIC ? 'ping' : 'pong', sequence: datagram.readUInt32BE(4) };
}
