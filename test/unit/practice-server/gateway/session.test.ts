import { describe, expect, it } from 'vitest';
import { SendBudget } from '../../../../src/main/practice-server/gateway/send-budget';
import { GatewaySession } from '../../../../src/main/practice-server/gateway/session';
import { Secret } from '../../../../src/main/support/secret';

const aSession = (bufferSize = 3, shard: [number, number] | null = null) =>
  new GatewaySession({ id: 's', userId: '5', token: new Secret('t'), intents: 0, shard, bufferSize });
const numbers = (texts: string[] | null) => texts?.map((text) => (JSON.parse(text) as { s: number }).s);

describe('gateway session', () => {
  it('replays exactly what came after the sequence number', () => {
    const session = aSession();
    for (let count = 0; count < 3; count++) session.dispatch('E', {});
    expect(numbers(session.missedSince(1))).toEqual([2, 3]);
    expect(numbers(session.missedSince(3))).toEqual([]);
    expect(numbers(session.missedSince(0))).toEqual([1, 2, 3]);
  });

  it('cannot replay what its buffer has let go', () => {
    const session = aSession(3);
    for (let count = 0; count < 5; count++) session.dispatch('E', {});
    expect(session.missedSince(1)).toBeNull();
    expect(numbers(session.missedSince(2))).toEqual([3, 4, 5]);
  });

  it('keeps its new socket when the old one says goodbye late', () => {
    const session = aSession();
    const older = { send: () => undefined, close: () => undefined };
    const newer = { send: () => undefined, close: () => undefined };
    session.attach(older);
    session.attach(newer);
    expect(session.detach(older)).toBe(false);
    expect(session.link).toBe(newer);
  });

  it('carries the guilds of its shard', () => {
    const guildId = (7n << 22n).toString();
    expect(aSession(3, [1, 2]).carriesGuild(guildId)).toBe(true);
    expect(aSession(3, [0, 2]).carriesGuild(guildId)).toBe(false);
  });

  it('prints no token', () => {
    expect(JSON.stringify(aSession().token)).not.toContain('"t"');
  });
});

describe('send budget', () => {
  it('takes 120 in a minute and no more', () => {
    const budget = new SendBudget(120, 60_000);
    const taken = Array.from({ length: 121 }, (_, index) => budget.take(index));
    expect(taken.filter(Boolean)).toHaveLength(120);
    expect(budget.take(60_000)).toBe(true);
  });
});
