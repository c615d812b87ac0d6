import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildIpDiscoveryRequest,
  buildIpDiscoveryResponse,
  parseIpDiscoveryRequest,
  parseIpDiscoveryResponse,
} from '../../../../../src/main/discord/voice/packets/ip-discovery';
import { buildKeepalive, parseKeepalive } from '../../../../../src/main/discord/voice/packets/keepalive';

describe('IP discovery', () => {
  it('asks in 74 bytes with type 1, length 70 and the SSRC', () => {
    const request = buildIpDiscoveryRequest(0xdead_beef);
    expect(request.toString('hex')).toBe(`00010046deadbeef${'00'.repeat(66)}`);
    expect(parseIpDiscoveryRequest(request)).toEqual({ ok: true, value: { ssrc: 0xdead_beef } });
  });

  it('reads a response laid out by hand', () => {
    const address = Buffer.from('203.0.113.77', 'ascii').toString('hex');
    const hex = `00020046000003e8${address}${'00'.repeat(64 - 12)}c351`;
    expect(parseIpDiscoveryResponse(Buffer.from(hex, 'hex'))).toEqual({
      ok: true,
      value: { ssrc: 1000, address: '203.0.113.77', port: 50_001 },
    });
  });

  it('reads back IPv6 addresses and every port', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.ipV4(), fc.ipV6()),
        fc.nat(0xffff),
        fc.nat(0xffff_ffff),
        (address, port, ssrc) => {
          const response = { ssrc, address, port };
          expect(parseIpDiscoveryResponse(buildIpDiscoveryResponse(response))).toEqual({
            ok: true,
            value: response,
          });
        },
      ),
    );
  });

  it('refuses the 70-byte form, requests, and text that is no address', () => {
    expect(parseIpDiscoveryResponse(Buffer.alloc(70))).toEqual({ ok: false, reason: 'ip-discovery/length' });
    expect(parseIpDiscoveryResponse(buildIpDiscoveryRequest(1))).toEqual({
      ok: false,
      reason: 'ip-discovery/type',
    });
    const response = buildIpDiscoveryResponse({ ssrc: 1, address: 'no address!', port: 1 });
    expect(parseIpDiscoveryResponse(response)).toEqual({ ok: false, reason: 'ip-discovery/address' });
  });

  it('never throws on arbitrary datagrams', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), (bytes) => {
        parseIpDiscoveryResponse(Buffer.from(bytes));
        parseIpDiscoveryRequest(Buffer.from(bytes));
        parseKeepalive(Buffer.from(bytes));
      }),
    );
  });
});

describe('UDP keep-alive', () => {
  it('is the magic and a big-endian sequence in both directions', () => {
    expect(buildKeepalive({ kind: 'ping', sequence: 258 }).toString('hex')).toBe('1337cafe00000102');
    expect(parseKeepalive(Buffer.from('1337f00d00000102', 'hex'))).toEqual({ kind: 'pong', sequence: 258 });
    expect(parseKeepalive(Buffer.from('1337f00d000001', 'hex'))).toBeNull();
    expect(parseKeepalive(Buffer.from('8078000100000002', 'hex'))).toBeNull();
  });
});
