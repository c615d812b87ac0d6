import { describe, expect, it } from 'vitest';
import { createOpusEncoder } from '../../../../../src/main/discord/voice/codec';
import { Speaker } from '../../../../../src/main/discord/voice/receive/speaker';

const silence = Buffer.from('f8fffe', 'hex');

function loud(): Buffer[] {
  const encoder = createOpusEncoder(96_000);
  return Array.from({ length: 20 }, (_, frame) => {
    const pcm = new Int16Array(1_920);
    for (let i = 0; i < 1_920; i += 1) {
      pcm[i] = Math.round(12_000 * Math.sin((2 * Math.PI * 500 * (frame * 960 + (i >> 1))) / 48_000));
    }
    return encoder.encode(pcm);
  });
}

function rig() {
  const heard: number[] = [];
  const counts = { lost: 0, malformed: 0 };
  const speaker = new Speaker('1', 2, {
    onLost: () => {
      counts.lost += 1;
    },
    onMalformed: () => {
      counts.malformed += 1;
    },
    onPcm: (timestamp) => heard.push(timestamp),
  });
  const push = (sequence: number, opus: Buffer) =>
    speaker.push({ sequence, timestamp: sequence * 960, opus }, sequence * 20);
  return { speaker, push, heard, counts };
}

const peak = (pcm: Int16Array | null) =>
  pcm ? pcm.reduce((max, value) => Math.max(max, Math.abs(value)), 0) : -1;

describe('speaker', () => {
  it('plays packets a frame a tick, and is quiet before and after', () => {
    const { speaker, push, heard } = rig();
    expect(speaker.tick()).toBeNull();
    for (const [index, opus] of loud().slice(0, 6).entries()) push(index, opus);
    for (let i = 6; i < 11; i += 1) push(i, silence);
    const peaks = Array.from({ length: 13 }, () => peak(speaker.tick()));
    expect(peaks.slice(2, 6).every((value) => value > 9_000)).toBe(true);
    expect(peaks[10]).toBeLessThan(500);
    expect(peaks.slice(11)).toEqual([-1, -1]);
    expect(heard).toEqual(Array.from({ length: 11 }, (_, index) => index * 960));
    expect(speaker.meter.take().peakDbfs).toBeGreaterThan(-12);
  });

  it('covers a lost packet with a fade, and the next ones with silence', () => {
    const { speaker, push, counts } = rig();
    const opus = loud();
    for (const index of [0, 1, 2, 3, 4, 7, 8, 9]) push(index, opus[index] ?? silence);
    const frames = Array.from({ length: 8 }, () => speaker.tick());
    expect(counts.lost).toBe(2);
    const [fade, quiet, back] = frames.slice(5);
    expect(peak(fade?.subarray(0, 200) ?? null)).toBeGreaterThan(6_000);
    expect(peak(fade?.subarray(1_880) ?? null)).toBeLessThan(500);
    expect(peak(quiet ?? null)).toBe(0);
    expect(Math.abs(back?.[0] ?? 99)).toBeLessThan(500);
    expect(peak(back ?? null)).toBeGreaterThan(6_000);
  });

  it('counts packets that are no Opus and goes on', () => {
    const { speaker, push, counts } = rig();
    const opus = loud();
    push(0, opus[0] ?? silence);
    push(1, Buffer.from('fb00', 'hex'));
    push(2, opus[2] ?? silence);
    for (let i = 0; i < 3; i += 1) speaker.tick();
    expect(counts).toEqual({ lost: 0, malformed: 1 });
  });

  it('is speaking for a moment after each sound, silence frames not counting', () => {
    const { speaker, push } = rig();
    push(1, silence);
    expect(speaker.isSpeaking(20)).toBe(false);
    push(2, loud()[0] ?? silence);
    expect(speaker.isSpeaking(300)).toBe(true);
    expect(speaker.isSpeaking(400)).toBe(false);
  });
});
