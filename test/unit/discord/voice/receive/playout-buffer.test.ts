import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlayoutBuffer } from '../../../../../src/main/discord/voice/receive/playout-buffer';
import { sequenceDistance } from '../../../../../src/main/discord/voice/receive/sequence';

const SPEECH = Buffer.from('f8aabbcc', 'hex');
/** Hybrid, 20 ms, mono, with the redundancy flag. */
const REDUNDANT = Buffer.from('78c0aabb', 'hex');
const SILENCE = Buffer.from('f8fffe', 'hex');

type Heard = number | 'hole' | 'starved' | 'quiet';

/** Steps a buffer on its own clock: packets come when told, a tick every 20 ms. */
class Line {
  readonly buffer = new PlayoutBuffer();
  readonly heard: Heard[] = [];
  nowMs = 1_000;

  arrive(sequence: number, options: { atMs?: number; timestamp?: number; opus?: Buffer } = {}): string {
    const timestamp = (options.timestamp ?? sequence * 960) >>> 0;
    const packet = { sequence: sequence & 0xffff, timestamp, opus: options.opus ?? SPEECH };
    return this.buffer.push(packet, options.atMs ?? this.nowMs);
  }

  /** One tick: what was heard in it, holes that took no time left out. */
  tick(): Heard {
    this.nowMs += 20;
    this.buffer.correction(this.nowMs, 0);
    for (;;) {
      const step = this.buffer.step(this.nowMs);
      if (step.kind === 'hole' && step.samples === 0) continue;
      const heard = step.kind === 'packet' ? step.packet.sequence : step.kind;
      this.heard.push(heard);
      return heard;
    }
  }

  /** A packet each 20 ms for every entry that is no null, then a tick. */
  run(sequences: readonly (number | null)[]): Heard[] {
    return sequences.map((sequence) => {
      if (sequence !== null) this.arrive(sequence);
      return this.tick();
    });
  }
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

describe('playout buffer', () => {
  it('holds the first packet for a moment, then plays in order across the wrap', () => {
    const line = new Line();
    const heard = line.run(range(65_530, 20));
    const first = heard.findIndex((what) => what !== 'quiet');
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(4);
    expect(heard.slice(first)).toEqual(range(65_530, 20 - first).map((sequence) => sequence & 0xffff));
  });

  it('says hole for a packet that is not there when it is due, and hands out the one behind it for repair', () => {
    const line = new Line();
    line.run(range(0, 10));
    for (const sequence of [10, 12, 13]) line.arrive(sequence, { atMs: line.nowMs });
    const steps = range(0, 6).map(() => line.buffer.step(line.nowMs));
    const hole = steps.find((step) => step.kind === 'hole');
    expect(hole).toEqual({ kind: 'hole', following: SPEECH, samples: 960 });
    expect(line.arrive(11)).toBe('late');
    expect(line.arrive(11)).toBe('duplicate');
  });

  it('fills in at once when starved, and does not fill in again when that packet turns out lost', () => {
    const line = new Line();
    line.run(range(0, 100));
    const before = line.heard.length;
    line.run([null, null, null, null]);
    line.run(range(103, 10));
    const after = line.heard.slice(before);
    expect(after.filter((what) => what === 'starved' || what === 'hole').length).toBe(3);
    expect(after.filter((what) => typeof what === 'number').at(-1)).toBeGreaterThan(108);
  });

  it('plays a packet that comes after it was missed, as long as nothing newer was played', () => {
    const line = new Line();
    line.run(range(0, 100));
    const held = line.heard.filter((what) => typeof what === 'number').length;
    line.run([null, null, null]);
    for (const sequence of [100, 101, 102]) line.arrive(sequence);
    line.run(range(103, 10));
    const played = line.heard.filter((what) => typeof what === 'number');
    expect(played).toEqual(range(0, played.length));
    expect(played.length).toBeGreaterThan(held + 8);
  });

  it('is quiet after silence frames and takes the next sentence without calling anything lost', () => {
    const line = new Line();
    line.run(range(0, 20));
    for (const sequence of range(20, 5)) {
      line.arrive(sequence, { opus: SILENCE });
      line.tick();
    }
    const pause = range(0, 50).map(() => line.tick());
    expect(pause.at(-1)).toBe('quiet');
    // This sender counted on from where it stopped; another would have let time pass.
    const second = line.run(range(25, 20));
    expect(second.filter((what) => what === 'hole' || what === 'starved')).toEqual([]);
    expect(second.at(-1)).toBeGreaterThan(38);
  });

  it('keeps a pause of a sender whose time runs on while it is silent', () => {
    const line = new Line();
    line.run(range(0, 20));
    for (const sequence of range(20, 3)) line.arrive(sequence, { opus: SILENCE, timestamp: sequence * 960 });
    range(0, 60).map(() => line.tick());
    const offset = Math.round((line.nowMs - 1_000) / 20);
    const heard = range(0, 20).map((index) => {
      line.arrive(23 + index, { timestamp: (offset + index) * 960 });
      return line.tick();
    });
    expect(heard.filter((what) => what === 'hole' || what === 'starved')).toEqual([]);
    expect(heard.indexOf(23)).toBeGreaterThanOrEqual(0);
    expect(heard.indexOf(23)).toBeLessThanOrEqual(4);
  });

  it('starts anew when numbers jump far, when they begin near the old ones, and when timestamps jump', () => {
    const line = new Line();
    line.run(range(30_000, 50));
    expect(line.arrive(100)).toBe('restarted');
    expect(line.run(range(101, 20)).at(-1)).toBeGreaterThan(110);
    const outcomes = range(60, 30).map((sequence) => {
      const outcome = line.arrive(sequence, { timestamp: sequence * 960 + 777_777 });
      line.tick();
      return outcome;
    });
    expect(outcomes).toContain('restarted');
    expect(line.heard.at(-1)).toBeGreaterThan(80);
    const jumped = range(90, 30).map((sequence) => {
      line.arrive(sequence, { timestamp: sequence * 960 + 4_000_000_000 });
      return line.tick();
    });
    expect(jumped.at(-1)).toBeGreaterThan(112);
  });

  it('holds longer when packets come unevenly, and shortens again when they do not', () => {
    const line = new Line();
    line.run(range(0, 200));
    const calm = line.buffer.targetMs;
    expect(calm).toBeLessThanOrEqual(40);
    const due: { atMs: number; sequence: number }[] = [];
    let seed = 5;
    for (let index = 0; index < 400; index += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      due.push({ atMs: line.nowMs + index * 20 + (seed % 120), sequence: 200 + index });
    }
    for (let tick = 0; tick < 400; tick += 1) {
      for (const packet of due) {
        if (packet.atMs > line.nowMs && packet.atMs <= line.nowMs + 20) line.arrive(packet.sequence, packet);
      }
      line.tick();
    }
    const rough = line.buffer.targetMs;
    expect(rough).toBeGreaterThan(90);
    expect(rough).toBeLessThan(180);
    expect(line.buffer.jitterMs).toBeGreaterThan(15);
    for (let index = 600; index < 3_600; index += 1) {
      line.arrive(index);
      line.tick();
    }
    expect(line.buffer.targetMs).toBeLessThan(50);
  });

  it('holds 50 ms while packets that carry redundancy get lost, so that it comes in time', () => {
    const line = new Line();
    for (const sequence of range(0, 100)) {
      if (sequence % 10 !== 7) line.arrive(sequence, { opus: REDUNDANT });
      line.tick();
    }
    expect(line.buffer.targetMs).toBeGreaterThanOrEqual(50);
  });

  it('asks for shorter sound when a stall has put it behind, and says how far', () => {
    const line = new Line();
    line.run(range(0, 100));
    line.nowMs += 200;
    for (const sequence of range(100, 10))
      line.arrive(sequence, { atMs: line.nowMs - 200 + (sequence - 99) * 20 });
    let wanted = 0;
    for (const sequence of range(110, 20)) {
      line.arrive(sequence, { atMs: line.nowMs + 20 });
      line.nowMs += 20;
      wanted = Math.max(wanted, line.buffer.correction(line.nowMs, 0));
      line.buffer.step(line.nowMs);
    }
    expect(wanted).toBeGreaterThan(4_800);
    expect(line.buffer.delayMs).toBeGreaterThan(100);
  });

  it('leaves out what is more than 300 ms behind', () => {
    const line = new Line();
    line.run(range(0, 100));
    line.nowMs += 1_000;
    for (const sequence of range(100, 50))
      line.arrive(sequence, { atMs: line.nowMs - 1_000 + (sequence - 99) * 20 });
    for (const sequence of range(150, 20)) {
      line.arrive(sequence, { atMs: line.nowMs + 20 });
      line.tick();
    }
    expect(line.buffer.skipped).toBeGreaterThan(30);
    expect(line.heard.at(-1)).toBeGreaterThan(150);
  });

  it('delivers every packet once and in order when arrivals are shuffled within what it holds', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.integer({ min: 4, max: 60 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 20 })),
        (start, count, delays) => {
          const line = new Line();
          const arrivals = range(0, count).map((index) => ({
            atMs: line.nowMs + 20 + index * 20 + (index === 0 ? 0 : (delays.next().value as number)),
            sequence: start + index,
          }));
          for (let tick = 0; tick < count + 12; tick += 1) {
            for (const arrival of arrivals) {
              if (arrival.atMs > line.nowMs && arrival.atMs <= line.nowMs + 20)
                expect(line.arrive(arrival.sequence, { ...arrival, timestamp: arrival.sequence * 960 })).toBe(
                  'stored',
                );
            }
            line.tick();
          }
          const played = line.heard.filter((what) => typeof what === 'number');
          expect(played).toEqual(arrivals.map(({ sequence }) => sequence & 0xffff));
          expect(line.heard).not.toContain('hole');
        },
      ),
    );
  });

  it('accounts for every packet under loss, doubling and disorder, never goes back, holds a bounded number', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.array(fc.tuple(fc.integer({ min: -8, max: 40 }), fc.integer({ min: 0, max: 60 })), {
          maxLength: 300,
        }),
        (start, packets) => {
          const line = new Line();
          const counts: Record<string, number> = { stored: 0, late: 0, duplicate: 0, restarted: 0 };
          let last: number | undefined;
          let played = 0;
          packets.forEach(([offset, delayMs], index) => {
            const sequence = (start + 65_536 + Math.floor(index / 2) + offset) & 0xffff;
            const timestamp = (Math.floor(index / 2) + offset) * 960;
            const outcome = line.arrive(sequence, { timestamp, atMs: line.nowMs + delayMs });
            counts[outcome] = (counts[outcome] ?? 0) + 1;
            if (outcome === 'restarted') last = undefined;
            const heard = line.tick();
            expect(line.buffer.size).toBeLessThanOrEqual(256);
            if (typeof heard !== 'number') return;
            if (last !== undefined) expect(sequenceDistance(heard, last)).toBeGreaterThan(0);
            last = heard;
            played += 1;
          });
          if (counts.restarted === 0)
            expect(counts.stored).toBe(played + line.buffer.size + line.buffer.skipped);
        },
      ),
    );
  });

  /** Everything that can be asked for in a tick, in a bounded number of steps. */
  function settle(buffer: PlayoutBuffer, nowMs: number): string[] {
    const kinds: string[] = [];
    buffer.correction(nowMs, 0);
    for (let steps = 0; steps < 2_000; steps += 1) {
      const { kind } = buffer.step(nowMs);
      kinds.push(kind);
      if (kind === 'quiet') return kinds;
    }
    throw new Error('the buffer does not come to an end');
  }

  it('comes to an end when numbers more than its room apart come before the first is played', () => {
    for (const sequences of [
      [500, 243, 244],
      [500, 244],
      [300, 44, 556],
    ]) {
      const line = new Line();
      for (const sequence of sequences) line.arrive(sequence);
      const kinds = settle(line.buffer, line.nowMs + 500);
      expect(kinds).toContain('packet');
      expect(line.buffer.size).toBe(0);
    }
  });

  it('counts a packet once, when one that is far behind has come between its two copies', () => {
    const line = new Line();
    line.run(range(0, 348));
    line.run([null, null, ...range(350, 250)]);
    line.arrive(605);
    expect(line.arrive(605 - 257)).toBe('late');
    expect(line.arrive(605 - 256)).toBe('late');
    const { size } = line.buffer;
    expect(line.arrive(605)).toBe('duplicate');
    expect(line.buffer.size).toBe(size);
    settle(line.buffer, line.nowMs + 500);
    expect(line.buffer.size).toBe(0);
  });

  it('comes to an end and empties whatever numbers and times come, in whatever order', () => {
    const arrival = fc.record({
      offset: fc.integer({ min: -1_000, max: 1_000 }),
      time: fc.oneof(fc.constant(0), fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff })),
      opus: fc.constantFrom(SPEECH, SILENCE, REDUNDANT),
      ticks: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff }),
        fc.array(arrival, { minLength: 1, maxLength: 60 }),
        (start, arrivals) => {
          const buffer = new PlayoutBuffer();
          let nowMs = 1_000;
          let at = start;
          for (const { offset, time, opus, ticks } of arrivals) {
            at = (at + offset) & 0xffff;
            buffer.push({ sequence: at, timestamp: (at * 960 + time) >>> 0, opus }, nowMs);
            for (let tick = 0; tick < ticks; tick += 1) {
              nowMs += 20;
              settle(buffer, nowMs);
            }
          }
          for (let tick = 0; tick < 400 && buffer.size > 0; tick += 1) {
            nowMs += 20;
            settle(buffer, nowMs);
          }
          expect(buffer.size).toBe(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
