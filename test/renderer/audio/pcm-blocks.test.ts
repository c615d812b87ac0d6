import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_SAMPLES, PcmBlocks } from '../../../src/renderer/audio/pcm-blocks';
import { parsePcmInput } from '../../../src/shared/audio/pcm-input';

const QUANTUM = 128;
const ramp = (from: number, length = QUANTUM) => Float32Array.from({ length }, (_, i) => (from + i) / 1e6);

describe('blocks of a device', () => {
  it('hold every sample in order, whatever the number of quanta', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (quanta) => {
        const blocks = new PcmBlocks();
        const out: number[] = [];
        for (let i = 0; i < quanta; i += 1)
          blocks.push([ramp(i * QUANTUM)], (samples) => void out.push(...samples));
        const whole = Math.floor((quanta * QUANTUM) / BLOCK_SAMPLES) * BLOCK_SAMPLES;
        expect(out).toEqual([...ramp(0, whole)]);
      }),
    );
  });

  it('interleave two channels, and are what the engine takes', () => {
    const blocks = new PcmBlocks();
    const got: Float32Array[] = [];
    for (let i = 0; i < 4; i += 1)
      blocks.push([ramp(i * QUANTUM), ramp(1_000 + i * QUANTUM)], (samples) => got.push(samples));
    expect(got.length).toBe(1);
    const [block] = got;
    expect([...(block?.slice(0, 4) ?? [])]).toEqual([
      ...Float32Array.of(0, 1_000 / 1e6, 1 / 1e6, 1_001 / 1e6),
    ]);
    const message = { type: 'input', sequence: 0, channels: blocks.channels, samples: block };
    expect(parsePcmInput(message)).not.toBeNull();
  });

  it('are not taken when a sample is no number or far beyond full scale: that would stay behind in every filter', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1e30]) {
      const samples = new Float32Array(480);
      samples[300] = bad;
      expect(parsePcmInput({ type: 'input', sequence: 0, channels: 1, samples })).toBeNull();
    }
    const over = new Float32Array(480).fill(-1.5);
    expect(parsePcmInput({ type: 'input', sequence: 0, channels: 1, samples: over })).not.toBeNull();
  });

  it('start anew when the device changes its channels', () => {
    const blocks = new PcmBlocks();
    let count = 0;
    for (let i = 0; i < 3; i += 1) blocks.push([ramp(0)], () => (count += 1));
    for (let i = 0; i < 3; i += 1) blocks.push([ramp(0), ramp(0)], () => (count += 1));
    expect(count).toBe(0);
    blocks.push([ramp(0), ramp(0)], () => (count += 1));
    expect(count).toBe(1);
  });

  it('measure what came since they were asked, and silence as the floor', () => {
    const blocks = new PcmBlocks();
    blocks.push([new Float32Array(QUANTUM).fill(0.5)], () => undefined);
    const { rmsDbfs, peakDbfs } = blocks.takeLevel();
    expect(rmsDbfs).toBeCloseTo(-6.02, 1);
    expect(peakDbfs).toBeCloseTo(-6.02, 1);
    expect(blocks.takeLevel()).toEqual({ rmsDbfs: -60, peakDbfs: -60 });
  });
});
