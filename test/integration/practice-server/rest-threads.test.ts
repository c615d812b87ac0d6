import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { control } from './clients';
import { type MessagesHarness, messagesHarness } from './messages-harness';

let h: MessagesHarness;
beforeEach(async () => {
  h = await messagesHarness('threads');
});
afterEach(() => h.server.close());

const general = () => h.server.textChannelId;
const threads = () => `/channels/${general()}/threads`;
const start = async (body: object = { name: 'Side talk', type: 11 }) => {
  const made = await h.api('POST', threads(), body);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return String(made.body.id);
};

describe('threads', () => {
  it('grow from a message, which has the same id and says so', async () => {
    const gateway = await h.listen();
    const id = await h.send(general(), { content: 'let us talk about this' });
    const path = `/channels/${general()}/messages/${id}/threads`;
    const made = await h.api('POST', path, { name: 'About this', auto_archive_duration: 60 });
    expect(made).toMatchObject({
      status: 201,
      body: { id, type: 11, parent_id: general(), thread_metadata: { auto_archive_duration: 60 } },
    });
    expect((await gateway.dispatch('THREAD_CREATE')).d).toMatchObject({ id, newly_created: true });
    expect((await gateway.dispatch('MESSAGE_UPDATE')).d).toMatchObject({ id, flags: 32 });
    const starter = await gateway.next(({ t, d }) => t === 'MESSAGE_CREATE' && d.type === 21);
    expect(starter.d).toMatchObject({ channel_id: id, referenced_message: { id } });
    expect(await h.api('POST', path, { name: 'Again' })).toMatchObject({
      status: 400,
      body: { code: 160004 },
    });
    expect((await h.api('GET', `/channels/${general()}/messages/${id}`)).body).toMatchObject({
      thread: { id },
    });
  });

  it('stand alone, public with a line in the channel, private for those who are in', async () => {
    const gateway = await h.listen();
    const open = await start();
    const said = await gateway.next(({ t, d }) => t === 'MESSAGE_CREATE' && d.type === 18);
    expect(said.d).toMatchObject({ content: 'Side talk', message_reference: { channel_id: open } });
    const hidden = await start({ name: 'Quiet' });
    expect((await h.api('GET', `/channels/${hidden}`)).body).toMatchObject({
      type: 12,
      thread_metadata: { invitable: true },
      member: { user_id: h.server.applicationId },
    });
    h.deny('MANAGE_THREADS');
    expect((await h.api('DELETE', `/channels/${hidden}/thread-members/@me`)).status).toBe(204);
    expect(await h.api('GET', `/channels/${hidden}`)).toMatchObject({ status: 403, body: { code: 50001 } });
    const left = await gateway.next(({ t, d }) => t === 'THREAD_MEMBERS_UPDATE' && d.id === hidden);
    expect(left.d).toMatchObject({ member_count: 0, removed_member_ids: [h.server.applicationId] });
  });

  it('count messages, and members who write join', async () => {
    const id = await start();
    const one = await h.send(id, { content: 'one' });
    await control(h.server, `members/${h.person(3)}/messages`, { channelId: id, content: 'two' });
    await h.api('DELETE', `/channels/${id}/messages/${one}`);
    expect((await h.api('GET', `/channels/${id}`)).body).toMatchObject({
      message_count: 1,
      total_message_sent: 2,
      member_count: 2,
    });
    const members = await h.api('GET', `/channels/${id}/thread-members?with_member=true`);
    expect(members.body).toHaveLength(2);
    expect(members.body).toContainEqual(
      expect.objectContaining({ user_id: h.person(3), member: expect.anything() }),
    );
    expect(await h.api('GET', `/channels/${id}/thread-members/${h.person(7)}`)).toMatchObject({
      status: 404,
    });
    expect((await h.api('PUT', `/channels/${id}/thread-members/${h.person(7)}`)).status).toBe(204);
    expect((await h.api('GET', `/channels/${id}/thread-members/${h.person(7)}`)).status).toBe(200);
  });

  it('wake up when written in, unless they are locked', async () => {
    const gateway = await h.listen();
    const id = await start();
    await h.send(id, { content: 'before' });
    await h.api('PATCH', `/channels/${id}`, { archived: true });
    expect((await gateway.dispatch('THREAD_UPDATE')).d).toMatchObject({
      thread_metadata: { archived: true },
    });
    const archived = await h.api('GET', `${threads()}/archived/public`);
    expect(archived.body).toMatchObject({ threads: [{ id }], has_more: false });
    await h.send(id, { content: 'still there?' });
    expect((await gateway.dispatch('THREAD_UPDATE')).d).toMatchObject({
      thread_metadata: { archived: false },
    });
    await h.api('PATCH', `/channels/${id}`, { archived: true, locked: true });
    h.deny('MANAGE_THREADS');
    expect(await h.api('POST', `/channels/${id}/messages`, { content: 'x' })).toMatchObject({
      status: 400,
      body: { code: 50083 },
    });
    expect(await h.api('PATCH', `/channels/${id}`, { archived: false })).toMatchObject({
      body: { code: 50083 },
    });
  });

  it('take no edits and reactions while archived', async () => {
    const id = await start();
    const message = await h.send(id, { content: 'one' });
    await h.api('PATCH', `/channels/${id}`, { archived: true });
    const path = `/channels/${id}/messages/${message}`;
    expect(await h.api('PATCH', path, { content: 'two' })).toMatchObject({ body: { code: 50083 } });
    expect(await h.api('PUT', `${path}/reactions/%F0%9F%91%8D/@me`)).toMatchObject({ body: { code: 50083 } });
    expect(await h.api('PUT', `/channels/${id}/thread-members/@me`)).toMatchObject({ body: { code: 50083 } });
    expect((await h.api('DELETE', path)).status).toBe(204);
  });

  it('end with an event, and with their channel', async () => {
    const gateway = await h.listen();
    const id = await start();
    expect((await h.api('DELETE', `/channels/${id}`)).status).toBe(200);
    expect((await gateway.dispatch('THREAD_DELETE')).d).toEqual({
      id,
      guild_id: h.server.guildId,
      parent_id: general(),
      type: 11,
    });
    const other = await start();
    await h.api('DELETE', `/channels/${general()}`);
    expect(await h.api('GET', `/channels/${other}`)).toMatchObject({ status: 404, body: { code: 10003 } });
  });

  it('need their own permission to be written in', async () => {
    const id = await start();
    h.deny('SEND_MESSAGES_IN_THREADS');
    expect((await h.api('POST', `/channels/${id}/messages`, { content: 'x' })).status).toBe(403);
    expect((await h.api('POST', `/channels/${general()}/messages`, { content: 'x' })).status).toBe(200);
  });
});

describe('posts of a forum', () => {
  const forum = () => h.channel('questions');

  it('have a first message with their id, and tags of the forum', async () => {
    const gateway = await h.listen();
    const [tag] = forum().available_tags;
    const path = `/channels/${forum().id}/threads`;
    const made = await h.upload(
      'POST',
      path,
      { name: 'A question', applied_tags: [tag?.id], message: { content: 'how?' } },
      ['log.txt', 'text/plain', Buffer.from('log')],
    );
    expect(made).toMatchObject({
      status: 201,
      body: {
        applied_tags: [tag?.id],
        message: { id: made.body.id, attachments: [{ filename: 'log.txt' }] },
      },
    });
    await gateway.dispatch('THREAD_CREATE');
    expect((await gateway.dispatch('MESSAGE_CREATE')).d).toMatchObject({ channel_id: made.body.id });
    expect(await h.api('POST', path, { name: 'x', message: {} })).toMatchObject({ body: { code: 50006 } });
    expect(await h.api('POST', path, { name: 'x' })).toMatchObject({
      body: { errors: { message: { _errors: [{ code: 'BASE_TYPE_REQUIRED' }] } } },
    });
    const wrong = { name: 'x', message: { content: 'y' }, applied_tags: ['1'] };
    expect((await h.api('POST', path, wrong)).status).toBe(400);
    const long = { name: 'x', message: { content: 'y'.repeat(2001) } };
    expect(await h.api('POST', path, long)).toMatchObject({
      body: { errors: { message: { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } } } },
    });
    expect(await h.api('POST', `/channels/${forum().id}/messages`, { content: 'x' })).toMatchObject({
      body: { code: 40058 },
    });
  });

  it('are listed as active with the others', async () => {
    const active = await h.api('GET', `/guilds/${h.server.guildId}/threads/active`);
    const names = (active.body.threads as { name: string; parent_id: string }[])
      .filter(({ parent_id }) => parent_id === forum().id)
      .map(({ name }) => name);
    expect(names).toHaveLength(3);
  });
});
