import { createEncoder } from 'libopus-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOpusEncoder } from '../../../../../src/main/discord/voice/codec';
import {
  RescueDecoders,
  type RescueSupply,
} from '../../../../../src/main/discord/voice/receive/rescue-decoders';
import { Speaker } from '../../../../../src/main/discord/voice/receive/speaker';
import { practiceVoicePackets } from '../../../../support/practice-voice';

const silence = Buffer.from('f8fffe', 'hex');

function loud(count = 20): Buffer[] {
  const encoder = createOpusEncoder(96_000);
  return Array.from({ length: count }, (_, frame) => {
    const pcm = new Int16Array(1_920);
    for (let i = 0; i < 1_920; i += 1) {
      pcm[i] = Math.round(12_000 * Math.sin((2 * Math.PI * 500 * (frame * 960 + (i >> 1))) / 48_000));
    }
    return encoder.encode(pcm);
  });
}

const nobody: RescueSupply = { take: () => null };

function rig(rescue: RescueSupply = nobody) {
  const heard: number[] = [];
  const counts = { lost: 0, malformed: 0 };
  const speaker = new Speaker('1', 2, {
    rescue,
    onLost: () => {
      counts.lost += 1;
    },
    onMalformed: () => {
      counts.malformed += 1;
    },
    onPcm: (timestamp) => heard.push(timestamp),
  });
  const push = (sequence: number, opus: Buffer, atMs = sequence * 20) =>
    speaker.push({ sequence, timestamp: (sequence * 960) >>> 0, opus }, atMs);
  /** Packets on time, a tick behind each; a null is a packet that never comes. */
  const play = (packets: readonly (Buffer | null)[], from = 0) =>
    packets.map((opus, index) => {
      if (opus) push(from + index, opus);
      return speaker.tick((from + index) * 20 + 10)?.slice() ?? null;
    });
  return { speaker, push, play, heard, counts };
}

const peak = (pcm: Int16Array | null | undefined) =>
  pcm ? pcm.reduce((max, value) => Math.max(max, Math.abs(value)), 0) : -1;

/** The largest step between neighbouring samples over the joints of all frames. */
function steepest(frames: readonly (Int16Array | null)[]): number {
  let before: number | undefined;
  let most = 0;
  for (const frame of frames) {
    if (!frame) continue;
    for (let i = 0; i < frame.length; i += 2) {
      const value = frame[i] ?? 0;
      if (before !== undefined) most = Math.max(most, Math.abs(value - before));
      before = value;
    }
  }
  return most;
}

describe('speaker', () => {
  const rescue = new RescueDecoders();
  beforeAll(() => rescue.warm());

  it('plays packets a frame a tick, and is quiet before and after', () => {
    const { speaker, play, heard } = rig();
    expect(speaker.tick(0)).toBeNull();
    const frames = play([
      ...loud(),
      ...new Array<Buffer>(5).fill(silence),
      ...new Array<null>(12).fill(null),
    ]);
    const peaks = frames.map(peak);
    const first = peaks.findIndex((value) => value > 9_000);
    expect(first).toBeLessThanOrEqual(4);
    expect(peaks.slice(first, first + 18).every((value) => value > 9_000)).toBe(true);
    expect(peaks.slice(30)).toEqual(new Array(peaks.length - 30).fill(-1));
    expect(heard).toEqual(Array.from({ length: 25 }, (_, index) => index * 960));
  });

  it('goes on sounding over lost packets and makes no click, with a decoder that conceals', () => {
    const { speaker, play, counts } = rig(rescue);
    const packets = loud(80).map((opus, index) => (index % 10 === 7 ? null : opus));
    const frames = play(packets).slice(6);
    expect(counts.lost).toBeGreaterThanOrEqual(6);
    expect(speaker.statistics.concealed).toBeGreaterThanOrEqual(6);
    expect(frames.map(peak).every((value) => value > 6_000)).toBe(true);
    // A 500 Hz sine of 12,000 moves by 785 a sample; a cut through it by up to 24,000.
    expect(steepest(frames)).toBeLessThan(2_500);
    speaker.close();
  });

  it('fades to silence over a lost packet where no such decoder is to be had', () => {
    const { play, counts } = rig();
    const opus = loud(40);
    const frames = play(opus.map((packet, index) => (index === 25 ? null : packet)));
    const peaks = frames.slice(20, 40).map((frame) => peak(frame?.subarray(1_800)));
    expect(counts.lost).toBe(1);
    expect(Math.min(...peaks)).toBeLessThan(1_000);
    expect(peaks.slice(-4).every((value) => value > 9_000)).toBe(true);
  });

  it('stops within 100 ms when the packets stop without a word, and ends without a click', () => {
    const { play, speaker } = rig(rescue);
    const frames = play([...loud(30), ...new Array<null>(20).fill(null)]);
    const sounding = frames.map((frame) => peak(frame) > 0);
    expect(sounding.lastIndexOf(true)).toBeLessThanOrEqual(36);
    const end = frames[sounding.lastIndexOf(true)];
    expect(peak(end?.subarray(1_900))).toBeLessThan(400);
    expect(speaker.tick(2_000)).toBeNull();
    speaker.close();
  });

  it('counts packets that are no Opus and goes on', () => {
    const { play, counts } = rig();
    const opus: (Buffer | null)[] = loud();
    opus[5] = Buffer.from('fb00', 'hex');
    play(opus);
    expect(counts).toEqual({ lost: 0, malformed: 1 });
  });

  it('joins packets of 2.5 ms to whole ticks', () => {
    const { speaker, heard } = rig();
    const short = Buffer.from('e0fffe', 'hex');
    for (let i = 0; i < 80; i += 1) {
      speaker.push({ sequence: i, timestamp: i * 120, opus: short }, i * 2.5);
    }
    const frames = Array.from({ length: 14 }, (_, tick) => speaker.tick(tick * 20 + 30)?.slice());
    expect(heard.length).toBe(80);
    // And the 60 ms in which it is not known yet that nothing more will come.
    expect(frames.filter((frame) => frame?.length === 1_920).length).toBe(13);
  });

  it('gives mono speech as one channel to who takes that, but where something had to be done to it', () => {
    const packets = practiceVoicePackets('amber').slice(40, 70);
    const [one, both] = [rig(rescue), rig(rescue)];
    let singles = 0;
    for (const [index, opus] of packets.entries()) {
      // Lost: what follows is made by the other decoder, and led over from it.
      if (index !== 12) {
        one.push(index, opus);
        both.push(index, opus);
      }
      const nowMs = index * 20 + 10;
      const stereo = both.speaker.tick(nowMs)?.slice();
      const given = one.speaker.tick(nowMs, true)?.slice();
      expect(stereo?.length ?? 1_920).toBe(1_920);
      if (given?.length === 960) singles += 1;
      expect(given?.length === 960 ? given : given?.filter((_, at) => at % 2 === 0)).toEqual(
        stereo?.filter((_, at) => at % 2 === 0),
      );
    }
    expect(singles).toBeGreaterThan(10);
    expect(singles).toBeLessThan(20);
  });

  it('cuts packets of 60 ms into three ticks', async () => {
    const encoder = await createEncoder({ frameSize: 2_880 });
    const { speaker } = rig();
    const frames: (Int16Array | null)[] = [];
    for (let tick = 0; tick < 60; tick += 1) {
      if (tick % 3 === 0) {
        const pcm = Int16Array.from(
          { length: 5_760 },
          (_, i) => 9_000 * Math.sin((tick * 960 + (i >> 1)) / 20),
        );
        const opus = Buffer.from(encoder.encode(pcm));
        speaker.push({ sequence: tick / 3, timestamp: tick * 960, opus }, tick * 20);
      }
      frames.push(speaker.tick(tick * 20 + 10)?.slice() ?? null);
    }
    encoder.free();
    const first = frames.findIndex((frame) => frame !== null);
    expect(first).toBeLessThan(8);
    expect(frames.slice(first).every((frame) => frame?.length === 1_920)).toBe(true);
    expect(frames.slice(first + 3).every((frame) => peak(frame) > 7_000)).toBe(true);
    expect(steepest(frames.slice(first + 3))).toBeLessThan(1_200);
  });

  it('is speaking for a moment after each sound, silence frames not counting', () => {
    const { speaker, push } = rig();
    push(1, silence);
    expect(speaker.isSpeaking(20)).toBe(false);
    push(2, loud()[0] ?? silence);
    expect(speaker.isSpeaking(300)).toBe(true);
    expect(speaker.isSpeaking(400)).toBe(false);
  });

  it.each([100, -100])(
    'stays as near to a sender whose clock is %s ppm off, over ten minutes',
    (ppm) => {
      const { speaker } = rig();
      const opus = loud(50);
      const packetMs = 20 * (1 + ppm / 1e6);
      let sent = 0;
      let gaps = 0;
      const delays: number[] = [];
      for (let tick = 1; tick <= 30_000; tick += 1) {
        const nowMs = tick * 20;
        while (sent * packetMs <= nowMs) {
          const packet = {
            sequence: sent & 0xffff,
            timestamp: (sent * 960) >>> 0,
            opus: opus[sent % 50] ?? silence,
          };
          speaker.push(packet, sent * packetMs);
          sent += 1;
        }
        if (!speaker.tick(nowMs) && tick > 10) gaps += 1;
        if (tick % 1_500 === 0) delays.push(speaker.updateStatistics().bufferMs);
      }
      expect(gaps).toBe(0);
      expect(Math.max(...delays) - Math.min(...delays)).toBeLessThan(45);
      expect(Math.abs((delays.at(-1) ?? 0) - (delays[1] ?? 0))).toBeLessThan(45);
      expect(speaker.statistics.concealed).toBeLessThan(5);
    },
    30_000,
  );

  it('comes back near after a stall, in sound that is shortened and not cut', () => {
    const { speaker, push } = rig();
    const opus = loud(50);
    for (let tick = 0; tick < 100; tick += 1) {
      push(tick, opus[tick % 50] ?? silence);
      speaker.tick(tick * 20 + 10);
    }
    // The network holds 200 ms back and then delivers everything at once.
    for (let tick = 100; tick < 110; tick += 1) speaker.tick(tick * 20 + 10);
    for (let sequence = 100; sequence < 110; sequence += 1)
      push(sequence, opus[sequence % 50] ?? silence, 2_200);
    const frames: (Int16Array | null)[] = [];
    for (let tick = 110; tick < 400; tick += 1) {
      push(tick, opus[tick % 50] ?? silence);
      frames.push(speaker.tick(tick * 20 + 10)?.slice() ?? null);
    }
    expect(speaker.updateStatistics().bufferMs).toBeLessThan(120);
    expect(frames.every((frame) => frame !== null)).toBe(true);
    expect(speaker.statistics.lost).toBeLessThanOrEqual(1);
  });
});
