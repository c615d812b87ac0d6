import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { WireAddress } from './wire';

/** Room for a hundred speakers at 50 packets/s over a stall of a second; the system may grant less. */
const RECEIVE_BUFFER_BYTES = 4_194_304;

/** A socket connected to `address`, with room for what queues while nobody reads. Rejects when there is no route. */
export async function connectUdp(address: WireAddress, onTrouble: (error: Error) => void): Promise<Socket> {
  const family = isIP(address.ip);
  // A name would be looked up, wherever that leads.
  if (family === 0) throw new Error('the voice server gave no IP address');
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(address.port, address.ip, () => {
        socket.removeListener('error', reject);
        resolve();
      });
    });
  } catch (error) {
    socket.close();
    throw error;
  }
  // ICMP "port unreachable" of a dead server surfaces here; the gateway decides what it means.
  socket.on('error', onTrouble);
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch (error) {
    onTrouble(error as Error);
  }
  return socket;
}

/** Discovery and keep-alive answers; the first byte of RTP and RTCP is 0x80 or more. */
export function isControl(datagram: Uint8Array): boolean {
  return (datagram[0] ?? 0) < 0x80;
}
