/** Every reader of bytes that a voice connection meets, with valid inputs to start from. */

import { hasRedundancy, isStereoPacket, opusPacketSamples } from '../../src/main/discord/voice/codec';
import { readGatewayText } from '../../src/main/discord/voice/connection/gateway-messages';
import {
  buildAppendedProposals,
  buildDaveClientMessage,
  buildDaveServerMessage,
  buildExternalSender,
  buildIpDiscoveryRequest,
  buildIpDiscoveryResponse,
  buildKeepalive,
  buildRtpHeader,
  createTransportKey,
  DAVE_OP,
  ENCRYPTION_MODES,
  isRtcp,
  LEGACY_MODES,
  openRtp,
  padRtpPayload,
  parseDaveClientMessage,
  parseDaveServerMessage,
  parseExternalSender,
  parseIpDiscoveryRequest,
  parseIpDiscoveryResponse,
  parseKeepalive,
  parseRtpHeader,
  ReplayWindow,
  readMlsVector,
  stripRtpPayload,
  writeMlsVector,
} from '../../src/main/discord/voice/packets';

export interface FuzzTarget {
  name: string;
  seeds: Buffer[];
  /** Of the packets that other targets get, for what costs much more each; 1 when left out. */
  share?: number;
  /** Must not throw, whatever comes. */
  feed(bytes: Buffer): void;
}

const OPUS = Buffer.from('fc017f3a99b2c4d1e0ff00112233445566778899aabbccddeeff', 'hex');
const EXTENSION = { profile: 0xbede, words: 2 };

function rtpSeeds(): { header: Buffer; body: Buffer }[] {
  const base = { sequence: 65_535, timestamp: 0xffff_fc40, ssrc: 1_000 };
  return [
    { header: buildRtpHeader(base), body: OPUS },
    {
      header: buildRtpHeader({ ...base, extension: EXTENSION }),
      body: Buffer.concat([Buffer.alloc(8, 1), OPUS]),
    },
    { header: buildRtpHeader({ ...base, padding: true }), body: padRtpPayload(OPUS, 7) },
    {
      header: buildRtpHeader({ ...base, padding: true, marker: true, extension: EXTENSION }),
      body: padRtpPayload(Buffer.concat([Buffer.alloc(8, 1), OPUS]), 255),
    },
  ];
}

/** All targets; asynchronous because a key is made once. */
export async function voiceTargets(): Promise<FuzzTarget[]> {
  const keys = await Promise.all(
    [...ENCRYPTION_MODES, ...LEGACY_MODES].map((mode) => createTransportKey(mode, Buffer.alloc(32, 5))),
  );
  const seeds = rtpSeeds();
  const plain = seeds.map(({ header, body }) => Buffer.concat([header, body]));
  const window = new ReplayWindow();
  const dave = [
    buildDaveServerMessage(1, {
      op: DAVE_OP.externalSender,
      externalSender: buildExternalSender({
        signatureKey: Buffer.alloc(65, 4),
        identity: Buffer.from('00', 'hex'),
      }),
    }),
    buildDaveServerMessage(2, {
      op: DAVE_OP.proposals,
      operation: 'append',
      proposals: buildAppendedProposals([Buffer.alloc(70, 2), Buffer.alloc(300, 3)]),
    }),
    buildDaveServerMessage(3, { op: DAVE_OP.announceCommit, transitionId: 9, commit: Buffer.alloc(120, 1) }),
    buildDaveServerMessage(4, { op: DAVE_OP.welcome, transitionId: 9, welcome: Buffer.alloc(400, 8) }),
  ];
  const texts = [
    '{"op":8,"d":{"v":8,"heartbeat_interval":41250}}',
    '{"op":2,"d":{"ssrc":1,"ip":"127.0.0.1","port":1234,"modes":["aead_aes256_gcm_rtpsize"]},"seq":3}',
    '{"op":4,"d":{"mode":"aead_aes256_gcm_rtpsize","secret_key":[1,2,3],"dave_protocol_version":1}}',
    '{"op":5,"d":{"user_id":"81384788765712384","ssrc":7,"speaking":1}}',
    '{"op":11,"d":{"user_ids":["81384788765712384","158049329150427136"]},"seq":4}',
    '{"op":12,"d":{"user_id":"81384788765712384","audio_ssrc":7,"video_ssrc":0,"streams":[]}}',
    '{"op":13,"d":{"user_id":"81384788765712384"},"seq":65535}',
    '{"op":22,"d":{"transition_id":4},"seq":5}',
    '{"op":24,"d":{"protocol_version":1,"epoch":1},"seq":6}',
    '{"op":21,"d":{"transition_id":4,"protocol_version":0}}',
  ];
  return [
    {
      name: 'RTP header and payload',
      seeds: plain,
      feed: (bytes) => {
        isRtcp(bytes);
        const header = parseRtpHeader(bytes);
        if (!header.ok) return;
        stripRtpPayload(header.value, bytes.subarray(header.value.clearBytes));
        window.admit(header.value.sequence, header.value.timestamp);
      },
    },
    ...keys.map((key) => ({
      name: `sealed RTP, ${key.mode}`,
      seeds: seeds.map(({ header, body }, index) => key.seal(header, body, index)),
      feed: (bytes: Buffer) => {
        const opened = openRtp(key, bytes);
        if (!opened.ok) return;
        stripRtpPayload(opened.value.header, opened.value.body);
        key.counterOf(bytes);
      },
    })),
    {
      name: 'IP discovery and keep-alive',
      seeds: [
        buildIpDiscoveryRequest(77),
        buildIpDiscoveryResponse({ ssrc: 77, address: '203.0.113.9', port: 50_000 }),
        buildKeepalive({ kind: 'ping', sequence: 1 }),
      ],
      feed: (bytes) => {
        parseIpDiscoveryRequest(bytes);
        parseIpDiscoveryResponse(bytes);
        parseKeepalive(bytes);
      },
    },
    {
      name: 'DAVE frames',
      seeds: [...dave, buildDaveClientMessage({ op: DAVE_OP.keyPackage, keyPackage: Buffer.alloc(90, 6) })],
      feed: (bytes) => {
        parseDaveServerMessage(bytes);
        parseDaveClientMessage(bytes);
      },
    },
    {
      name: 'MLS vectors and the external sender',
      seeds: [
        writeMlsVector(Buffer.alloc(63)),
        writeMlsVector(Buffer.alloc(20_000)),
        buildExternalSender({ signatureKey: Buffer.alloc(65, 4), identity: Buffer.from('00', 'hex') }),
      ],
      feed: (bytes) => {
        readMlsVector(bytes, 0);
        parseExternalSender(bytes);
      },
    },
    {
      name: 'Opus packets',
      seeds: [OPUS, Buffer.from('f8fffe', 'hex'), Buffer.concat([Buffer.from([0xff, 0x83]), OPUS])],
      feed: (bytes) => {
        opusPacketSamples(bytes);
        isStereoPacket(bytes);
        hasRedundancy(bytes);
      },
    },
    {
      name: 'voice gateway text',
      seeds: texts.map((text) => Buffer.from(text)),
      feed: (bytes) => {
        readGatewayText(bytes.toString('utf8'));
      },
    },
  ];
}
