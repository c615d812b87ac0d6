/**
 * IP discovery: the 74-byte exchange by which a voice client learns the address the server sees it at
 * (Discord voice documentation, "IP Discovery"). All big-endian.
 */
import { type ParseResult, parsed, refused } from './parse-result';

/** 74 = type 2 + length 2 + SSRC 4 + address 64 + port 2. */
export const IP_DISCOVERY_BYTES = 74;
const REQUEST_TYPE = 1;
const RESPONSE_TYPE = 2;
/** What follows the type and length fields: 74 − 4. */
const BODY_BYTES = 70;
const ADDRESS_OFFSET = 8;
const ADDRESS_BYTES = 64;
const PORT_OFFSET = 72;

export type IpDiscoveryRefusal = 'ip-discovery/length' | 'ip-discovery/type' | 'ip-discovery/address';

export interface IpDiscoveryResponse {
  ssrc: number;
  /** IPv4 or IPv6 text. */
  address: string;
  port: number;
}

/** The 74 bytes that ask a voice server for our outside address. */
export function buildIpDiscoveryRequest(ssrc: number): Buffer {
  return header(REQUEST_TYPE, ssrc);
}

/** The SSRC that a client asks for. */
export function parseIpDiscoveryRequest(datagram: Buffer): ParseResult<{ ssrc: number }, IpDiscoveryRefusal> {
  const refusal = checkHeader(datagram, REQUEST_TYPE);
  return refusal ? refused(refusal) : parsed({ ssrc: datagram.readUInt32BE(4) });
}

/** The answer, as the practice server gives it. */
export function buildIpDiscoveryResponse(response: IpDiscoveryResponse): Buffer {
  const datagram = header(RESPONSE_TYPE, response.ssrc);
  datagram.write(response.address, ADDRESS_OFFSET, ADDRESS_BYTES - 1, 'ascii');
  datagram.writeUInt16BE(response.port, PORT_OFFSET);
  return datagram;
}

export function parseIpDiscoveryResponse(
  datagram: Buffer,
): ParseResult<IpDiscoveryResponse, IpDiscoveryRefusal> {
  const refusal = checkHeader(datagram, RESPONSE_TYPE);
  if (refusal) return refused(refusal);
  const field = datagram.subarray(ADDRESS_OFFSET, ADDRESS_OFFSET + ADDRESS_BYTES);
  const end = field.indexOf(0);
  const address = field.toString('latin1', 0, end < 0 ? ADDRESS_BYTES : end);
  // Loose on purpose: the address goes back to the server as text, so it only has to look like one.
  if (!/^[0-9a-fA-F.:]{2,45}$/.test(address)) return refused('ip-discovery/address');
  return parsed({ ssrc: datagram.readUInt32BE(4), address, port: datagram.readUInt16BE(PORT_OFFSET) });
}

function header(type: number, ssrc: number): Buffer {
  const datagram = Buffer.alloc(IP_DISCOVERY_BYTES);
  datagram.writeUInt16BE(type, 0);
  datagram.writeUInt16BE(BODY_BYTES, 2);
  datagram.writeUInt32BE(ssrc >>> 0, 4);
  return datagram;
}

function checkHeader(datagram: Buffer, type: number): IpDiscoveryRefusal | null {
  if (datagram.length !== IP_DISCOVERY_BYTES || datagram.readUInt16BE(2) !== BODY_BYTES) {
    return 'ip-discovery/length';
  }
  return datagram.readUInt16BE(0) === type ? null : 'ip-discovery/type';
}
