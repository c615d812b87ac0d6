import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PracticeServer } from '../../src/main/practice-server/practice-server';
import { ChannelId } from '../../src/shared/discord/snowflake';
import type { MessageChange } from '../../src/shared/models/messages';
import { type Core, control, startCore, startQuietServer } from './core-support';

describe('messages', () => {
  let server: PracticeServer;
  let core: Core;
  let channelId: ChannelId;
  let changes: MessageChange[];

  beforeEach(async () => {
    server = await startQuietServer();
    core = await startCore();
    channelId = ChannelId.parse(server.textChannelId);
    changes = [];
    core.messages.onChanged((changed) => changes.push(...changed.changes));
    await core.accounts.connectBot({
      token: server.token,
      baseUrl: server.rest,
      label: null,
      remember: false,
    });
  });
  afterEach(async () => {
    await core.close();
    await server.close();
  });

  it('are sent, answered with the nonce, and heard again with the same nonce', async () => {
    const outcome = await core.messages.send({ channelId, content: 'Good evening', nonce: 'n-1' });

    expect(outcome).toMatchObject({
      kind: 'sent',
      message: { content: 'Good evening', nonce: 'n-1', author: { isSelf: true } },
    });
    await expect
      .poll(() => changes.filter((c) => c.type === 'upserted').map((c) => c.message.nonce))
      .toEqual(['n-1']);
  });

  it('sent twice with one nonce are one message', async () => {
    const send = () => core.messages.send({ channelId, content: 'Only once', nonce: 'same' });
    const [first, second] = [await send(), await send()];

    if (first.kind !== 'sent' || second.kind !== 'sent') throw new Error('not sent');
    expect(second.message.messageId).toBe(first.message.messageId);
  });

  it('are listed oldest first, page by page, until there are none', async () => {
    for (let i = 0; i < 4; i++) {
      await core.messages.send({ channelId, content: `line ${i}`, nonce: `list-${i}` });
    }
    const newest = await core.messages.list({ channelId, before: null, limit: 3 });
    expect(newest.messages.map((m) => m.content)).toEqual(['line 1', 'line 2', 'line 3']);
    expect(newest.hasOlder).toBe(true);

    const oldest = newest.messages[0];
    const older = await core.messages.list({ channelId, before: oldest?.messageId ?? null, limit: 100 });
    expect(older.messages.at(-1)?.content).toBe('line 0');
    expect(older.hasOlder).toBe(false);
  });

  it('of others arrive with their name', async () => {
    const state = (await control(server, 'GET', '/state')) as {
      users: { id: string; bot?: boolean; username: string; global_name: string | null }[];
    };
    const author = state.users.find((user) => !user.bot);
    await control(server, 'POST', `/members/${author?.id}/messages`, { channelId, content: 'Hello all' });

    await expect.poll(() => changes.find((c) => c.type === 'upserted')).toBeDefined();
    const told = changes.find((c) => c.type === 'upserted');
    if (told?.type !== 'upserted') return;
    expect(told.message).toMatchObject({ content: 'Hello all', nonce: null, author: { isSelf: false } });
    expect(told.message.author.displayName).not.toBe('Unknown person');
  });

  it('to a channel that is gone say so', async () => {
    const outcome = await core.messages.send({ channelId: ChannelId.parse('1'), content: 'x', nonce: 'g' });

    expect(outcome).toEqual({ kind: 'channelGone' });
  });

  it('in a burst beyond the rate limit all arrive, in order, without a 429', async () => {
    const contents = Array.from({ length: 8 }, (_, i) => `burst ${i}`);
    const outcomes = await Promise.all(
      contents.map((content, i) => core.messages.send({ channelId, content, nonce: `b-${i}` })),
    );

    expect(outcomes.every((outcome) => outcome.kind === 'sent')).toBe(true);
    expect(core.accounts.counters()['rest.rateLimited']).toBe(0);
    const { messages } = await core.messages.list({ channelId, before: null, limit: 8 });
    expect(messages.map((m) => m.content)).toEqual(contents);
  });

  it('cannot be sent while signed out', async () => {
    await core.accounts.signOut();

    await expect(core.messages.send({ channelId, content: 'x', nonce: 'o' })).rejects.toMatchObject({
      code: 'account/not-connected',
    });
  });
});
