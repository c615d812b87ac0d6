import { describe, expect, it } from 'vitest';
import { IDENTIFY_INTERVAL_MS, IdentifyGate } from '../../../../src/main/discord/gateway/identify-gate';
import { SequenceWatch } from '../../../../src/main/discord/gateway/sequence';

describe('the sequence watch', () => {
  const at = (ms: number) => ({ monotonicMs: () => ms });

  it('lets the next number pass, drops what was seen, and notices a jump', () => {
    const watch = new SequenceWatch();
    expect(watch.judge(null, 40, at(0))).toBe('next');
    expect(watch.judge(40, 41, at(0))).toBe('next');
    expect(watch.judge(41, null, at(0))).toBe('next');
    expect(watch.judge(41, 41, at(0))).toBe('repeat');
    expect(watch.judge(41, 3, at(0))).toBe('repeat');
    expect(watch.judge(41, 43, at(0))).toBe('hole');
  });

  it('accepts a server that counts in its own way after a few jumps in ten minutes', () => {
    const watch = new SequenceWatch();
    const verdicts = [0, 1, 2, 3, 4, 5].map((n) => watch.judge(10, 20, at(n * 1_000)));
    expect(verdicts).toEqual(['hole', 'hole', 'hole', 'hole', 'next', 'next']);
    expect(watch.tolerant).toBe(true);

    const patient = new SequenceWatch();
    const rare = [0, 1, 2, 3, 4, 5].map((n) => patient.judge(10, 20, at(n * 200_000)));
    expect(rare).not.toContain('next');
  });
});

describe('the gate before a new session', () => {
  const limit = { total: 1_000, remaining: 3, resetAfterMs: 60_000, maxConcurrency: 2 };

  it('starts one session per key and interval', () => {
    const gate = new IdentifyGate(limit, 0);
    expect(gate.reserve(0, 0)).toBeNull();
    expect(gate.reserve(1, 0)).toBeNull();
    expect(gate.reserve(2, 1_000)).toMatchObject({ waitMs: IDENTIFY_INTERVAL_MS - 1_000 });
    expect(gate.reserve(2, IDENTIFY_INTERVAL_MS)).toBeNull();
  });

  it("holds all of them back when the day's sessions are used up, until they are given anew", () => {
    const gate = new IdentifyGate(limit, 0);
    for (let n = 0; n < 3; n += 1) gate.identified();
    expect(gate.reserve(0, 10_000)).toMatchObject({ waitMs: 50_000 });
    expect(gate.reserve(0, 60_000)).toBeNull();
  });

  it('does not count a try that never came to an Identify', () => {
    const gate = new IdentifyGate({ ...limit, remaining: 1 }, 0);
    for (let n = 0; n < 5; n += 1) expect(gate.reserve(0, n * IDENTIFY_INTERVAL_MS)).toBeNull();
  });
});
