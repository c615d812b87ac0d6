/** Of the modes that send their counter along, at the packet's end. */
export const TRANSPORT_COUNTER_BYTES = 4;

/** The packet's counter in big-endian order. */
export function trailingCounter(packet: Buffer): number {
  return packet.readUInt32BE(packet.length - TRANSPORT_COUNTER_BYTES);
}
