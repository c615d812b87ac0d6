import { UserId } from '@shared/discord/snowflake';
import type { DirectDestination } from '@shared/models/message-body';
import type { NamedRoute } from '@shared/models/routes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/headless';
import { control } from './core-support';
import { type Desk, startDesk } from './outbox-support';

const identity = { username: null, avatarUrl: null };

describe('named routes', () => {
  let desk: Desk;
  let told: NamedRoute[];

  beforeEach(async () => {
    desk = await startDesk();
    told = [];
    desk.api.routes.onChanged(({ routes }) => {
      told = routes;
    });
  });
  afterEach(async () => {
    await desk.close();
    await desk.server.close();
  });

  const save = async (name: string, target: DirectDestination) => {
    const outcome = await desk.api.routes.save({ name, target, identity, previousName: null });
    if (outcome.kind !== 'saved') throw new Error(outcome.kind);
    return outcome.route;
  };
  const health = (name: string) => told.find((route) => route.name === name)?.health;
  const becomesBroken = (name: string, reason: string) =>
    until(`${name} to be found broken`, () => {
      const found = health(name);
      return found?.kind === 'broken' && found.reason === reason ? found : undefined;
    });
  const aWebhook = async () => {
    const made = await desk.api.webhooks.create({ channelId: desk.channelId, name: 'Bell', reason: null });
    if (made.kind !== 'done') throw new Error(made.kind);
    return made.webhook.webhookId;
  };

  it('are saved, checked, renamed and removed; a name is taken once', async () => {
    const target = { kind: 'channel', channelId: desk.channelId } as const;
    const route = await save('alerts', target);
    expect(route).toMatchObject({ health: { kind: 'ok' } });
    expect(route.where).toMatch(/^#.+ · .+$/);
    expect(await desk.api.routes.save({ name: 'alerts', target, identity, previousName: null })).toEqual({
      kind: 'nameTaken',
    });
    await desk.api.routes.save({ name: 'alarm', target, identity, previousName: 'alerts' });
    expect((await desk.api.routes.list()).map(({ name }) => name)).toEqual(['alarm']);
    await desk.api.routes.remove({ name: 'alarm' });
    expect(await desk.api.routes.list()).toEqual([]);
  });

  it('post nothing when they are checked', async () => {
    const { users } = (await control(desk.server, 'GET', '/state')) as {
      users: { id: string; bot?: boolean }[];
    };
    const userId = UserId.parse(users.find((user) => !user.bot)?.id);
    await save('channel', { kind: 'channel', channelId: desk.channelId });
    await save('person', { kind: 'user', userId });
    await save('hook', { kind: 'webhook', webhookId: await aWebhook(), threadId: null, threadName: null });
    const before = await desk.api.messages.list({
      channelId: desk.channelId,
      from: { kind: 'newest' },
      limit: 5,
    });
    const checked = await desk.api.routes.check({ name: null });
    expect(checked.map((route) => [route.name, route.health.kind])).toEqual([
      ['channel', 'ok'],
      ['hook', 'ok'],
      ['person', 'ok'],
    ]);
    const after = await desk.api.messages.list({
      channelId: desk.channelId,
      from: { kind: 'newest' },
      limit: 5,
    });
    expect(after).toEqual(before);
  });

  it('are found broken by themselves when their channel is deleted, webhook and all', async () => {
    await save('channel', { kind: 'channel', channelId: desk.channelId });
    await save('hook', { kind: 'webhook', webhookId: await aWebhook(), threadId: null, threadName: null });
    await control(desk.server, 'POST', `/channels/${desk.channelId}/delete`);
    await becomesBroken('channel', 'channelGone');
    await becomesBroken('hook', 'webhookGone');
    // What it was called is kept, so that the person knows which one it is.
    expect(told.every((route) => route.where.includes('#') || route.where.includes('Bell'))).toBe(true);
  });

  it('are found broken when their webhook is deleted behind our back', async () => {
    const webhookId = await aWebhook();
    await save('hook', { kind: 'webhook', webhookId, threadId: null, threadName: null });
    await control(desk.server, 'POST', `/webhooks/${webhookId}/delete`);
    await becomesBroken('hook', 'webhookGone');
  });

  it('follow the name of their thread, and are found broken when it is deleted', async () => {
    const made = await desk.api.threads.create({
      channelId: desk.channelId,
      messageId: null,
      name: 'Stage',
      kind: 'public',
      autoArchiveMinutes: 60,
    });
    if (made.kind !== 'done') throw new Error(made.kind);
    const threadId = made.thread.channelId;
    const route = await save('thread', { kind: 'channel', channelId: threadId });
    expect(route.where).toMatch(/^#Stage · /);
    await desk.api.threads.modify({ threadId, name: 'Main stage' });
    await until('the new name', () => (told[0]?.where.startsWith('#Main stage') ? true : undefined));
    await desk.api.threads.delete({ threadId, reason: null });
    await becomesBroken('thread', 'channelGone');
  });

  it('to a person who closed their messages are known to be broken after the first refusal', async () => {
    const { users } = (await control(desk.server, 'GET', '/state')) as {
      users: { id: string; bot?: boolean }[];
    };
    const userId = UserId.parse(users.find((user) => !user.bot)?.id);
    await save('person', { kind: 'user', userId });
    await control(desk.server, 'POST', `/members/${userId}/dms`, { closed: true });
    await desk.submit({ destination: { kind: 'route', name: 'person' } });
    await becomesBroken('person', 'dmClosed');
    // A check cannot know better; a message that arrives can.
    expect((await desk.api.routes.check({ name: 'person' }))[0]?.health.kind).toBe('broken');
    await control(desk.server, 'POST', `/members/${userId}/dms`, { closed: false });
    await desk.submit({ destination: { kind: 'route', name: 'person' } });
    await until('it to be well', () => (health('person')?.kind === 'ok' ? true : undefined));
  });

  it('are looked at anew with the next sign-in', async () => {
    const webhookId = await aWebhook();
    await save('hook', { kind: 'webhook', webhookId, threadId: null, threadName: null });
    await desk.api.accounts.signOut();
    expect(await desk.api.routes.list()).toEqual([]);
    await control(desk.server, 'POST', `/webhooks/${webhookId}/delete`);
    await desk.connect();
    await becomesBroken('hook', 'webhookGone');
  });
});
