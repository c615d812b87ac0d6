import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createOpusDecoder,
  createOpusEncoder,
  isStereoPacket,
  opusPacketSamples,
} from '../../../../src/main/discord/voice/codec';

function sine(amplitude: number): Int16Array {
  const pcm = new Int16Array(1_920);
  for (let i = 0; i < 960; i += 1) {
    pcm[2 * i] = Math.round(amplitude * Math.sin((2 * Math.PI * 440 * i) / 48_000));
    pcm[2 * i + 1] = pcm[2 * i] ?? 0;
  }
  return pcm;
}

describe('codec', () => {
  it('brings a tone back at its loudness', () => {
    const encoder = createOpusEncoder(96_000);
    const decoder = createOpusDecoder();
    let peak = 0;
    for (let frame = 0; frame < 10; frame += 1) {
      const outcome = decoder.decode(encoder.encode(sine(16_000)));
      if (outcome.kind !== 'pcm') throw new Error('refused');
      expect(outcome.pcm.length).toBe(1_920);
      if (frame > 5) for (const value of outcome.pcm) peak = Math.max(peak, Math.abs(value));
    }
    expect(peak).toBeGreaterThan(14_000);
    expect(peak).toBeLessThan(19_000);
  });

  it('measures packets of all four codes by their TOC', () => {
    const samples = (hex: string) => opusPacketSamples(Buffer.from(hex, 'hex'));
    expect(samples('f8fffe')).toBe(960);
    expect(samples('fcfffe')).toBe(960);
    expect(samples('08aa')).toBe(960);
    expect(samples('18aa')).toBe(2_880);
    expect(samples('60aa')).toBe(480);
    expect(samples('e0aa')).toBe(120);
    expect(samples('f9aabb')).toBe(1_920);
    expect(samples('f9aabbcc')).toBeNull();
    expect(samples('fa01aabb')).toBe(1_920);
    expect(samples('fa05aabb')).toBeNull();
    expect(samples('fb03aabbcc')).toBe(2_880);
    expect(samples('fb00')).toBeNull();
    expect(samples('1b05')).toBeNull();
    expect(samples('')).toBeNull();
    expect(isStereoPacket(Buffer.from('fc', 'hex'))).toBe(true);
    expect(isStereoPacket(Buffer.from('f8', 'hex'))).toBe(false);
  });

  it('refuses an empty packet instead of inventing 120 ms, and takes the silence frame', () => {
    const decoder = createOpusDecoder();
    expect(decoder.decode(Buffer.alloc(0))).toEqual({ kind: 'refused' });
    const silence = decoder.decode(Buffer.from('f8fffe', 'hex'));
    expect(silence.kind === 'pcm' && silence.pcm.every((value) => value === 0)).toBe(true);
  });

  it('survives arbitrary packets', () => {
    const decoder = createOpusDecoder();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const outcome = decoder.decode(bytes);
        if (outcome.kind === 'pcm') expect(outcome.pcm.length / 2).toBe(opusPacketSamples(bytes));
      }),
      { numRuns: 300 },
    );
  });
});
