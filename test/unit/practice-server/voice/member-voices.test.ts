import { resolve } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildRtpHeader } from '../../../../src/main/discord/voice/packets';
import { MemberVoices } from '../../../../src/main/practice-server/members/speech/member-voices';
import { SpeechClock } from '../../../../src/main/practice-server/members/speech/speech-clock';
import { loadVoices, type Voice } from '../../../../src/main/practice-server/members/speech/voice-library';
import { loadMlsCodec, type MlsCodec } from '../../../../src/main/practice-server/voice/dave/mls-codec';
import { silentLogger } from '../../../../src/main/support/logger';
import { Secret } from '../../../../src/main/support/secret';
import { CHANNEL, type Client, GUILD, Server } from './gateway-harness';

const BOT = '158049329150427136';
const ANNA = '158533742254751744';
const BEN = '81384788765712384';

let mls: MlsCodec;
let voices: Voice[];
let server: Server;
let members: MemberVoices;
let bot: Client;
beforeAll(async () => {
  mls = await loadMlsCodec();
  voices = await loadVoices(resolve('resources/practice-voices'));
});
beforeEach(async () => {
  server = new Server(mls);
  members = new MemberVoices({
    gateway: server.gateway,
    voices,
    clock: server.clock,
    logger: silentLogger,
    seed: 'test',
  });
  bot = await server.join(BOT, 40_000);
  bot.startDave().start(1);
});

function enter(
  userId: string,
  voiceSeed: number,
  channelKind: 'voice' | 'stage' = 'voice',
  channelId = CHANNEL,
): void {
  server.seat(userId, channelKind, channelId);
  members.enter({
    guildId: GUILD,
    channelId,
    userId,
    channelKind,
    bitrateBps: 64_000,
    sessionId: `session-${userId}`,
    token: new Secret(`token-${userId}`),
    displayName: userId,
    voiceSeed,
  });
}

/** Lets the members' connections and the bot talk until nobody has anything to say. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    await new Promise((done) => setImmediate(done));
    for (const message of bot.json.filter(({ op }) => op === 11))
      for (const id of (message.d?.user_ids as string[] | undefined) ?? []) bot.dave?.recognizedUsers.add(id);
    bot.readDave();
  }
}

/** RTP headers and opened payloads that have reached the bot. */
async function heard(): Promise<{ sequence: number; timestamp: number; payload: Buffer }[]> {
  const key = await bot.transportKey();
  return server.datagrams.map(({ datagram }) => {
    const opened = key.open(datagram, 12);
    if (!opened.ok) throw new Error(opened.reason);
    return { sequence: datagram.readUInt16BE(2), timestamp: datagram.readUInt32BE(4), payload: opened.value };
  });
}

describe('a simulated member', () => {
  it('joins the group as a client does and says its voice, frame by frame', async () => {
    enter(ANNA, 0);
    await settle();
    expect(bot.dave?.privacyCode).toMatch(/^\d{30}$/);
    members.setSpeaking(ANNA, true);
    server.clock.advance(200);
    await settle();
    const packets = await heard();
    expect(packets).toHaveLength(11); // at 0, 20 … 200 ms
    const spoken = packets.map(({ payload }) => bot.dave?.decrypt(ANNA, payload));
    const start = voices[0]?.frames.findIndex((frame) => spoken[0]?.equals(frame)) ?? -1;
    expect(start).toBeGreaterThanOrEqual(0);
    for (const [index, frame] of spoken.entries())
      expect(frame).toEqual(voices[0]?.frames[(start + index) % (voices[0]?.frames.length ?? 1)]);
  });

  it('steps sequence and time by one frame, and time alone over a pause', async () => {
    enter(ANNA, 1);
    await settle();
    members.setSpeaking(ANNA, true);
    server.clock.advance(60);
    members.setSpeaking(ANNA, false);
    server.clock.advance(1000);
    members.setSpeaking(ANNA, true);
    server.clock.advance(20);
    const packets = await heard();
    const steps = packets.slice(1).map((packet, index) => {
      const before = packets[index] ?? packet;
      return [(packet.sequence - before.sequence) & 0xffff, (packet.timestamp - before.timestamp) >>> 0];
    });
    const pause = steps.filter(([, time]) => time !== 960);
    expect(steps.every(([sequence]) => sequence === 1)).toBe(true);
    expect(pause).toHaveLength(1);
    // 1000 ms of pause less the five silence frames that still went out in it.
    expect((pause[0]?.[1] ?? 0) / 960).toBeGreaterThanOrEqual(44);
  });

  it('announces its turn, and ends it with five silence frames and Speaking 0', async () => {
    enter(ANNA, 2);
    await settle();
    members.setSpeaking(ANNA, true);
    server.clock.advance(100);
    members.setSpeaking(ANNA, false);
    server.clock.advance(400);
    await settle();
    const packets = await heard();
    const silence = packets.filter(({ payload }) => payload.toString('hex') === 'f8fffe');
    expect(silence).toHaveLength(5);
    expect(packets.slice(-5).every(({ payload }) => payload.toString('hex') === 'f8fffe')).toBe(true);
    expect(bot.of(5).map((message) => message.d?.speaking)).toEqual([0, 1, 0]);
    expect(server.clock.pendingTimers).toBe(1); // the bot's heartbeat: the speech clock has stopped
  });

  it('says nothing while muted, whatever its turn', async () => {
    enter(ANNA, 3);
    await settle();
    members.setMuted(ANNA, true);
    members.setSpeaking(ANNA, true);
    server.clock.advance(200);
    expect(server.datagrams).toEqual([]);
    members.setMuted(ANNA, false);
    server.clock.advance(40);
    expect(server.datagrams.length).toBeGreaterThan(0);
  });

  it('opens what a real client says and does not bother with its fellows', async () => {
    enter(ANNA, 4);
    enter(BEN, 5);
    await settle();
    bot.send(5, { speaking: 1, delay: 0, ssrc: bot.ssrc });
    await settle();
    const key = await bot.transportKey();
    for (let sequence = 1; sequence <= 10; sequence += 1) {
      const sealed = bot.dave?.encrypt(Buffer.from('78a1b2c3d4e5f607', 'hex')) ?? Buffer.alloc(0);
      const header = buildRtpHeader({ sequence, timestamp: sequence * 960, ssrc: bot.ssrc });
      server.receiver.handle(key.seal(header, sealed, sequence), { address: '127.0.0.1', port: 40_000 });
    }
    members.setSpeaking(BEN, true);
    server.clock.advance(100);
    expect(members.members.map((member) => [...member.heard])).toEqual([
      [[BOT, { decrypted: 10, failed: 0, early: 0 }]],
      [[BOT, { decrypted: 10, failed: 0, early: 0 }]],
    ]);
  });

  it('speaks plain Opus on a stage, where there is no DAVE', async () => {
    const stage = '1100000000000000009';
    server.seat(BOT, 'stage', stage);
    bot = server.connect();
    bot.identify(BOT);
    await bot.select({ address: '127.0.0.1', port: 40_002, mode: 'aead_aes256_gcm_rtpsize' });
    enter(ANNA, 2, 'stage', stage);
    await settle();
    members.setSpeaking(ANNA, true);
    server.clock.advance(100);
    const packets = await heard();
    expect(packets).toHaveLength(6);
    for (const { payload } of packets)
      expect(voices[2]?.frames.some((frame) => frame.equals(payload))).toBe(true);
  });

  it('is gone for the others once it has left, and back after it enters again', async () => {
    enter(ANNA, 6);
    enter(BEN, 7);
    await settle();
    members.leave(ANNA);
    await settle();
    expect(bot.of(13).map((message) => message.d)).toEqual([{ user_id: ANNA }]);
    expect(bot.dave?.memberIds).not.toContain(ANNA);
    enter(ANNA, 6);
    await settle();
    expect(bot.dave?.memberIds).toContain(ANNA);
  });
});

describe('the speech clock', () => {
  it('keeps absolute deadlines when timers come late, and skips a stall instead of catching up', () => {
    let nowMs = 0;
    let pending: { callback: () => void; delayMs: number } | null = null;
    const ticks: number[] = [];
    const clock = new SpeechClock(
      {
        now: () => nowMs,
        monotonicMs: () => nowMs,
        setTimer: (callback, delayMs) => {
          pending = { callback, delayMs };
          return () => {
            pending = null;
          };
        },
      },
      (tick) => ticks.push(tick),
    );
    const fire = (lateMs: number): number => {
      const due = pending as { callback: () => void; delayMs: number } | null;
      if (!due) throw new Error('no timer is set');
      nowMs += due.delayMs + lateMs;
      due.callback();
      return due.delayMs;
    };
    clock.start();
    expect([fire(0), fire(3), fire(1.5), fire(0)]).toEqual([0, 20, 17, 18.5]);
    expect(ticks).toEqual([0, 1, 2, 3]);
    fire(500);
    expect(ticks.at(-1)).toBe(29);
    expect(fire(0)).toBe(20);
    expect(ticks.slice(4)).toEqual([29, 30]);
    clock.stop();
    expect(pending).toBeNull();
  });
});

describe('the voices', () => {
  it('are at least eight, of fifteen seconds and more, in 20 ms frames', () => {
    expect(voices.length).toBeGreaterThanOrEqual(8);
    for (const voice of voices) {
      expect(voice.frames.length * 0.02).toBeGreaterThan(15);
      // Table of contents byte (RFC 6716 section 3.1): one frame per packet (code 0), of 20 ms.
      for (const frame of voice.frames) {
        const config = (frame[0] ?? 0) >> 3;
        const is20ms = config < 12 ? config % 4 === 1 : config < 16 ? config % 2 === 1 : config % 4 === 3;
        expect([(frame[0] ?? 0) & 3, is20ms]).toEqual([0, true]);
      }
    }
  });

  it('are missed with a plain error when the folder is not there', async () => {
    await expect(loadVoices('/nowhere')).rejects.toMatchObject({ code: 'practice/start-failed' });
  });
});
