import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generatedImage } from '../../../src/main/practice-server/world/generated-image';
import { control } from './clients';
import { type MessagesHarness, messagesHarness } from './messages-harness';

let h: MessagesHarness;
beforeEach(async () => {
  h = await messagesHarness('desk');
});
afterEach(() => h.server.close());

const general = () => h.server.textChannelId;
const messages = () => `/channels/${general()}/messages`;
const says = async (content: string, index = 5, channelId = general()) => {
  const { id } = await control(h.server, `members/${h.person(index)}/messages`, { channelId, content });
  return String(id);
};

describe('attachments', () => {
  const image = generatedImage('picture', 40);

  it('are kept byte by byte, with the size of pictures, and served to anybody with the address', async () => {
    const sent = await h.upload(
      'POST',
      messages(),
      { attachments: [{ id: 1, description: 'a drawing', filename: 'drawing 1.png' }] },
      ['notes.txt', 'text/plain', Buffer.from('line')],
      ['other.png', 'image/png', image],
    );
    const [text, picture] = sent.body.attachments as Record<string, unknown>[];
    expect(text).toMatchObject({ filename: 'notes.txt', size: 4 });
    expect(text).not.toHaveProperty('width');
    expect(picture).toMatchObject({
      filename: 'drawing_1.png',
      description: 'a drawing',
      width: 40,
      height: 40,
    });
    const served = await fetch(String(picture?.url));
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await served.arrayBuffer()).equals(image)).toBe(true);
  });

  it('stay, go and come with an edit, by id', async () => {
    const sent = await h.upload(
      'POST',
      messages(),
      { content: 'files' },
      ['a.txt', 'text/plain', Buffer.from('a')],
      ['b.txt', 'text/plain', Buffer.from('b')],
    );
    const one = `${messages()}/${String(sent.body.id)}`;
    const [first, second] = sent.body.attachments as { id: string; url: string }[];
    const kept = await h.api('PATCH', one, { content: 'same files' });
    expect(kept.body.attachments).toHaveLength(2);
    const edited = await h.upload(
      'PATCH',
      one,
      { attachments: [{ id: second?.id }, { id: 0, description: 'new' }] },
      ['c.txt', 'text/plain', Buffer.from('c')],
    );
    expect(edited.body.attachments).toMatchObject([
      { filename: 'b.txt' },
      { filename: 'c.txt', description: 'new' },
    ]);
    expect((await fetch(first?.url ?? '')).status).toBe(404);
    await h.api('DELETE', one);
    expect((await fetch(second?.url ?? '')).status).toBe(404);
  });

  it('that an embed shows are the embed’s', async () => {
    const sent = await h.upload(
      'POST',
      messages(),
      { embeds: [{ title: 'T', image: { url: 'attachment://p.png' } }] },
      ['p.png', 'image/png', image],
    );
    const [embed] = sent.body.embeds as { image: { url: string; width: number } }[];
    expect(embed?.image).toMatchObject({ width: 40 });
    expect((await fetch(embed?.image.url ?? '')).status).toBe(200);
    expect(sent.body.attachments).toEqual([]);
  });

  it('are refused beyond the size that is set, before anything is kept', async () => {
    const small = await messagesHarness('small', { maxUploadBytes: 10_000 });
    try {
      const path = `/channels/${small.server.textChannelId}/messages`;
      const of = (size: number) =>
        small.upload('POST', path, {}, ['a.bin', 'application/octet-stream', Buffer.alloc(size)]);
      expect((await of(9000)).status).toBe(200);
      expect(await of(10_001)).toMatchObject({ status: 413, body: { code: 40005 } });
      expect([...small.server.world.files.entries()]).toHaveLength(1);
    } finally {
      await small.server.close();
    }
  });

  it('number ten at most, and need their permission', async () => {
    const file = ['a.txt', 'text/plain', Buffer.from('a')] as [string, string, Buffer];
    const many = Array.from({ length: 11 }, () => file);
    expect(await h.upload('POST', messages(), {}, ...many)).toMatchObject({ body: { code: 30015 } });
    h.deny('ATTACH_FILES');
    expect(await h.upload('POST', messages(), {}, file)).toMatchObject({
      status: 403,
      body: { code: 50013 },
    });
  });
});

describe('replies and forwards', () => {
  it('a reply pings who wrote, unless it says not to, and shows what it answers', async () => {
    const original = await says('question?');
    const reply = await h.api('POST', messages(), {
      content: 'yes',
      message_reference: { message_id: original },
    });
    expect(reply.body).toMatchObject({
      type: 19,
      mentions: [{ id: h.person(5) }],
      referenced_message: { id: original, content: 'question?' },
    });
    const quiet = await h.api('POST', messages(), {
      content: 'yes',
      message_reference: { message_id: original },
      allowed_mentions: { replied_user: false },
    });
    expect(quiet.body.mentions).toEqual([]);
  });

  it('a reply to nothing is refused, or becomes a plain message', async () => {
    const message_reference = { message_id: '123456789012345678' };
    expect(await h.api('POST', messages(), { content: 'x', message_reference })).toMatchObject({
      status: 400,
      body: { errors: { message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE' }] } } },
    });
    const lenient = { ...message_reference, fail_if_not_exists: false };
    expect((await h.api('POST', messages(), { content: 'x', message_reference: lenient })).body.type).toBe(0);
  });

  it('a forward carries a copy that outlives its original', async () => {
    const original = await says('pass this on', 5, h.channel('music').id);
    const sent = await h.api('POST', messages(), {
      message_reference: { type: 1, channel_id: h.channel('music').id, message_id: original },
    });
    expect(sent.body).toMatchObject({
      content: '',
      message_reference: { type: 1, message_id: original },
      message_snapshots: [{ message: { content: 'pass this on' } }],
      flags: 1 << 14,
    });
    await h.api('DELETE', `/channels/${h.channel('music').id}/messages/${original}`);
    const again = await h.api('GET', `${messages()}/${String(sent.body.id)}`);
    expect(again.body).toMatchObject({ message_snapshots: [{ message: { content: 'pass this on' } }] });
    const hidden = { type: 1, channel_id: h.channel('staff').id, message_id: '1' };
    expect(await h.api('POST', messages(), { message_reference: hidden })).toMatchObject({ status: 403 });
  });
});

describe('who is pinged', () => {
  it('follows from text, request and permissions', async () => {
    const regular = [...(h.server.world.guild(h.server.guildId)?.roles.values() ?? [])].find(
      (role) => role.name === 'Regular',
    );
    const content = `<@${h.person(3)}> <@&${regular?.id}> @everyone`;
    expect((await h.api('POST', messages(), { content })).body).toMatchObject({
      mentions: [{ id: h.person(3) }],
      mention_roles: [regular?.id],
      mention_everyone: true,
    });
    const none = await h.api('POST', messages(), { content, allowed_mentions: { parse: [] } });
    expect(none.body).toMatchObject({ mentions: [], mention_roles: [], mention_everyone: false });
    h.deny('MENTION_EVERYONE');
    expect((await h.api('POST', messages(), { content })).body.mention_everyone).toBe(false);
    const both = { parse: ['users'], users: [h.person(3)] };
    expect(await h.api('POST', messages(), { content, allowed_mentions: both })).toMatchObject({
      status: 400,
    });
  });
});

describe('limits of embeds and components', () => {
  it('are told field by field', async () => {
    const embeds = [{ title: 'x'.repeat(257), fields: [{ name: '', value: 'v' }], url: 'ftp://x' }];
    expect(await h.api('POST', messages(), { embeds })).toMatchObject({
      status: 400,
      body: {
        code: 50035,
        errors: {
          embeds: {
            0: {
              title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] },
              fields: { 0: { name: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH' }] } } },
            },
          },
        },
      },
    });
    const long = Array.from({ length: 2 }, () => ({ description: 'x'.repeat(3001) }));
    expect(await h.api('POST', messages(), { embeds: long })).toMatchObject({
      body: { errors: { embeds: { _errors: [{ code: 'MAX_EMBED_SIZE_EXCEEDED' }] } } },
    });
    const row = (...components: object[]) => ({ type: 1, components });
    const button = (custom_id: string) => ({ type: 2, style: 1, label: 'x', custom_id });
    const twice = [row(button('a'), button('a'))];
    expect(await h.api('POST', messages(), { content: 'x', components: twice })).toMatchObject({
      body: {
        errors: {
          components: {
            0: {
              components: { 1: { custom_id: { _errors: [{ code: 'COMPONENT_CUSTOM_ID_DUPLICATED' }] } } },
            },
          },
        },
      },
    });
    const six = [row(...['a', 'b', 'c', 'd', 'e', 'f'].map(button))];
    expect((await h.api('POST', messages(), { content: 'x', components: six })).status).toBe(400);
    const fine = await h.api('POST', messages(), { content: 'x', components: [row(button('a'))] });
    expect(fine.body.components).toMatchObject([{ type: 1, components: [{ custom_id: 'a' }] }]);
  });

  it('hold for the newer layout, which takes nothing beside components', async () => {
    const flags = 1 << 15;
    const text = (content: string) => ({ type: 10, content });
    const components = [
      {
        type: 17,
        components: [
          text(`<@${h.person(2)}>`),
          { type: 14 },
          { type: 12, items: [{ media: { url: 'https://example.org/a.png' } }] },
        ],
      },
    ];
    const sent = await h.api('POST', messages(), { flags, components });
    expect(sent.body).toMatchObject({ flags, mentions: [{ id: h.person(2) }], content: '' });
    expect(await h.api('POST', messages(), { flags, components, content: 'x' })).toMatchObject({
      body: {
        errors: { content: { _errors: [{ code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2' }] } },
      },
    });
    const many = Array.from({ length: 41 }, (_, index) => text(String(index)));
    expect((await h.api('POST', messages(), { flags, components: many })).status).toBe(400);
    expect((await h.api('POST', messages(), { flags, components: [text('x'.repeat(4001))] })).status).toBe(
      400,
    );
    expect((await h.api('POST', messages(), { content: 'x', components: [text('no flag')] })).status).toBe(
      400,
    );
    const missing = [{ type: 13, file: { url: 'attachment://gone.txt' } }];
    expect((await h.api('POST', messages(), { flags, components: missing })).status).toBe(400);
  });
});

describe('deleting many', () => {
  it('takes 2 to 100 at once, not older than two weeks, and says so once', async () => {
    const gateway = await h.listen();
    const ids = [await h.send(general(), { content: 'a' }), await says('b')];
    const bulk = (list: string[]) => h.api('POST', `${messages()}/bulk-delete`, { messages: list });
    expect(await bulk(ids.slice(1))).toMatchObject({ status: 400, body: { code: 50016 } });
    expect(await bulk([...ids, ...ids])).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(await bulk([...ids, '175928847299117063'])).toMatchObject({ status: 400, body: { code: 50034 } });
    expect((await bulk(ids)).status).toBe(204);
    expect((await gateway.dispatch('MESSAGE_DELETE_BULK')).d).toMatchObject({ ids });
    h.deny('MANAGE_MESSAGES');
    expect(await bulk(ids)).toMatchObject({ status: 403 });
  });
});

describe('slow mode', () => {
  it('holds back who has no right to bypass it', async () => {
    await h.api('PATCH', `/channels/${general()}`, { rate_limit_per_user: 30 });
    await h.send(general(), { content: 'one' });
    await h.send(general(), { content: 'two' });
    h.deny('BYPASS_SLOWMODE');
    await h.send(general(), { content: 'three' });
    const refused = await h.api('POST', messages(), { content: 'four' });
    expect(refused).toMatchObject({ status: 429, body: { code: 20016 } });
    expect(Number(refused.body.retry_after)).toBeGreaterThan(25);
  });
});

describe('announcements', () => {
  it('are published once', async () => {
    const channel = h.channel('announcements').id;
    const id = await h.send(channel, { content: 'doors at seven' });
    const path = `/channels/${channel}/messages/${id}/crosspost`;
    expect((await h.api('POST', path)).body).toMatchObject({ flags: 1 });
    expect(await h.api('POST', path)).toMatchObject({ status: 400, body: { code: 40033 } });
    const plain = await h.send(general(), { content: 'x' });
    expect(await h.api('POST', `${messages()}/${plain}/crosspost`)).toMatchObject({ body: { code: 50024 } });
  });
});
