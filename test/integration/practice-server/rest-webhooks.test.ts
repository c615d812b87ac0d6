import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generatedImage } from '../../../src/main/practice-server/world/generated-image';
import { call } from './clients';
import { type MessagesHarness, messagesHarness } from './messages-harness';

let h: MessagesHarness;
beforeEach(async () => {
  h = await messagesHarness('webhooks');
});
afterEach(() => h.server.close());

const withoutAuth = (method: string, path: string, body?: unknown) =>
  call({ rest: h.server.rest, token: '' }, method, path, body, { Authorization: '' });
const make = async (channelId = h.server.textChannelId, name = 'Reminders') => {
  const made = await h.api('POST', `/channels/${channelId}/webhooks`, { name });
  return { id: String(made.body.id), token: String(made.body.token) };
};

describe('webhooks', () => {
  it('are made, listed, renamed, moved and deleted, and the gateway says where something changed', async () => {
    const gateway = await h.listen();
    const hook = await make();
    expect((await gateway.dispatch('WEBHOOKS_UPDATE')).d.channel_id).toBe(h.server.textChannelId);
    const listed = await h.api('GET', `/channels/${h.server.textChannelId}/webhooks`);
    expect(listed.body).toMatchObject([{ id: hook.id, name: 'Reminders', token: hook.token, type: 1 }]);
    const music = h.channel('music').id;
    const moved = await h.api('PATCH', `/webhooks/${hook.id}`, { name: 'Moved', channel_id: music });
    expect(moved.body).toMatchObject({
      name: 'Moved',
      channel_id: music,
      user: { id: h.server.applicationId },
    });
    expect((await h.api('GET', `/guilds/${h.server.guildId}/webhooks`)).body).toHaveLength(3);
    expect((await h.api('DELETE', `/webhooks/${hook.id}`)).status).toBe(204);
    expect(await h.api('GET', `/webhooks/${hook.id}`)).toMatchObject({ status: 404, body: { code: 10015 } });
    await gateway.dispatch('WEBHOOKS_UPDATE');
  });

  it('may not be called what Discord forbids, and number fifteen in a channel', async () => {
    const path = `/channels/${h.server.textChannelId}/webhooks`;
    for (const name of ['Clyde the bot', 'my discord', 'here', '']) {
      expect(await h.api('POST', path, { name })).toMatchObject({
        status: 400,
        body: { code: 50035, errors: { name: { _errors: [expect.anything()] } } },
      });
    }
    for (let count = 0; count < 15; count++) await make();
    expect(await h.api('POST', path, { name: 'one more' })).toMatchObject({
      status: 400,
      body: { code: 30007 },
    });
  });

  it('need MANAGE_WEBHOOKS', async () => {
    const hook = await make();
    h.deny('MANAGE_WEBHOOKS');
    const path = `/channels/${h.server.textChannelId}/webhooks`;
    expect(await h.api('GET', path)).toMatchObject({ status: 403, body: { code: 50013 } });
    expect(await h.api('DELETE', `/webhooks/${hook.id}`)).toMatchObject({ status: 403 });
  });

  it('go with their channel', async () => {
    const hook = await make(h.channel('music').id);
    await h.api('DELETE', `/channels/${h.channel('music').id}`);
    expect(await withoutAuth('POST', `/webhooks/${hook.id}/${hook.token}`, { content: 'x' })).toMatchObject({
      status: 404,
      body: { code: 10015 },
    });
  });

  it('show a picture that was given to them', async () => {
    const image = generatedImage('avatar', 32);
    const avatar = `data:image/png;base64,${image.toString('base64')}`;
    const made = await h.api('POST', `/channels/${h.server.textChannelId}/webhooks`, { name: 'Pic', avatar });
    const url = `${new URL(h.server.rest).origin}/avatars/${String(made.body.id)}/${String(made.body.avatar)}.png`;
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(image)).toBe(true);
    const bad = { name: 'Pic', avatar: 'data:image/png;base64,AAAA' };
    expect(await h.api('POST', `/channels/${h.server.textChannelId}/webhooks`, bad)).toMatchObject({
      status: 400,
    });
  });
});

describe('messages of webhooks', () => {
  it('are written with the token alone, answered or not as asked, under any name', async () => {
    const gateway = await h.listen();
    const hook = await make();
    const path = `/webhooks/${hook.id}/${hook.token}`;
    expect((await withoutAuth('POST', path, { content: 'quietly' })).status).toBe(204);
    const sent = await withoutAuth('POST', `${path}?wait=true`, {
      content: 'loudly',
      username: 'Stage door',
      avatar_url: 'https://example.org/a.png',
    });
    expect(sent).toMatchObject({
      status: 200,
      body: { webhook_id: hook.id, author: { id: hook.id, username: 'Stage door', bot: true } },
    });
    await gateway.dispatch('MESSAGE_CREATE');
    const heard = await gateway.dispatch('MESSAGE_CREATE');
    expect(heard.d).toMatchObject({ webhook_id: hook.id, content: 'loudly' });
    expect(heard.d).not.toHaveProperty('member');
  });

  it('are read, edited and deleted by their webhook alone', async () => {
    const hook = await make();
    const other = await make();
    const path = `/webhooks/${hook.id}/${hook.token}`;
    const { body } = await withoutAuth('POST', `${path}?wait=true`, { content: 'one' });
    const own = `${path}/messages/${String(body.id)}`;
    expect((await withoutAuth('PATCH', own, { content: 'two' })).body).toMatchObject({ content: 'two' });
    expect((await withoutAuth('GET', own)).body.edited_timestamp).not.toBeNull();
    const foreign = `/webhooks/${other.id}/${other.token}/messages/${String(body.id)}`;
    expect(await withoutAuth('DELETE', foreign)).toMatchObject({ status: 404, body: { code: 10008 } });
    expect((await withoutAuth('DELETE', own)).status).toBe(204);
    expect(await withoutAuth('GET', own)).toMatchObject({ status: 404, body: { code: 10008 } });
  });

  it('are refused with a wrong token, a bad name, or nothing in them', async () => {
    const hook = await make();
    const path = `/webhooks/${hook.id}/${hook.token}`;
    expect(await withoutAuth('POST', `/webhooks/${hook.id}/wrong`, { content: 'x' })).toMatchObject({
      status: 401,
      body: { code: 50027 },
    });
    expect(await withoutAuth('POST', path, { content: 'x', username: 'clyde' })).toMatchObject({
      status: 400,
      body: { errors: { username: expect.anything() } },
    });
    expect(await withoutAuth('POST', path, {})).toMatchObject({ status: 400, body: { code: 50006 } });
  });

  it('open posts in a forum, and go into threads', async () => {
    const hook = await make(h.channel('questions').id);
    const path = `/webhooks/${hook.id}/${hook.token}`;
    expect(await withoutAuth('POST', path, { content: 'x' })).toMatchObject({ body: { code: 220001 } });
    const tag = h.channel('questions').available_tags[0]?.id ?? '';
    const post = await withoutAuth('POST', `${path}?wait=true`, {
      content: 'first',
      thread_name: 'From a webhook',
      applied_tags: [tag],
    });
    const thread = await h.api('GET', `/channels/${String(post.body.channel_id)}`);
    expect(thread.body).toMatchObject({ name: 'From a webhook', applied_tags: [tag], owner_id: hook.id });
    expect(post.body.id).toBe(thread.body.id);
    const inside = `${path}?wait=true&thread_id=${String(thread.body.id)}`;
    expect((await withoutAuth('POST', inside, { content: 'second' })).body.channel_id).toBe(thread.body.id);
    const text = await make();
    expect(
      await withoutAuth('POST', `/webhooks/${text.id}/${text.token}`, { content: 'x', thread_name: 'no' }),
    ).toMatchObject({ body: { code: 220003 } });
  });

  it('are thirty a minute in a channel, whatever webhook they come by', async () => {
    const limited = await messagesHarness('webhook limit', {
      limits: { buckets: { '*': null }, globalPerSecond: null },
    });
    try {
      const paths: string[] = [];
      for (const name of ['one', 'two']) {
        const { body } = await limited.api('POST', `/channels/${limited.server.textChannelId}/webhooks`, {
          name,
        });
        paths.push(`/webhooks/${String(body.id)}/${String(body.token)}`);
      }
      const replies = [];
      for (let count = 0; count < 31; count++) {
        replies.push(await limited.api('POST', paths[count % 2] ?? '', { content: String(count) }));
      }
      expect(replies.slice(0, 30).every(({ status }) => status === 204)).toBe(true);
      expect(replies[30]).toMatchObject({ status: 429, body: { global: false } });
      expect(replies[30]?.headers.get('x-ratelimit-scope')).toBe('shared');
    } finally {
      await limited.server.close();
    }
  });
});
