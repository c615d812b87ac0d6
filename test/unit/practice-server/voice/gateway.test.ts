import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadMlsCodec, type MlsCodec } from '../../../../src/main/practice-server/voice/dave/mls-codec';
import { CHANNEL, type Client, GUILD, Server } from './gateway-harness';

const ANNA = '158049329150427136';
const BEN = '158533742254751744';
const UDP = { address: '127.0.0.1', port: 40_000, mode: 'aead_xchacha20_poly1305_rtpsize' };

let mls: MlsCodec;
let server: Server;
beforeAll(async () => {
  mls = await loadMlsCodec();
});
beforeEach(() => {
  server = new Server(mls);
});

describe('identify', () => {
  it('greets with Hello and answers with Ready and the two modes', () => {
    server.seat(ANNA);
    const client = server.connect();
    expect(client.json[0]).toMatchObject({ op: 8, d: { v: 8 } });
    client.identify(ANNA);
    expect(client.of(2)[0]?.d).toMatchObject({
      ip: '127.0.0.1',
      port: 5000,
      modes: ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'],
    });
  });

  it.each([
    ['a wrong token', { token: 'nonsense' }, 4004],
    ['a wrong session id', { session_id: 'other' }, 4004],
    ['a user without a seat', { user_id: BEN }, 4004],
    ['no DAVE', { max_dave_protocol_version: 0 }, 4017],
    ['DAVE not mentioned', { max_dave_protocol_version: undefined }, 4017],
    ['ids that are none', { server_id: 'guild' }, 4002],
  ])('refuses %s', (_what, change, code) => {
    server.seat(ANNA);
    const client = server.connect();
    client.identify(ANNA, change);
    expect(client.closedWith).toBe(code);
    expect(client.of(2)).toEqual([]);
  });

  it('lets a client without DAVE onto a stage, in plain', async () => {
    server.seat(ANNA, 'stage');
    const client = server.connect();
    client.identify(ANNA, { max_dave_protocol_version: 0 });
    await client.select(UDP);
    expect(client.of(4)[0]?.d).toMatchObject({ dave_protocol_version: 0 });
    expect(client.binary).toEqual([]);
  });

  it('ends the earlier session of the same user with 4006', async () => {
    const old = await server.join(ANNA, 40_000);
    const fresh = await server.join(ANNA, 40_001);
    expect(old.closedWith).toBe(4006);
    expect(fresh.closedWith).toBeNull();
  });
});

it('offers and takes no other mode than it was given', async () => {
  server = new Server(mls, ['aead_xchacha20_poly1305_rtpsize']);
  const client = await server.join(ANNA, 40_000, 'aead_aes256_gcm_rtpsize');
  expect(client.of(2)[0]?.d?.modes).toEqual(['aead_xchacha20_poly1305_rtpsize']);
  expect(client.closedWith).toBe(4016);
});

describe('misuse', () => {
  it.each<[string, (client: Client) => void | Promise<void>, number]>([
    ['an unknown opcode', (client) => client.send(99, {}), 4001],
    ['text that is no JSON', (client) => client.sendText('{'), 4002],
    ['a heartbeat nonce as text', (client) => client.send(3, { t: '1' }), 4002],
    ['a second identify', (client) => client.identify(ANNA), 4005],
    ['another protocol', (client) => client.select(UDP, 'webrtc'), 4012],
    ['the memory protocol over a network link', (client) => client.select(UDP, 'memory'), 4012],
    ['a discontinued mode', (client) => client.select({ ...UDP, mode: 'xsalsa20_poly1305' }), 4016],
    [
      'a media address beyond this machine',
      (client) => client.select({ ...UDP, address: '192.0.2.1' }),
      4020,
    ],
    ['the SSRC of somebody else', (client) => client.send(5, { speaking: 1, delay: 0, ssrc: 1 }), 4020],
    ['a binary frame that is no DAVE message', (client) => client.sendBinary(Buffer.from([99, 1, 2])), 4002],
  ])('closes on %s', async (_what, act, code) => {
    server.seat(ANNA);
    const client = server.connect();
    client.identify(ANNA);
    await act(client);
    expect(client.closedWith).toBe(code);
  });

  it.each([1, 5, 23, 31])('closes with 4003 on opcode %i before identify', (op) => {
    const client = server.connect();
    client.send(op, {});
    expect(client.closedWith).toBe(4003);
  });
});

describe('anything a client may send', () => {
  it('is answered or closes that client, and never harms another', async () => {
    const anna = await server.join(ANNA, 40_000);
    const ops = fc.constantFrom(0, 1, 3, 5, 7, 12, 14, 15, 16, 23, 31, 32);
    const frame = fc.oneof(
      fc.record({ op: ops, d: fc.jsonValue() }).map((value) => JSON.stringify(value)),
      fc.json(),
      fc.string(),
    );
    const binary = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(fc.array(fc.oneof(frame, binary), { maxLength: 6 }), (frames) => {
        server.seat(BEN);
        const ben = server.connect();
        ben.identify(BEN);
        for (const sent of frames) {
          if (typeof sent === 'string') ben.sendText(sent);
          else ben.sendBinary(Buffer.from(sent));
        }
        ben.drop();
        expect(anna.closedWith).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

describe('a call', () => {
  it('tells newcomers and those present of each other', async () => {
    const anna = await server.join(ANNA, 40_000);
    anna.send(5, { speaking: 1, delay: 0, ssrc: anna.ssrc });
    const ben = await server.join(BEN, 40_001);
    expect(anna.of(11).map((message) => message.d)).toEqual([{ user_ids: [BEN] }]);
    expect(ben.of(11).map((message) => message.d)).toEqual([{ user_ids: [ANNA] }]);
    expect(ben.of(5)[0]?.d).toEqual({ user_id: ANNA, ssrc: anna.ssrc, speaking: 1 });
    ben.send(5, { speaking: 1, delay: 0, ssrc: ben.ssrc });
    expect(anna.of(5)[0]?.d).toEqual({ user_id: BEN, ssrc: ben.ssrc, speaking: 1 });
    server.seats.end(GUILD, BEN, 'left');
    expect(anna.of(13)[0]?.d).toEqual({ user_id: BEN });
  });

  it('tells somebody between Ready and Select Protocol who came in meanwhile', async () => {
    server.seat(ANNA);
    const slow = server.connect();
    slow.identify(ANNA);
    await server.join(BEN, 40_001);
    expect(slow.of(11).map((message) => message.d)).toEqual([{ user_ids: [BEN] }]);
  });

  it.each([
    ['kicked', 4014],
    ['moved', 4014],
    ['left', 4014],
    ['channelDeleted', 4022],
  ] as const)('closes a client whose seat ended (%s)', async (reason, code) => {
    const anna = await server.join(ANNA, 40_000);
    server.seats.end(GUILD, ANNA, reason);
    expect(anna.closedWith).toBe(code);
    expect(server.sessions.all()).toEqual([]);
  });

  it('sends the external sender after Session Description and brings two clients into a group', async () => {
    const anna = await server.join(ANNA, 40_000);
    const description = anna.of(4)[0];
    expect(description?.d).toMatchObject({ dave_protocol_version: 1 });
    expect(anna.binary[0]?.readUInt8(2)).toBe(25);
    expect(anna.binary[0]?.readUInt16BE(0)).toBe((description?.seq ?? 0) + 1);
    const ben = await server.join(BEN, 40_001);
    anna.startDave().recognizedUsers.add(BEN);
    ben.startDave().recognizedUsers.add(ANNA);
    for (const client of [anna, ben]) client.readDave();
    for (const client of [anna, ben]) client.dave?.start(1);
    for (let round = 0; round < 4; round += 1) for (const client of [anna, ben]) client.readDave();
    expect(anna.dave?.privacyCode).toMatch(/^\d{30}$/);
    expect(anna.dave?.privacyCode).toBe(ben.dave?.privacyCode);
    expect(anna.of(22).map((message) => message.d)).toEqual(ben.of(22).map((message) => message.d));
  });
});

describe('heartbeat', () => {
  it('echoes the nonce, and ends a session that stops beating with 4009', async () => {
    const anna = await server.join(ANNA, 40_000);
    server.clock.advance(30_000);
    anna.send(3, { t: 1234, seq_ack: 1 });
    expect(anna.of(6)).toEqual([{ op: 6, d: { t: 1234 } }]);
    server.clock.advance(41_000);
    expect(anna.closedWith).toBeNull();
    server.clock.advance(1000);
    expect(anna.closedWith).toBe(4009);
  });
});

describe('resume', () => {
  const resume = (client: Client, sequence: number, change = {}): void =>
    client.send(7, {
      server_id: GUILD,
      session_id: `session-${ANNA}`,
      token: `token-${ANNA}`,
      seq_ack: sequence,
      ...change,
    });

  it('answers Resumed first, then exactly what was missed, text and binary', async () => {
    const anna = await server.join(ANNA, 40_000);
    const acknowledged = anna.lastSequence;
    anna.drop();
    await server.join(BEN, 40_001);
    const again = server.connect();
    resume(again, acknowledged);
    expect(again.json.map((message) => message.op)).toEqual([8, 9, 11, 18, 20]);
    const sequences = again.json.flatMap((message) => message.seq ?? []);
    expect(sequences).toEqual([acknowledged + 1, acknowledged + 2, acknowledged + 3]);
    expect(server.sessions.ofMember(GUILD, ANNA)?.ssrc).toBe(anna.ssrc);
    expect(server.stats.resumes).toBe(1);
  });

  it('repeats everything for a client that has seen nothing', async () => {
    const anna = await server.join(ANNA, 40_000);
    anna.drop();
    const again = server.connect();
    resume(again, -1);
    expect(again.of(4)).toHaveLength(1);
    expect(again.binary).toEqual(anna.binary);
  });

  it.each([
    ['an unknown session', { session_id: 'other' }],
    ['a wrong token', { token: 'other' }],
  ])('refuses %s with 4006', async (_what, change) => {
    const anna = await server.join(ANNA, 40_000);
    anna.drop();
    const again = server.connect();
    resume(again, 0, change);
    expect(again.closedWith).toBe(4006);
  });

  it('refuses with 4006 when the buffer no longer reaches back', async () => {
    const anna = await server.join(ANNA, 40_000);
    const ben = await server.join(BEN, 40_001);
    anna.drop();
    for (let i = 0; i < 600; i += 1) ben.send(5, { speaking: i % 2, delay: 0, ssrc: ben.ssrc });
    const again = server.connect();
    resume(again, 1);
    expect(again.closedWith).toBe(4006);
    expect(server.sessions.ofMember(GUILD, ANNA)).toBeUndefined();
  });

  it('ends a session for which nobody comes back within a minute', async () => {
    const anna = await server.join(ANNA, 40_000);
    const ben = await server.join(BEN, 40_001);
    anna.drop();
    expect(ben.of(13)).toEqual([]);
    for (let i = 0; i < 6; i += 1) {
      server.clock.advance(10_000);
      ben.send(3, { t: i });
    }
    expect(ben.of(13).map((message) => message.d)).toEqual([{ user_id: ANNA }]);
  });

  it('survives a close of 4015 but not of 4014 on request', async () => {
    const anna = await server.join(ANNA, 40_000);
    server.gateway.closeClient(ANNA, 4015);
    expect(anna.closedWith).toBe(4015);
    const again = server.connect();
    resume(again, anna.lastSequence);
    expect(again.of(9)).toHaveLength(1);
    server.gateway.closeClient(ANNA, 4014);
    expect(again.closedWith).toBe(4014);
    expect(server.sessions.inChannel(CHANNEL)).toEqual([]);
  });
});

it('leaves no timer behind when it closes', async () => {
  await server.join(ANNA, 40_000);
  const dropped = await server.join(BEN, 40_001);
  dropped.drop();
  server.connect();
  server.gateway.close();
  for (const call of server.calls.values()) call.close();
  expect(server.clock.pendingTimers).toBe(0);
});
