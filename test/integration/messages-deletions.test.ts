import { afterEach, describe, expect, it } from 'vitest';
import { snowflakeAt } from '../../src/shared/discord/snowflake';
import { type Desk, startDesk } from './desk-support';

describe('deleting messages', () => {
  let desk: Desk;
  afterEach(() => desk.close());

  const remove = (messageIds: Awaited<ReturnType<Desk['send']>>[]) =>
    desk.core.messages.delete({ channelId: desk.channelId, messageIds, reason: 'tidying up' });
  const ended = () => desk.changes.flatMap((c) => (c.type === 'deletionEnded' ? [c] : []));
  const gone = () => desk.changes.flatMap((c) => (c.type === 'deleted' ? c.messageIds : []));
  const isThere = async (messageId: Awaited<ReturnType<Desk['send']>>) =>
    (await desk.core.messages.get({ channelId: desk.channelId, messageId })) !== null;

  it('can be taken back in time', async () => {
    desk = await startDesk({ undoMs: 60_000 });
    const messageId = await desk.send('stay');
    const pending = remove([messageId]);
    await expect.poll(() => desk.changes.some((c) => c.type === 'deletionPending')).toBe(true);

    expect(desk.core.messages.undoDelete({ deletionId: pending.deletionId })).toEqual({ undone: true });
    expect(desk.core.messages.undoDelete({ deletionId: pending.deletionId })).toEqual({ undone: false });
    await expect.poll(ended).toMatchObject([{ deletion: { messageIds: [messageId] }, problem: null }]);
    expect(await isThere(messageId)).toBe(true);
  });

  it('happens when the time is up', async () => {
    desk = await startDesk({ undoMs: 50 });
    const messageId = await desk.send('go');
    const pending = remove([messageId]);

    expect(pending.executesAtMs - Date.now()).toBeLessThanOrEqual(50);
    await expect.poll(gone).toContain(messageId);
    expect(desk.core.messages.undoDelete({ deletionId: pending.deletionId })).toEqual({ undone: false });
    expect(await isThere(messageId)).toBe(false);
  });

  it('happens when the app closes, before its time', async () => {
    desk = await startDesk({ undoMs: 60_000 });
    const messageId = await desk.send('go too');
    remove([messageId]);
    await desk.core.messages.close();

    expect(desk.server.world.message(desk.channelId, messageId)).toBeUndefined();
  });

  it('happens at signing out, while there still is a connection', async () => {
    desk = await startDesk({ undoMs: 60_000 });
    const messageId = await desk.send('go with me');
    remove([messageId]);
    await desk.core.accounts.signOut();

    expect(desk.server.world.message(desk.channelId, messageId)).toBeUndefined();
    expect(ended()).toEqual([]);
  });

  it('of many is one request, and the same outcome', async () => {
    desk = await startDesk();
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push(await desk.send(`n ${i}`));
    const before = desk.core.accounts.counters()['rest.requests'] ?? 0;
    remove(ids);
    await desk.core.messages.settle();

    expect((desk.core.accounts.counters()['rest.requests'] ?? 0) - before).toBe(1);
    await expect.poll(() => new Set(gone())).toEqual(new Set(ids));
  });

  it('without the permission for others deletes our own one by one and says what is left', async () => {
    desk = await startDesk();
    const own = await desk.send('mine');
    const theirs = await desk.theirs('theirs');
    await desk.deny('MANAGE_MESSAGES');
    await desk.core.accounts.sessions.current?.cache.apply({
      t: 'GUILD_ROLE_UPDATE',
      d: {
        guild_id: desk.guildId,
        role: { ...roleOf(desk), permissions: '0' },
      },
    });
    remove([own, theirs]);

    await expect.poll(ended).toMatchObject([
      {
        deletion: { messageIds: [theirs] },
        problem: { kind: 'missingPermission', permission: 'Manage Messages' },
      },
    ]);
    expect(await isThere(own)).toBe(false);
    expect(await isThere(theirs)).toBe(true);
  });

  it('of what is gone already is done', async () => {
    desk = await startDesk();
    const messageId = await desk.send('twice');
    remove([messageId]);
    await desk.core.messages.settle();
    desk.changes.length = 0;
    remove([messageId]);
    await desk.core.messages.settle();

    await expect.poll(gone).toEqual([messageId]);
    expect(ended()).toEqual([]);
  });

  it('of old messages goes one by one, because bulk does not take them', async () => {
    desk = await startDesk();
    const old = snowflakeAt(Date.now() - 20 * 24 * 3_600_000) as Awaited<ReturnType<Desk['send']>>;
    const [a, b] = [await desk.send('a'), await desk.send('b')];
    remove([old, a, b]);
    await desk.core.messages.settle();

    await expect.poll(() => new Set(gone())).toEqual(new Set([old, a, b]));
    expect(ended()).toEqual([]);
  });

  it('that fails for want of a server brings the messages back', async () => {
    desk = await startDesk({ undoMs: 60_000 });
    const messageId = await desk.send('still here');
    remove([messageId]);
    await desk.server.close();
    await desk.core.messages.settle();

    await expect
      .poll(ended)
      .toMatchObject([
        { deletion: { messageIds: [messageId] }, problem: null, error: { code: 'rest/network' } },
      ]);
  }, 20_000);
});

function roleOf(desk: Desk) {
  const guild = desk.core.accounts.sessions.current?.cache.state.guilds.get(desk.guildId);
  const role = [...(guild?.roles.values() ?? [])].find((candidate) => candidate.managed);
  if (!role) throw new Error('the account has no role');
  return role;
}
