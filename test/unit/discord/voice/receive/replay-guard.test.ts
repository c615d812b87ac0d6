import { describe, expect, it } from 'vitest';
import { MAX_WINDOWS, ReplayGuard } from '../../../../../src/main/discord/voice/receive/replay-guard';

describe('replay guard', () => {
  it('takes each packet of an SSRC once, whatever others send', () => {
    const guard = new ReplayGuard();
    const known = () => false;
    expect(guard.admit(1, 7, null, known)).toBe('fresh');
    expect(guard.admit(2, 7, null, known)).toBe('fresh');
    expect(guard.admit(1, 7, null, known)).toBe('replayed');
    expect(guard.admit(2, 8, null, known)).toBe('fresh');
    guard.clear();
    expect(guard.admit(1, 7, null, known)).toBe('fresh');
  });

  it('remembers a bounded number of SSRCs, and those of people in the room before strangers', () => {
    const guard = new ReplayGuard();
    const known = (ssrc: number) => ssrc <= 20;
    for (let ssrc = 1; ssrc <= 20; ssrc += 1) guard.admit(ssrc, 500, null, known);
    for (let ssrc = 1_000; ssrc < 60_000; ssrc += 1) guard.admit(ssrc, 500, null, known);
    expect(guard.size).toBe(MAX_WINDOWS);
    for (let ssrc = 1; ssrc <= 20; ssrc += 1) expect(guard.admit(ssrc, 500, null, known)).toBe('replayed');
  });

  it('stays bounded even when everybody is known', () => {
    const guard = new ReplayGuard();
    for (let ssrc = 0; ssrc < 5_000; ssrc += 1) guard.admit(ssrc, 1, null, () => true);
    expect(guard.size).toBe(MAX_WINDOWS);
  });
});
