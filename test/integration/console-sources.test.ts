import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FfmpegSource } from '../../src/main/discord/voice/sources/ffmpeg-source';
import { scratchFolder } from '../support/scratch';

const RATE = 48_000;

/** A WAV of 32-bit floats, both channels the same. */
function floatWav(samples: Float32Array): Buffer {
  const data = Buffer.alloc(samples.length * 8);
  for (const [i, value] of samples.entries()) {
    data.writeFloatLE(value, i * 8);
    data.writeFloatLE(value, i * 8 + 4);
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(3, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 8, 28);
  head.writeUInt16LE(8, 32);
  head.writeUInt16LE(32, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** The left channel as it comes out of the decoder. */
async function decoded(samples: Float32Array): Promise<number[]> {
  const file = join(await scratchFolder('sources'), 'floats.wav');
  await writeFile(file, floatWav(samples));
  const source = await FfmpegSource.open('ffmpeg', file, 0, false);
  const left: number[] = [];
  try {
    for (;;) {
      const pulled = source.pull();
      if (pulled.kind === 'ended') return left;
      if (pulled.kind === 'failed') throw pulled.error;
      if (pulled.kind === 'pcm')
        for (let i = 0; i < pulled.samples.length; i += 2) left.push(pulled.samples[i] ?? 0);
      else await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    source.close();
  }
}

describe('a file as samples', () => {
  it('keeps what is above full scale for the limiter, and every sample to within a step', async () => {
    const sine = Float32Array.from(
      { length: RATE / 2 },
      (_, i) => 1.9 * Math.sin((2 * Math.PI * 440 * i) / RATE),
    );
    const left = await decoded(sine);
    expect(left.length).toBe(sine.length);
    expect(Math.max(...left)).toBeGreaterThan(1.89);
    const worst = Math.max(...left.map((value, i) => Math.abs(value - (sine[i] ?? 0))));
    expect(worst).toBeLessThanOrEqual(2 / 32_768);
  });

  it('plays nothing where a file has no numbers', async () => {
    const samples = new Float32Array(RATE / 2).fill(0.25);
    samples.fill(Number.NaN, 4_800, 9_600);
    samples.fill(Number.POSITIVE_INFINITY, 9_600, 12_000);
    const left = await decoded(samples);
    expect(left.slice(4_800, 9_600).every((value) => value === 0)).toBe(true);
    expect(Math.max(...left.map(Math.abs))).toBeLessThan(0.26);
  });
});
