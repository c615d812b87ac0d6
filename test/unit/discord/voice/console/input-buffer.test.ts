import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputBuffer } from '../../../../../src/main/discord/voice/console/input-buffer';

const TICKS_PER_HOUR = 180_000;

/** A device whose clock is `ppm` off gives 128 samples at a time; answers the stock, ms, every minute. */
function run(ppm: number, hours: number, jitterMs: number): { stock: number[]; buffer: InputBuffer } {
  const buffer = new InputBuffer();
  const out = new Float32Array(1_920);
  const stock: number[] = [];
  let given = 0;
  let sequence = 0;
  let random = 1;
  const perTick = 960 * (1 + ppm / 1_000_000);
  for (let tick = 1; tick <= hours * TICKS_PER_HOUR; tick += 1) {
    random = (random * 48_271) % 2_147_483_647;
    const late = (random / 2_147_483_647) * (jitterMs / 20);
    while (given + 128 <= (tick - late) * perTick) {
      buffer.push(new Float32Array(128), 1, sequence);
      sequence += 1;
      given += 128;
    }
    buffer.read(out);
    if (tick % 3_000 === 0) stock.push(buffer.delayMs);
  }
  return { stock, buffer };
}

describe('input buffer', () => {
  it.each([200, -200, 0])(
    'holds as much after ten minutes as after three with a clock %i ppm off',
    (ppm) => {
      const { stock, buffer } = run(ppm, 1 / 6, 10);
      const growth = (stock.at(-1) ?? 0) - (stock[2] ?? 0);
      expect(Math.abs(growth)).toBeLessThan(20);
      expect(Math.max(...stock.slice(2))).toBeLessThan(40);
      expect(buffer.dry).toBeLessThan(5);
      expect(buffer.dropped).toBe(0);
    },
    60_000,
  );

  it('lets go at once what a stalled reader has left to pile up', () => {
    const buffer = new InputBuffer();
    for (let i = 0; i < 60; i += 1) buffer.push(new Float32Array(960), 1, i);
    buffer.read(new Float32Array(1_920));
    expect(buffer.delayMs).toBeLessThan(30);
  });

  /** Ten milliseconds at a time, `level` loud, while nobody reads for `heldUpMs`; then `ticks` are read in step. */
  function readAfterStall(
    heldUpMs: number,
    level: number,
    ticks: number,
  ): { buffer: InputBuffer; delays: number[] } {
    const buffer = new InputBuffer();
    const out = new Float32Array(1_920);
    const delays: number[] = [];
    let sequence = 0;
    const give = (blocks: number) => {
      for (let i = 0; i < blocks; i += 1) buffer.push(new Float32Array(480).fill(level), 1, sequence++);
    };
    give(heldUpMs / 10);
    for (let tick = 0; tick < ticks; tick += 1) {
      give(2);
      buffer.read(out);
      delays.push(buffer.delayMs);
    }
    return { buffer, delays };
  }

  it('keeps what a stuttering start has piled up for half a second, if it is quiet then', () => {
    const { buffer, delays } = readAfterStall(150, 0.001, 50);
    expect(delays[20]).toBeGreaterThan(100);
    expect(delays[30]).toBeLessThan(30);
    expect(buffer.dry).toBe(0);
  });

  it('waits for a quiet moment, and a second at most', () => {
    const { buffer, delays } = readAfterStall(150, 0.2, 100);
    expect(delays[60]).toBeGreaterThan(100);
    expect(delays[80]).toBeLessThan(30);
    expect(buffer.dry).toBe(0);
  });

  it('keeps stock that a window which comes in lumps needs', () => {
    const buffer = new InputBuffer();
    const out = new Float32Array(1_920);
    let sequence = 0;
    // 200 ms at once, ten ticks apart.
    for (let tick = 0; tick < 3_000; tick += 1) {
      if (tick % 10 === 0) for (let i = 0; i < 20; i += 1) buffer.push(new Float32Array(480), 1, sequence++);
      buffer.read(out);
    }
    expect(buffer.dry).toBeLessThan(20);
    expect(buffer.dropped).toBe(0);
  });

  it('never gives anything but finite samples within bounds, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            values: fc.array(fc.float({ min: -10, max: 10 }), { maxLength: 300 }),
            skip: fc.integer({ min: -3, max: 40 }),
            read: fc.boolean(),
          }),
          { maxLength: 60 },
        ),
        (steps) => {
          const buffer = new InputBuffer();
          const out = new Float32Array(1_920);
          let sequence = 100;
          for (const { values, skip, read } of steps) {
            sequence += skip;
            buffer.push(Float32Array.from(values), 1, sequence);
            if (read) buffer.read(out);
            expect(out.every((value) => Math.abs(value) < 16)).toBe(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
