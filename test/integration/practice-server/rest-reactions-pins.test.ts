import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addReaction } from '../../../src/main/practice-server/world/commands/reactions';
import { control } from './clients';
import { type MessagesHarness, messagesHarness } from './messages-harness';

let h: MessagesHarness;
beforeEach(async () => {
  h = await messagesHarness('reactions');
});
afterEach(() => h.server.close());

const messages = () => `/channels/${h.server.textChannelId}/messages`;
const theirs = async () => {
  const body = { channelId: h.server.textChannelId, content: 'react to me' };
  return String((await control(h.server, `members/${h.person(4)}/messages`, body)).id);
};
const wave = () => {
  const emojis = [...(h.server.world.guild(h.server.guildId)?.emojis.values() ?? [])];
  const { id = '', name = '' } = emojis.find((emoji) => emoji.name === 'wave') ?? {};
  return { id, name };
};
/** Lets simulated members react. */
const others = (id: string, name: string, count: number) => {
  const { world } = h.server;
  const guild = world.guild(h.server.guildId);
  const place = world.channel(h.server.textChannelId);
  const message = world.message(h.server.textChannelId, id);
  if (!guild || !place || !message) throw new Error('no message');
  for (let index = 0; index < count; index++) {
    addReaction(world, guild, place.channel, message, { id: null, name }, h.person(index));
  }
};

describe('reactions', () => {
  it('are added and taken back, Unicode and custom, with an event each', async () => {
    const gateway = await h.listen();
    const id = await theirs();
    for (const emoji of ['👍', '👩‍🚀', '🇳🇱', '1️⃣', `${wave().name}:${wave().id}`]) {
      const path = `${messages()}/${id}/reactions/${encodeURIComponent(emoji)}/@me`;
      expect((await h.api('PUT', path)).status).toBe(204);
      expect((await gateway.dispatch('MESSAGE_REACTION_ADD')).d).toMatchObject({
        message_id: id,
        user_id: h.server.applicationId,
        message_author_id: h.person(4),
      });
    }
    const custom = `${messages()}/${id}/reactions/${wave().name}:${wave().id}`;
    expect((await h.api('GET', custom)).body).toMatchObject([{ id: h.server.applicationId }]);
    expect((await h.api('DELETE', `${custom}/@me`)).status).toBe(204);
    expect((await gateway.dispatch('MESSAGE_REACTION_REMOVE')).d).toMatchObject({ emoji: wave() });
    const { body } = await h.api('GET', `${messages()}/${id}`);
    expect(body.reactions).toMatchObject([{ count: 1, me: true, emoji: { name: '👍' } }, {}, {}, {}]);
  });

  it('with what is no emoji are refused', async () => {
    const id = await theirs();
    for (const emoji of ['a', '1', 'nothing:123456789012345678', '👍👍']) {
      const path = `${messages()}/${id}/reactions/${encodeURIComponent(emoji)}/@me`;
      expect(await h.api('PUT', path)).toMatchObject({ status: 404, body: { code: 10014 } });
    }
  });

  it('come in pages, and go one by one, by emoji and all together', async () => {
    const gateway = await h.listen();
    const id = await theirs();
    others(id, '🎉', 7);
    others(id, '👀', 2);
    const path = `${messages()}/${id}/reactions/${encodeURIComponent('🎉')}`;
    const first = (await h.api('GET', `${path}?limit=4`)).body as unknown as { id: string }[];
    const rest = (await h.api('GET', `${path}?limit=4&after=${first[3]?.id}`)).body as unknown as object[];
    expect([first.length, rest.length]).toEqual([4, 3]);
    expect((await h.api('DELETE', `${path}/${h.person(0)}`)).status).toBe(204);
    expect((await h.api('DELETE', path)).status).toBe(204);
    expect((await gateway.dispatch('MESSAGE_REACTION_REMOVE_EMOJI')).d).toMatchObject({
      emoji: { name: '🎉' },
    });
    expect((await h.api('DELETE', `${messages()}/${id}/reactions`)).status).toBe(204);
    await gateway.dispatch('MESSAGE_REACTION_REMOVE_ALL');
    expect((await h.api('GET', `${messages()}/${id}`)).body).not.toHaveProperty('reactions');
  });

  it('take permissions: to be the first with an emoji, and to remove others’', async () => {
    const id = await theirs();
    others(id, '🎉', 2);
    h.deny('ADD_REACTIONS', 'MANAGE_MESSAGES');
    const path = `${messages()}/${id}/reactions`;
    expect((await h.api('PUT', `${path}/${encodeURIComponent('🎉')}/@me`)).status).toBe(204);
    expect((await h.api('PUT', `${path}/${encodeURIComponent('👀')}/@me`)).status).toBe(403);
    expect((await h.api('DELETE', `${path}/${encodeURIComponent('🎉')}/${h.person(0)}`)).status).toBe(403);
    expect((await h.api('DELETE', path)).status).toBe(403);
  });

  it('are of twenty kinds at most', async () => {
    const id = await theirs();
    for (let index = 0; index < 20; index++) others(id, String.fromCodePoint(0x1f34a + index), 1);
    expect(await h.api('PUT', `${messages()}/${id}/reactions/${encodeURIComponent('👍')}/@me`)).toMatchObject(
      {
        status: 400,
        body: { code: 30010 },
      },
    );
  });
});

describe('pins', () => {
  const pins = () => `${messages()}/pins`;

  it('are announced in the channel and listed, the newest first, by page', async () => {
    const gateway = await h.listen();
    const ids = [await theirs(), await theirs(), await theirs()];
    for (const id of ids) expect((await h.api('PUT', `${pins()}/${id}`)).status).toBe(204);
    await gateway.dispatch('CHANNEL_PINS_UPDATE');
    const said = await gateway.next(({ t, d }) => t === 'MESSAGE_CREATE' && d.type === 6);
    expect(said.d).toMatchObject({ message_reference: { message_id: ids[0] } });
    const first = await h.api('GET', `${pins()}?limit=2`);
    const items = first.body.items as { pinned_at: string; message: { id: string; pinned: boolean } }[];
    expect(first.body.has_more).toBe(true);
    expect(items.map(({ message }) => message.id)).toEqual([ids[2], ids[1]]);
    const before = encodeURIComponent(items[1]?.pinned_at ?? '');
    const rest = await h.api('GET', `${pins()}?limit=2&before=${before}`);
    expect(rest.body).toMatchObject({ has_more: false, items: [{ message: { id: ids[0], pinned: true } }] });
  });

  it('answer at the older addresses too, and go', async () => {
    const id = await theirs();
    const old = `/channels/${h.server.textChannelId}/pins`;
    expect((await h.api('PUT', `${old}/${id}`)).status).toBe(204);
    expect((await h.api('GET', old)).body).toMatchObject([{ id }]);
    expect((await h.api('DELETE', `${pins()}/${id}`)).status).toBe(204);
    expect((await h.api('GET', old)).body).toEqual([]);
  });

  it('take PIN_MESSAGES, and number 250 at most', async () => {
    const id = await theirs();
    const kept = h.server.world.messagesOf(h.server.textChannelId);
    const stamp = new Date().toISOString();
    const sample = kept[0];
    if (!sample) throw new Error('no message');
    const pinned = Array.from({ length: 250 }, (_, index) => ({
      ...sample,
      id: String(1_000_000 + index),
      pinned_at: stamp,
    }));
    kept.unshift(...pinned);
    expect(await h.api('PUT', `${pins()}/${id}`)).toMatchObject({ status: 400, body: { code: 30003 } });
    h.deny('PIN_MESSAGES');
    expect(await h.api('PUT', `${pins()}/${id}`)).toMatchObject({ status: 403, body: { code: 50013 } });
  });
});
