import { beforeEach, describe, expect, it } from 'vitest';
import { createOpusEncoder } from '../../../../../src/main/discord/voice/codec';
import type { MediaSession } from '../../../../../src/main/discord/voice/connection/voice-connection';
import { VoiceCounters } from '../../../../../src/main/discord/voice/counters';
import { DaveSession } from '../../../../../src/main/discord/voice/dave/dave-session';
import {
  AES_GCM_MODE,
  buildRtpHeader,
  createTransportKey,
  type TransportKey,
} from '../../../../../src/main/discord/voice/packets';
import { Receiver } from '../../../../../src/main/discord/voice/receive/receiver';
import type { RecorderSink } from '../../../../../src/main/discord/voice/recorder-sink';
import { systemClock } from '../../../../../src/main/support/clock';
import { silentLogger } from '../../../../../src/main/support/logger';

const ANNA = '158049329150427136';
const BEN = '158533742254751744';
const OWN_SSRC = 4_242;
const silence = Buffer.from('f8fffe', 'hex');

let key: TransportKey;
let dave: DaveSession;
let receiver: Receiver;
let counters: VoiceCounters;
let recorded: Parameters<RecorderSink['onPacket']>[0][];
let losses: number[];
let media: MediaSession;
let counter = 0;

/** A room without end-to-end encryption, with real transport encryption. */
beforeEach(async () => {
  key = await createTransportKey(AES_GCM_MODE, Buffer.alloc(32, 7));
  counters = new VoiceCounters();
  recorded = [];
  losses = [];
  const sink: RecorderSink = { onPacket: (packet) => recorded.push(packet), onPcm: () => undefined };
  receiver = new Receiver({
    counters,
    sink: () => sink,
    onSpeakersChange: () => undefined,
    onReportedLoss: (percent) => losses.push(percent),
  });
  dave = new DaveSession('1', '2', {
    clock: systemClock,
    sendBinary: () => undefined,
    sendTransitionReady: () => undefined,
    sendInvalidCommitWelcome: () => undefined,
    onBlocking: () => undefined,
    onChange: () => undefined,
    reachable: () => true,
    logger: silentLogger,
  });
  dave.start(0);
  media = { key, dave, ssrc: OWN_SSRC } as unknown as MediaSession;
  receiver.setMedia(media);
  return () => receiver.close();
});

function send(
  ssrc: number,
  sequence: number,
  opus: Buffer,
  arrivalMs: number,
  timestamp = sequence * 960,
): void {
  counter += 1;
  receiver.onDatagram(key.seal(buildRtpHeader({ ssrc, sequence, timestamp }), opus, counter), arrivalMs);
}

function loud(amplitude: number, count: number): Buffer[] {
  const encoder = createOpusEncoder(64_000);
  return Array.from({ length: count }, (_, frame) =>
    encoder.encode(
      Int16Array.from({ length: 1_920 }, (_, i) => {
        const value = amplitude * Math.sin((frame * 960 + (i >> 1)) / 15);
        return Math.max(-32_768, Math.min(32_767, value));
      }),
    ),
  );
}

describe('receiver', () => {
  it('holds what comes before the SSRC is known, and records and plays it with its own times', () => {
    const opus = loud(9_000, 10);
    for (const [index, packet] of opus.entries()) send(5, index, packet, index * 20);
    expect(recorded).toEqual([]);
    receiver.assign(ANNA, 5);
    expect(recorded.map(({ rtpTimestamp, arrivalMs }) => [rtpTimestamp, arrivalMs])).toEqual(
      opus.map((_, index) => [index * 960, index * 20]),
    );
    expect(
      recorded.every(({ userId, opus: packet }, index) => userId === ANNA && opus[index]?.equals(packet)),
    ).toBe(true);
    const mix = new Float32Array(1_920);
    receiver.tick(mix, 200);
    expect(Math.max(...mix)).toBeGreaterThan(0.1);
  });

  it('waits for no packets of people who were named before there was a key: they spoke once, and may be silent', () => {
    receiver.setMedia(null);
    receiver.assign(ANNA, 5, 1, 100);
    receiver.setMedia(media);
    expect(receiver.statistics()).toMatchObject([{ userId: ANNA, speakingSinceMs: null }]);
    receiver.assign(ANNA, 5, 1, 200);
    expect(receiver.statistics()).toMatchObject([{ userId: ANNA, speakingSinceMs: 200 }]);
  });

  it('knows by who has video whose the sound is, and does not take that for speaking or for its end', () => {
    send(5, 0, silence, 0);
    receiver.claim(ANNA, 5);
    expect(recorded.map(({ userId }) => userId)).toEqual([ANNA]);
    const since = () => receiver.statistics().find(({ userId }) => userId === ANNA)?.speakingSinceMs;
    expect(since()).toBeNull();
    receiver.assign(ANNA, 5, 1, 100);
    receiver.claim(ANNA, 5);
    expect(since()).toBe(100);
  });

  it('expects nothing more of somebody who ended with silence frames, or of whom the gateway says so', () => {
    receiver.assign(ANNA, 5, 1, 0);
    const since = () => receiver.statistics().find(({ userId }) => userId === ANNA)?.speakingSinceMs;
    const [first, second] = loud(9_000, 2) as [Buffer, Buffer];
    send(5, 0, first, 20);
    expect(since()).toBe(0);
    // As a client does that mutes itself or was muted by the server.
    send(5, 1, silence, 40);
    expect(since()).toBeNull();
    send(5, 2, second, 60);
    expect(since()).toBe(60);
    receiver.assign(ANNA, 5, 0);
    expect(since()).toBeNull();
  });

  it('tells what the server reports to be lost of our own packets, and takes no forged report', () => {
    const report = Buffer.alloc(32);
    report[0] = 0x81;
    report[1] = 201;
    report.writeUInt16BE(7, 2);
    report.writeUInt32BE(OWN_SSRC, 8);
    report[12] = 26;
    counter += 1;
    const sealed = key.seal(report.subarray(0, 8), report.subarray(8), counter);
    receiver.onDatagram(sealed, 0);
    expect(losses.at(-1)).toBeCloseTo(10.2, 1);
    const told = losses.length;
    const forged = Buffer.from(sealed);
    forged[20] = (forged[20] ?? 0) ^ 1;
    receiver.onDatagram(forged, 0);
    expect(losses.length).toBe(told);
  });

  it('keeps a bounded number of packets of strangers, however many they are', () => {
    for (let ssrc = 1; ssrc < 5_000; ssrc += 1) send(ssrc, 1, silence, ssrc / 100);
    for (let sequence = 0; sequence < 1_000; sequence += 1) send(7, sequence, silence, 60 + sequence / 100);
    receiver.assign(ANNA, 7);
    expect(recorded.length).toBeLessThanOrEqual(25);
    receiver.assign(BEN, 4_999);
    expect(recorded.filter(({ userId }) => userId === BEN)).toEqual([]);
    expect(receiver.list().length).toBe(2);
  });

  it('says who is heard and how loudly in each tick, whatever is turned down for the listener', () => {
    receiver.assign(ANNA, 5);
    receiver.assign(BEN, 6);
    receiver.setGain(ANNA, 0);
    const [strong, weak] = [loud(16_000, 20), loud(1_600, 20)];
    const mix = new Float32Array(1_920);
    for (let tick = 0; tick < 20; tick += 1) {
      send(5, tick, strong[tick] ?? silence, tick * 20);
      send(6, tick, weak[tick] ?? silence, tick * 20);
      mix.fill(0);
      receiver.tick(mix, tick * 20 + 10);
    }
    const levels = new Map(receiver.speech().map(({ userId, rmsDbfs }) => [userId, rmsDbfs]));
    expect(levels.get(ANNA)).toBeGreaterThan(-11);
    expect(levels.get(ANNA)).toBeLessThan(-8);
    expect((levels.get(ANNA) ?? 0) - (levels.get(BEN) ?? 0)).toBeGreaterThan(18);
    // Anna is muted for us: what is in the mix is Ben alone.
    expect(Math.max(...mix)).toBeLessThan(0.07);
    expect(Math.max(...mix)).toBeGreaterThan(0.03);
  });

  it('turns a change of volume into a glide', () => {
    receiver.assign(ANNA, 5);
    const opus = loud(9_000, 30);
    const mixes: Float32Array[] = [];
    for (let tick = 0; tick < 30; tick += 1) {
      if (tick === 20) receiver.setGain(ANNA, 0);
      send(5, tick, opus[tick] ?? silence, tick * 20);
      const mix = new Float32Array(1_920);
      receiver.tick(mix, tick * 20 + 10);
      mixes.push(mix);
    }
    const peak = (part: Float32Array | undefined) => Math.max(...(part ?? [0]).map(Math.abs));
    expect(peak(mixes[20]?.subarray(0, 400))).toBeGreaterThan(0.15);
    expect(peak(mixes[20]?.subarray(1_800))).toBeLessThan(0.03);
    expect(peak(mixes[21])).toBe(0);
  });

  it('counts what is lost and late per person, over a change of the SSRC, and forgets who leaves', () => {
    receiver.assign(ANNA, 5);
    const opus = loud(9_000, 120);
    const mix = new Float32Array(1_920);
    for (let tick = 0; tick < 100; tick += 1) {
      if (tick === 50) receiver.assign(ANNA, 9);
      const ssrc = tick < 50 ? 5 : 9;
      if (tick !== 30 && tick !== 70) send(ssrc, tick, opus[tick] ?? silence, tick * 20);
      receiver.tick(mix, tick * 20 + 10);
    }
    send(9, 99, silence, 2_000);
    const [signal] = receiver.signals();
    expect(signal).toMatchObject({ userId: ANNA, received: 98, lost: 2, duplicate: 1, undecryptable: 0 });
    expect(signal?.bufferMs).toBeGreaterThan(0);
    expect(counters.lost).toBe(2);
    receiver.remove(ANNA);
    expect(receiver.signals()).toEqual([]);
    expect(receiver.speech().length).toBeLessThanOrEqual(1);
    send(9, 100, silence, 2_020);
    expect(recorded.filter(({ sequence }) => sequence === 100)).toEqual([]);
  });

  it('records and counts losses without decoding while nobody listens, and is heard again at once', () => {
    receiver.assign(ANNA, 5);
    receiver.setListening(false);
    const opus = loud(9_000, 60);
    const mix = new Float32Array(1_920);
    for (let tick = 0; tick < 40; tick += 1) {
      if (tick !== 20) send(5, tick, opus[tick] ?? silence, tick * 20);
      receiver.tick(mix, tick * 20 + 10);
    }
    expect(recorded.length).toBe(39);
    expect(Math.max(...mix)).toBe(0);
    expect(receiver.signals()[0]).toMatchObject({ lost: 1, received: 39 });
    receiver.setListening(true);
    for (let tick = 40; tick < 45; tick += 1) {
      send(5, tick, opus[tick] ?? silence, tick * 20);
      mix.fill(0);
      receiver.tick(mix, tick * 20 + 10);
    }
    expect(Math.max(...mix)).toBeGreaterThan(0.15);
  });

  it('knows who is clipped in a recording that nobody listens to, about as well as if somebody did', () => {
    receiver.assign(ANNA, 5);
    receiver.assign(BEN, 6);
    const [over, fine] = [loud(60_000, 400), loud(12_000, 400)];
    const mix = new Float32Array(1_920);
    const clippedOf = (userId: string) =>
      receiver.statistics().find((person) => person.userId === userId)?.clipped ?? 0;
    const play = (from: number) => {
      const before = [clippedOf(ANNA), clippedOf(BEN)] as const;
      for (let tick = 0; tick < 400; tick += 1) {
        send(5, from + tick, over[tick] ?? silence, (from + tick) * 20);
        send(6, from + tick, fine[tick] ?? silence, (from + tick) * 20);
        receiver.tick(mix, (from + tick) * 20 + 10);
      }
      return [clippedOf(ANNA) - before[0], clippedOf(BEN) - before[1]] as const;
    };
    const heard = play(0);
    mix.fill(0);
    receiver.setListening(false);
    const unheard = play(400);
    expect(heard[0]).toBeGreaterThan(1_000);
    expect(unheard[0] / heard[0]).toBeGreaterThan(0.7);
    expect(unheard[0] / heard[0]).toBeLessThan(1.3);
    expect([heard[1], unheard[1]]).toEqual([0, 0]);
    expect(Math.max(...mix)).toBe(0);
  });

  it('gives a replayed packet neither to the recorder nor to the buffer, before and after its owner is known', () => {
    const [packet = silence] = loud(9_000, 1);
    send(5, 1, packet, 0);
    send(5, 1, packet, 5);
    receiver.assign(ANNA, 5);
    send(5, 2, packet, 20);
    for (let again = 0; again < 50; again += 1) send(5, 2, packet, 21);
    expect(recorded.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(counters.replayed).toBe(51);
    expect(receiver.signals()[0]).toMatchObject({ received: 2, duplicate: 50 });
  });

  it('drops authentic packets whose extension or padding lies, and those that lost their end', () => {
    receiver.assign(ANNA, 5);
    const header = { ssrc: 5, timestamp: 0 };
    const extended = buildRtpHeader({
      ...header,
      sequence: 1,
      extension: { profile: 0xbede, words: 0xffff },
    });
    receiver.onDatagram(key.seal(extended, Buffer.alloc(1_200, 7), 900_001), 0);
    const padded = buildRtpHeader({ ...header, sequence: 2, padding: true });
    receiver.onDatagram(key.seal(padded, Buffer.alloc(20, 0xff), 900_002), 0);
    const whole = key.seal(buildRtpHeader({ ...header, sequence: 3 }), loud(9_000, 1)[0] ?? silence, 900_003);
    for (let length = 0; length < whole.length; length += 1)
      receiver.onDatagram(whole.subarray(0, length), 0);
    expect(recorded).toEqual([]);
    expect(counters.packetsReceived).toBe(0);
    expect(counters.malformedTotal).toBeGreaterThan(whole.length / 2);
    receiver.onDatagram(whole, 0);
    expect(recorded.length).toBe(1);
  });

  it('hears everybody on under another key, whose counter begins anew', async () => {
    receiver.assign(ANNA, 5);
    for (let sequence = 0; sequence < 600; sequence += 1) send(5, sequence, silence, sequence * 20);
    expect(recorded.length).toBe(600);
    key = await createTransportKey(AES_GCM_MODE, Buffer.alloc(32, 8));
    counter = 0;
    receiver.setMedia({ key, dave, ssrc: OWN_SSRC } as unknown as MediaSession);
    for (let sequence = 600; sequence < 650; sequence += 1) send(5, sequence, silence, sequence * 20);
    expect(recorded.length).toBe(650);
  });

  it('takes nothing of a recording of the line, neither of who is there nor of who has left and come again', () => {
    receiver.assign(ANNA, 5);
    const datagrams = Array.from({ length: 600 }, (_, sequence) => {
      counter += 1;
      return key.seal(buildRtpHeader({ ssrc: 5, sequence, timestamp: sequence * 960 }), silence, counter);
    });
    for (const [index, datagram] of datagrams.entries())
      receiver.onDatagram(Buffer.from(datagram), index * 20);
    expect(recorded.length).toBe(600);
    for (const datagram of datagrams) receiver.onDatagram(Buffer.from(datagram), 12_000);
    expect(recorded.length).toBe(600);
    receiver.remove(ANNA);
    receiver.assign(ANNA, 5);
    for (const datagram of datagrams) receiver.onDatagram(Buffer.from(datagram), 13_000);
    expect(recorded.length).toBe(600);
    // Who comes again may begin anywhere, just behind the old numbers too.
    for (let sequence = 550; sequence < 560; sequence += 1) send(5, sequence, silence, 14_000);
    expect(recorded.length).toBe(610);
  });
});
