import { describe, expect, it } from 'vitest';
import { SsrcMap } from '../../../../../src/main/discord/voice/receive/ssrc-map';

describe('SSRC map', () => {
  it('hands back what came before its owner was known, oldest first', () => {
    const map = new SsrcMap<number>();
    map.hold(5, 1, 0);
    map.hold(5, 2, 20);
    map.hold(6, 9, 20);
    expect(map.assign(5, 'a')).toEqual([1, 2]);
    expect(map.userOf(5)).toBe('a');
    expect(map.assign(5, 'a')).toEqual([]);
  });

  it('drops what nobody claims, by age and by number, and counts it', () => {
    const map = new SsrcMap<number>();
    for (let i = 0; i < 30; i += 1) map.hold(1, i, 0);
    expect(map.unclaimed).toBe(5);
    for (let ssrc = 2; ssrc < 50; ssrc += 1) map.hold(ssrc, 0, 0);
    expect(map.unclaimed).toBe(5 + 17);
    map.expire(2_000);
    expect(map.unclaimed).toBe(5 + 17 + 25 + 31);
    expect(map.assign(1, 'a')).toEqual([]);
  });

  it('follows a user to a new SSRC and an SSRC to a new user', () => {
    const map = new SsrcMap<number>();
    map.assign(1, 'a');
    map.assign(2, 'a');
    expect(map.userOf(1)).toBeUndefined();
    map.assign(2, 'b');
    expect(map.ssrcOf('a')).toBeUndefined();
    expect(map.remove('b')).toBe(2);
    expect(map.userOf(2)).toBeUndefined();
  });
});
