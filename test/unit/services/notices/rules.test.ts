import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cooldown, type Happening, isQuiet, matches } from '../../../../src/main/services/notices/rules';
import { ChannelId, GuildId, UserId } from '../../../../src/shared/discord/snowflake';
import type { NoticeRule } from '../../../../src/shared/models/notices';

const aRule = (over: Partial<NoticeRule> = {}): NoticeRule => ({
  ruleId: 'r',
  accountKey: 'a',
  guildId: GuildId.parse('1'),
  trigger: 'joins',
  channelIds: null,
  people: [],
  cooldownMs: 60_000,
  toast: true,
  system: true,
  enabled: true,
  ...over,
});
const entered = (over: Partial<Extract<Happening, { kind: 'entered' }>> = {}): Happening => ({
  kind: 'entered',
  guildId: '1',
  channelId: '10',
  userId: '5',
  peopleNow: 2,
  ...over,
});

describe('which rule speaks', () => {
  it.each([
    ['joins', entered(), true],
    ['joins', { ...entered(), kind: 'left' }, false],
    ['firstPerson', entered(), false],
    ['firstPerson', entered({ peopleNow: 1 }), true],
    ['empty', { ...entered({ peopleNow: 0 }), kind: 'left' }, true],
    ['empty', { ...entered({ peopleNow: 1 }), kind: 'left' }, false],
    ['person', entered({ userId: '7' }), true],
    ['person', entered(), false],
    ['stageStarts', { kind: 'stageStarted', guildId: '1', channelId: '10' }, true],
    ['stageStarts', entered(), false],
  ] as [NoticeRule['trigger'], Happening, boolean][])('%s, case %#', (trigger, happening, speaks) => {
    const people = [{ userId: UserId.parse('7'), name: 'Mira' }];
    expect(matches(aRule({ trigger, people }), happening)).toBe(speaks);
  });

  it('not of another server, another room, or switched off', () => {
    expect(matches(aRule({ guildId: GuildId.parse('2') }), entered())).toBe(false);
    expect(matches(aRule({ channelIds: [ChannelId.parse('11')] }), entered())).toBe(false);
    expect(matches(aRule({ channelIds: [ChannelId.parse('10')] }), entered())).toBe(true);
    expect(matches(aRule({ enabled: false }), entered())).toBe(false);
  });
});

describe('quiet hours', () => {
  it('go over midnight, begin at their first minute and end before their last', () => {
    const hours = { enabled: true, fromMinute: 22 * 60, toMinute: 8 * 60, untilMs: null };
    const at = (hour: number, minute = 0) => isQuiet(hours, hour * 60 + minute, 0);
    expect([at(21, 59), at(22), at(23, 59), at(0), at(7, 59), at(8)]).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(isQuiet({ ...hours, enabled: false }, 0, 0)).toBe(false);
  });

  it('do not matter while one is not to be disturbed, and count again afterwards', () => {
    const hours = { enabled: false, fromMinute: 0, toMinute: 60, untilMs: 5_000 };
    expect([isQuiet(hours, 720, 4_999), isQuiet(hours, 720, 5_000)]).toEqual([true, false]);
    expect(isQuiet({ ...hours, enabled: true }, 30, 5_000)).toBe(true);
  });

  it('and their opposite share the day without a gap', () => {
    const minute = fc.integer({ min: 0, max: 1_439 });
    fc.assert(
      fc.property(minute, minute, minute, (fromMinute, toMinute, now) => {
        fc.pre(fromMinute !== toMinute);
        const quiet = isQuiet({ enabled: true, fromMinute, toMinute, untilMs: null }, now, 0);
        const other = { enabled: true, fromMinute: toMinute, toMinute: fromMinute, untilMs: null };
        expect(isQuiet(other, now, 0)).toBe(!quiet);
      }),
    );
  });
});

describe('cooling down', () => {
  it('lets one pass in its time and tells how many were not said', () => {
    const cooldown = new Cooldown();
    const pass = (atMs: number) => cooldown.pass('r', 60_000, atMs);
    expect([pass(0), pass(1), pass(59_999), pass(60_000), pass(120_000)]).toEqual([0, null, null, 2, 0]);
  });

  it('is not silenced by a clock that was set back, and forgets when the rule changes', () => {
    const cooldown = new Cooldown();
    expect(cooldown.pass('r', 60_000, 1_000_000)).toBe(0);
    expect(cooldown.pass('r', 60_000, 0)).toBe(0);
    cooldown.forget('r');
    expect(cooldown.pass('r', 60_000, 1)).toBe(0);
  });

  it('a storm gives no more than one a time, and every one is counted', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 200 }), (steps) => {
        const cooldown = new Cooldown();
        let now = 0;
        let last = Number.NEGATIVE_INFINITY;
        let told = 0;
        for (const step of steps) {
          now += step;
          const more = cooldown.pass('r', 5_000, now);
          if (more === null) continue;
          expect(now - last).toBeGreaterThanOrEqual(5_000);
          last = now;
          told += 1 + more;
        }
        expect(told).toBeLessThanOrEqual(steps.length);
      }),
    );
  });
});
