import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { control } from './clients';
import { type MessagesHarness, messagesHarness } from './messages-harness';

let h: MessagesHarness;
beforeEach(async () => {
  h = await messagesHarness('control');
});
afterEach(() => h.server.close());

const asMember = (what: string, body: object, index = 4) =>
  control(h.server, `members/${h.person(index)}/${what}`, body);

describe('members told what to do', () => {
  it('write with a reply, an embed and a file, and correct themselves', async () => {
    const channelId = h.server.textChannelId;
    const original = await h.send(channelId, { content: 'question' });
    const { id } = await asMember('messages', {
      channelId,
      content: 'answer',
      replyTo: original,
      embeds: [{ title: 'Sheet' }],
      files: [{ name: 'a.txt', type: 'text/plain', base64: Buffer.from('abc').toString('base64') }],
    });
    const path = `/channels/${channelId}/messages/${String(id)}`;
    const { body } = await h.api('GET', path);
    expect(body).toMatchObject({
      type: 19,
      embeds: [{ type: 'rich', title: 'Sheet' }],
      attachments: [{ filename: 'a.txt', size: 3 }],
    });
    const [file] = body.attachments as { url: string }[];
    expect(await (await fetch(file?.url ?? '')).text()).toBe('abc');
    await asMember('edit', { channelId, messageId: id, content: 'better' });
    expect((await h.api('GET', path)).body.content).toBe('better');
  });

  it('begin and end to speak together, and nobody does when one of them is unknown', async () => {
    const userIds = [h.person(4), h.person(5)];
    const speak = (body: object) => control(h.server, 'speak', body);
    await speak({ userIds, on: true });
    expect([...h.server.director.speaking].sort()).toEqual([...userIds].sort());
    await speak({ userIds, on: false });
    expect(h.server.director.speaking).toEqual([]);
    await expect(speak({ userIds: [h.person(4), '1'], on: true })).rejects.toThrow();
    expect(h.server.director.speaking).toEqual([]);
  });

  it('react, type, open threads and write to the bot', async () => {
    const gateway = await h.listen();
    const channelId = h.server.textChannelId;
    const messageId = await h.send(channelId, { content: 'x' });
    await asMember('reactions', { channelId, messageId, emoji: '🎉' });
    await gateway.dispatch('MESSAGE_REACTION_ADD');
    await asMember('reactions', { channelId, messageId, emoji: '🎉', on: false });
    await gateway.dispatch('MESSAGE_REACTION_REMOVE');
    await asMember('typing', {});
    expect((await gateway.dispatch('TYPING_START')).d).not.toHaveProperty('guild_id');
    const thread = await asMember('threads', { channelId, name: 'By a member' });
    expect((await gateway.dispatch('THREAD_CREATE')).d).toMatchObject({
      id: thread.id,
      owner_id: h.person(4),
    });
    const dm = await asMember('messages', { content: 'psst' });
    const heard = await gateway.next(({ t, d }) => t === 'MESSAGE_CREATE' && d.content === 'psst');
    expect(heard.d.channel_id).toBe(dm.channelId);
  });

  it('open and close their direct messages', async () => {
    const { body } = await h.api('POST', '/users/@me/channels', { recipient_id: h.person(4) });
    const path = `/channels/${String(body.id)}/messages`;
    await asMember('dms', { closed: true });
    expect(await h.api('POST', path, { content: 'x' })).toMatchObject({ body: { code: 50007 } });
    await asMember('dms', { closed: false });
    expect((await h.api('POST', path, { content: 'x' })).status).toBe(200);
  });
});

describe('what goes away behind the client’s back', () => {
  it('is gone with its event', async () => {
    const gateway = await h.listen();
    const channelId = h.channel('music').id;
    const hook = await h.api('POST', `/channels/${channelId}/webhooks`, { name: 'Gone soon' });
    await gateway.dispatch('WEBHOOKS_UPDATE');
    await control(h.server, `webhooks/${String(hook.body.id)}/delete`);
    await gateway.dispatch('WEBHOOKS_UPDATE');
    expect(await h.api('GET', `/webhooks/${String(hook.body.id)}`)).toMatchObject({ body: { code: 10015 } });
    const messageId = await h.send(channelId, { content: 'x' });
    await control(h.server, 'messages/delete', { channelId, messageId });
    expect((await gateway.dispatch('MESSAGE_DELETE')).d.id).toBe(messageId);
    await control(h.server, `channels/${channelId}/delete`);
    expect((await gateway.dispatch('CHANNEL_DELETE')).d.id).toBe(channelId);
    expect(await h.api('GET', `/channels/${channelId}`)).toMatchObject({ body: { code: 10003 } });
  });

  it('shows no token of a webhook in the state', async () => {
    const hook = await h.api('POST', `/channels/${h.server.textChannelId}/webhooks`, { name: 'Secret' });
    const response = await fetch(new URL('/practice/state', h.server.rest), {
      headers: { Authorization: `Bot ${h.server.token}` },
    });
    const text = await response.text();
    expect(text).toContain(String(hook.body.id));
    expect(text).not.toContain(String(hook.body.token));
  });
});

describe('a channel that opens', () => {
  it('brings its threads with it', async () => {
    const gateway = await h.listen();
    const guild = h.server.world.guild(h.server.guildId);
    const staff = h.channel('staff');
    const { id } = await asMember('threads', { channelId: staff.id, name: 'Closed so far' }, 1);
    expect(gateway.frames.some(({ t }) => t === 'THREAD_CREATE')).toBe(false);
    const { updateChannel } = await import('../../../src/main/practice-server/world/commands/channels');
    if (!guild) throw new Error('no guild');
    updateChannel(h.server.world, guild, staff, { permission_overwrites: [] });
    const synced = await gateway.dispatch('THREAD_LIST_SYNC');
    expect(synced.d).toMatchObject({ channel_ids: [staff.id], threads: [{ id }], members: [] });
  });
});
