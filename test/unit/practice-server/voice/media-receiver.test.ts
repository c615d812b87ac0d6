import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  buildIpDiscoveryRequest,
  buildKeepalive,
  buildRtpHeader,
  ENCRYPTION_MODES,
  isRtcp,
  parseIpDiscoveryResponse,
  parseKeepalive,
  RTCP_CLEAR_BYTES,
  reportedLoss,
} from '../../../../src/main/discord/voice/packets';
import { loadMlsCodec, type MlsCodec } from '../../../../src/main/practice-server/voice/dave/mls-codec';
import { type Client, Server } from './gateway-harness';

const ANNA = '158049329150427136';
const BEN = '158533742254751744';
const CLEO = '81384788765712384';
const FROM_ANNA = { address: '127.0.0.1', port: 40_000 };

let mls: MlsCodec;
let server: Server;
let anna: Client;
let ben: Client;
beforeAll(async () => {
  mls = await loadMlsCodec();
});
beforeEach(async () => {
  server = new Server(mls);
  anna = await server.join(ANNA, 40_000);
  ben = await server.join(BEN, 40_001, 'aead_xchacha20_poly1305_rtpsize');
});

async function packetOf(client: Client, sequence: number, ssrc = client.ssrc): Promise<Buffer> {
  const header = buildRtpHeader({ sequence, timestamp: sequence * 960, ssrc });
  return (await client.transportKey()).seal(header, Buffer.from('opus frame'), sequence);
}

it('answers IP discovery with the address it came from, for a known SSRC only', () => {
  const from = { address: '127.0.0.1', port: 43_210 };
  server.receiver.handle(buildIpDiscoveryRequest(anna.ssrc), from);
  server.receiver.handle(buildIpDiscoveryRequest(7), from);
  expect(server.datagrams).toHaveLength(1);
  expect(server.datagrams[0]?.to).toEqual(from);
  const answer = parseIpDiscoveryResponse(server.datagrams[0]?.datagram ?? Buffer.alloc(0));
  expect(answer).toEqual({ ok: true, value: { ssrc: anna.ssrc, ...from } });
});

it('answers a keep-alive with its sequence and leaves eight-byte counters of old clients alone', () => {
  server.receiver.handle(buildKeepalive({ kind: 'ping', sequence: 77 }), FROM_ANNA);
  server.receiver.handle(Buffer.from('0100000000000000', 'hex'), FROM_ANNA);
  expect(server.datagrams.map(({ datagram }) => parseKeepalive(datagram))).toEqual([
    { kind: 'pong', sequence: 77 },
  ]);
});

describe('forwarding', () => {
  it.each(ENCRYPTION_MODES)(
    'seals anew for each receiver (%s) and keeps sequence, time and SSRC',
    async (mode) => {
      const cleo = await server.join(CLEO, 40_002, mode);
      anna.send(5, { speaking: 1, delay: 0, ssrc: anna.ssrc });
      for (const sequence of [65_535, 65_536])
        server.receiver.handle(await packetOf(anna, sequence), FROM_ANNA);
      const toCleo = server.datagrams.filter(({ to }) => to.port === 40_002).map(({ datagram }) => datagram);
      expect(server.datagrams.map(({ to }) => to.port).sort()).toEqual([40_001, 40_001, 40_002, 40_002]);
      const key = await cleo.transportKey();
      for (const [index, datagram] of toCleo.entries()) {
        const sequence = 65_535 + index;
        expect(key.open(datagram, 12)).toEqual({ ok: true, value: Buffer.from('opus frame') });
        expect(datagram.subarray(0, 12)).toEqual(
          buildRtpHeader({ sequence, timestamp: sequence * 960, ssrc: anna.ssrc }),
        );
      }
      const counters = toCleo.map((datagram) => datagram.readUInt32BE(datagram.length - 4));
      expect(counters).toEqual([1, 2]);
    },
  );

  it('passes header extensions and padding through unread', async () => {
    anna.send(5, { speaking: 1, delay: 0, ssrc: anna.ssrc });
    const header = buildRtpHeader({
      sequence: 1,
      timestamp: 960,
      ssrc: anna.ssrc,
      padding: true,
      extension: { profile: 0xbede, words: 1 },
    });
    const body = Buffer.from('10ff0000aabbcc02', 'hex');
    server.receiver.handle((await anna.transportKey()).seal(header, body, 9), FROM_ANNA);
    const [forwarded] = server.datagrams;
    expect((await ben.transportKey()).open(forwarded?.datagram ?? Buffer.alloc(0), 16)).toEqual({
      ok: true,
      value: body,
    });
  });

  it('stops for a receiver that has been silent for minutes, until it is heard again', async () => {
    anna.send(5, { speaking: 1, delay: 0, ssrc: anna.ssrc });
    for (let second = 0; second < 330; second += 10) {
      server.clock.advance(10_000);
      for (const client of [anna, ben]) client.send(3, { t: second });
    }
    server.receiver.handle(await packetOf(anna, 1), FROM_ANNA);
    expect(server.datagrams).toEqual([]);
    expect(server.stats.withheldFromSilent).toBe(1);
    server.receiver.handle(buildKeepalive({ kind: 'ping', sequence: 1 }), {
      address: '127.0.0.1',
      port: 40_001,
    });
    server.receiver.handle(await packetOf(anna, 2), FROM_ANNA);
    expect(server.datagrams).toHaveLength(2); // the pong and the packet
  });
});

it('tells a client every five seconds what of its packets did not come', async () => {
  anna.send(5, { speaking: 1, delay: 0, ssrc: anna.ssrc });
  const key = await anna.transportKey();
  const reports: number[] = [];
  for (let sequence = 0; sequence < 520; sequence += 1) {
    server.clock.advance(20);
    if (sequence % 4 !== 3) server.receiver.handle(await packetOf(anna, sequence), FROM_ANNA);
    for (const { datagram, to } of server.datagrams.splice(0)) {
      if (to.port !== FROM_ANNA.port || !isRtcp(datagram)) continue;
      const opened = key.open(datagram, RTCP_CLEAR_BYTES);
      if (!opened.ok) throw new Error(opened.reason);
      const rtcp = Buffer.concat([datagram.subarray(0, RTCP_CLEAR_BYTES), opened.value]);
      reports.push(reportedLoss(rtcp, anna.ssrc) ?? Number.NaN);
    }
  }
  expect(reports.length).toBe(2);
  for (const lost of reports) expect(lost).toBeCloseTo(0.25, 1);
  expect(server.stats.reports).toBe(2);
});

describe('what is dropped', () => {
  it('RTP before the first Speaking', async () => {
    server.receiver.handle(await packetOf(anna, 1), FROM_ANNA);
    expect(server.stats.beforeSpeaking).toBe(1);
    expect(server.datagrams).toEqual([]);
  });

  it.each<[string, () => Promise<void>]>([
    [
      'from an address that nobody selected',
      async () => server.receiver.handle(await packetOf(anna, 1), { address: '127.0.0.1', port: 1 }),
    ],
    ['with an unknown SSRC', async () => server.receiver.handle(await packetOf(anna, 1, 9999), FROM_ANNA)],
    [
      'with the SSRC of somebody else',
      async () => server.receiver.handle(await packetOf(anna, 1, ben.ssrc), FROM_ANNA),
    ],
  ])('a packet %s', async (_what, act) => {
    anna.send(5, { speaking: 1, delay: 0, ssrc: anna.ssrc });
    await act();
    expect(server.stats.unknownSource).toBe(1);
    expect(server.datagrams).toEqual([]);
  });

  it('a packet sealed with another key', async () => {
    anna.send(5, { speaking: 1, delay: 0, ssrc: anna.ssrc });
    const header = buildRtpHeader({ sequence: 1, timestamp: 0, ssrc: anna.ssrc });
    server.receiver.handle((await ben.transportKey()).seal(header, Buffer.from('x'), 1), FROM_ANNA);
    expect(server.stats.notAuthentic).toBe(1);
  });

  it('any bytes, from anywhere, without throwing, answering or forwarding', () => {
    anna.send(5, { speaking: 1, delay: 0, ssrc: anna.ssrc });
    const ssrc = Buffer.alloc(4);
    ssrc.writeUInt32BE(anna.ssrc);
    const rtpLike = fc
      .tuple(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.uint8Array({ maxLength: 80 }))
      .map(([head, tail]) => Buffer.concat([head, ssrc, tail]));
    const anything = fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(rtpLike, anything), fc.constantFrom(40_000, 1), (datagram, port) => {
        fc.pre(datagram.length !== 8 && datagram.length !== 74);
        server.receiver.handle(datagram, { address: '127.0.0.1', port });
      }),
      { numRuns: 1000 },
    );
    expect(server.datagrams).toEqual([]);
    expect(server.stats.packetsReceived).toBe(0);
  });

  it('a real packet with any single bit changed', async () => {
    anna.send(5, { speaking: 1, delay: 0, ssrc: anna.ssrc });
    const packet = await packetOf(anna, 5);
    fc.assert(
      fc.property(fc.nat(packet.length * 8 - 1), (bit) => {
        const changed = Buffer.from(packet);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        server.receiver.handle(changed, FROM_ANNA);
      }),
      { numRuns: 300 },
    );
    expect(server.datagrams).toEqual([]);
  });
});
