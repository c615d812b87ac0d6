import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDm } from '../../../src/main/practice-server/world/commands/direct-messages';
import { createMessage } from '../../../src/main/practice-server/world/commands/messages';
import { type MessagesHarness, messagesHarness } from './messages-harness';

const DIRECT_MESSAGES = 1 << 12;

let h: MessagesHarness;
beforeEach(async () => {
  h = await messagesHarness('dms');
});
afterEach(() => h.server.close());

const open = async (userId: string) => h.api('POST', '/users/@me/channels', { recipient_id: userId });
const closedOne = () => [...h.server.world.state.users.values()].find((user) => user.dms_closed)?.id ?? '';

describe('direct messages', () => {
  it('have one channel per person, which nobody is told of', async () => {
    const gateway = await h.listen();
    const first = await open(h.person(8));
    expect(first.body).toMatchObject({ type: 1, recipients: [{ id: h.person(8) }] });
    expect((await open(h.person(8))).body.id).toBe(first.body.id);
    expect((await h.api('GET', `/channels/${String(first.body.id)}`)).body).toMatchObject({ type: 1 });
    await h.send(String(first.body.id), { content: 'hello' });
    await gateway.dispatch('MESSAGE_CREATE');
    expect(gateway.frames.filter(({ t }) => t === 'CHANNEL_CREATE')).toEqual([]);
  });

  it('go both ways, without a guild in the event', async () => {
    const gateway = await h.listen(1 | DIRECT_MESSAGES);
    const { body } = await open(h.person(8));
    const channelId = String(body.id);
    await h.send(channelId, { content: 'are you there?' });
    const { world } = h.server;
    createMessage(world, null, openDm(world, world.botId, h.person(8)), h.person(8), { content: 'I am' });
    const heard = await gateway.next(({ t, d }) => t === 'MESSAGE_CREATE' && d.content === 'I am');
    expect(heard.d).toMatchObject({ channel_id: channelId, author: { id: h.person(8) }, channel_type: 1 });
    expect(heard.d).not.toHaveProperty('guild_id');
    expect((await h.api('GET', `/channels/${channelId}/messages`)).body).toHaveLength(2);
  });

  it('are not heard without their intent', async () => {
    const gateway = await h.listen(1 | (1 << 9) | (1 << 15));
    const { body } = await open(h.person(8));
    await h.send(String(body.id), { content: 'hidden' });
    await h.send(h.server.textChannelId, { content: 'seen' });
    expect((await gateway.dispatch('MESSAGE_CREATE')).d.content).toBe('seen');
  });

  it('to who takes none are refused when written, not when opened', async () => {
    const { status, body } = await open(closedOne());
    expect(status).toBe(200);
    const path = `/channels/${String(body.id)}/messages`;
    expect(await h.api('POST', path, { content: 'x' })).toMatchObject({ status: 403, body: { code: 50007 } });
  });

  it('take reactions and pins, but no power over the other one', async () => {
    const { body } = await open(h.person(8));
    const channelId = String(body.id);
    const { world } = h.server;
    const theirs = createMessage(world, null, openDm(world, world.botId, h.person(8)), h.person(8), {
      content: 'hi',
    });
    const path = `/channels/${channelId}/messages/${theirs.id}`;
    expect((await h.api('PUT', `${path}/reactions/%F0%9F%91%8D/@me`)).status).toBe(204);
    expect((await h.api('PUT', `/channels/${channelId}/messages/pins/${theirs.id}`)).status).toBe(204);
    expect(await h.api('DELETE', path)).toMatchObject({ status: 403, body: { code: 50003 } });
    expect(
      await h.api('POST', `/channels/${channelId}/messages/bulk-delete`, { messages: ['1', '2'] }),
    ).toMatchObject({ status: 403, body: { code: 50003 } });
  });
});
