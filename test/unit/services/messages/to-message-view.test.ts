import { describe, expect, it } from 'vitest';
import { reduce } from '../../../../src/main/discord/cache/reduce';
import { type CacheState, EMPTY_CACHE } from '../../../../src/main/discord/cache/state';
import { toMessageView } from '../../../../src/main/services/messages';
import { type DispatchName, parseDispatch } from '../../../../src/shared/discord/wire/dispatch';
import { WireMessage } from '../../../../src/shared/discord/wire/objects';
import { MessageView } from '../../../../src/shared/models/messages';

const user = (id: string) => ({ id, username: `user${id}`, global_name: `Global ${id}`, avatar: null });
const step = (state: CacheState, t: DispatchName, d: unknown) => {
  const parsed = parseDispatch(t, d);
  if (parsed.kind !== 'dispatch') throw new Error(parsed.kind);
  return reduce(state, parsed.dispatch, 0).state;
};
const ready = step(EMPTY_CACHE, 'READY', { user: user('5'), session_id: 's', guilds: [] });
const state = step(ready, 'GUILD_CREATE', {
  id: '1',
  name: 'Guild',
  owner_id: '9',
  channels: [{ id: '30', type: 0, name: 'talk' }],
  members: [{ user: user('6'), nick: 'Six', roles: [] }],
});
const message = (over = {}) =>
  WireMessage.parse({
    id: '100',
    channel_id: '30',
    author: user('6'),
    content: 'Hi <@7>',
    timestamp: '2026-01-02T03:04:05.678901+00:00',
    edited_timestamp: null,
    mentions: [{ ...user('7'), member: { nick: 'Seven' } }],
    attachments: [],
    embeds: [],
    type: 0,
    ...over,
  });
const view = (over = {}) => toMessageView(state, message(over));

describe('a message in the window', () => {
  it('is exactly the model of the contract', () => {
    expect(MessageView.parse(view())).toEqual(view());
    expect(view()).toMatchObject({
      content: 'Hi <@7>',
      sentAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      editedAtMs: null,
      system: null,
      author: { isBot: false, isSelf: false },
    });
  });

  it('names its author by nickname, else display name, else user name', () => {
    expect(view().author.displayName).toBe('Six');
    expect(view({ author: user('8') }).author.displayName).toBe('Global 8');
    expect(view({ author: { ...user('8'), global_name: null } }).author.displayName).toBe('user8');
    expect(view({ author: user('8'), member: { nick: 'Eight', roles: [] } }).author.displayName).toBe(
      'Eight',
    );
  });

  it('of a webhook carries the name the webhook gave itself, and is no person', () => {
    const shown = view({ webhook_id: '77', author: { id: '77', username: 'Deploys', avatar: null } });

    expect(shown.author).toMatchObject({ displayName: 'Deploys', isBot: true });
  });

  it('names whom it mentions', () => {
    expect(view().mentions).toEqual({ '7': 'Seven' });
  });

  it('keeps its nonce when it is our own, and not when it is not', () => {
    expect(view({ author: user('5'), nonce: 'abc' })).toMatchObject({
      nonce: 'abc',
      author: { isSelf: true },
    });
    expect(view({ author: user('5'), nonce: 12 }).nonce).toBe('12');
    expect(view({ nonce: 'abc' }).nonce).toBeNull();
  });

  it('knows a reply from other references', () => {
    const message_reference = { message_id: '99', channel_id: '30' };

    expect(view({ type: 19, message_reference }).reply).toEqual({ kind: 'notLoaded', messageId: '99' });
    expect(view({ type: 19, message_reference, referenced_message: null }).reply).toEqual({
      kind: 'deleted',
    });
    expect(view({ type: 6, message_reference }).reply).toBeNull();
  });

  it('is a line of the system for every type nobody wrote, unknown ones included', () => {
    expect(view({ type: 7 }).system).toBe('joined');
    expect(view({ type: 6 }).system).toBe('pinned a message');
    expect(view({ type: 999 }).system).not.toBeNull();
    expect(view({ type: 19 }).system).toBeNull();
    expect(view({ type: 21, message_reference: { message_id: '9' } })).toMatchObject({
      system: 'started this thread',
      reply: { kind: 'notLoaded', messageId: '9' },
    });
  });

  it('begins a thread with the whole message that it was made from', () => {
    const referenced_message = {
      id: '99',
      channel_id: '31',
      author: user('6'),
      content: 'Ask <@7> about it',
      timestamp: '2026-01-02T03:04:05Z',
      mentions: [{ ...user('7'), member: { nick: 'Seven' } }],
      type: 0,
      embeds: [{ title: 'x' }],
    };
    expect(view({ type: 21, content: '', referenced_message }).starter).toMatchObject({
      channelId: '31',
      messageId: '99',
      content: 'Ask <@7> about it',
      embeds: [{ title: 'x' }],
      author: { userId: '6' },
      mentions: { '7': 'Seven' },
      sentAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    });
    expect(view({ type: 19, referenced_message }).starter).toBeUndefined();
    expect(view({ type: 21, referenced_message: null }).starter).toBeUndefined();
  });

  it('shows what it answers, with mentions by name and on one line', () => {
    const answered = {
      id: '99',
      channel_id: '30',
      author: user('6'),
      content: 'Ask <@7>\n or  <@404>',
      timestamp: '2026-01-02T03:04:05Z',
      mentions: [{ ...user('7'), member: { nick: 'Seven' } }],
      type: 0,
      embeds: [{ title: 'x' }],
    };
    const { reply } = view({
      type: 19,
      message_reference: { message_id: '99' },
      referenced_message: answered,
    });

    expect(reply).toMatchObject({
      kind: 'message',
      messageId: '99',
      author: { displayName: 'Six' },
      excerpt: 'Ask @Seven or <@404>',
      hasAttachments: true,
    });
  });

  it('carries embeds as Discord sent them, and describes attachments', () => {
    const shown = view({
      embeds: [{ title: 'A', color: 255 }, { description: 'B' }],
      attachments: [
        {
          id: '1',
          filename: 'SPOILER_a.png',
          size: 3,
          url: 'https://cdn.discordapp.com/attachments/1/1/SPOILER_a.png',
          content_type: 'image/png',
          width: 10,
          height: 20,
          description: 'a dot',
        },
      ],
    });

    expect(shown.embeds).toEqual([{ title: 'A', color: 255 }, { description: 'B' }]);
    expect(shown.attachments).toEqual([
      {
        attachmentId: '1',
        fileName: 'SPOILER_a.png',
        description: 'a dot',
        contentType: 'image/png',
        sizeBytes: 3,
        url: 'https://cdn.discordapp.com/attachments/1/1/SPOILER_a.png',
        width: 10,
        height: 20,
        spoiler: true,
      },
    ]);
  });

  it('calls us by name, by everyone, by a role of ours or as an answer; our own never does', () => {
    const withRole = step(state, 'GUILD_MEMBER_UPDATE', { guild_id: '1', user: user('5'), roles: ['40'] });
    const calls = (over = {}) => toMessageView(withRole, message(over)).mentionsSelf;

    expect(calls()).toBe(false);
    expect(calls({ mentions: [user('5')] })).toBe(true);
    expect(calls({ mention_everyone: true })).toBe(true);
    expect(calls({ mention_roles: ['41'] })).toBe(false);
    expect(calls({ mention_roles: ['41', '40'] })).toBe(true);
    expect(calls({ author: user('5'), mention_everyone: true })).toBe(false);
  });

  it('has the colour of the highest coloured role of its author', () => {
    const role = (id: string, position: number, color: number) => ({
      id,
      name: id,
      position,
      color,
      permissions: '0',
    });
    let coloured = state;
    for (const one of [role('40', 1, 0xff0000), role('41', 2, 0x00ff00), role('42', 3, 0)]) {
      coloured = step(coloured, 'GUILD_ROLE_CREATE', { guild_id: '1', role: one });
    }
    const colour = (roles: string[]) => toMessageView(coloured, message({ member: { roles } })).author.colour;

    expect(colour(['40', '41', '42'])).toBe(0x00ff00);
    expect(colour(['42'])).toBeNull();
    expect(
      toMessageView(coloured, message({ member: { roles: ['40'] }, webhook_id: '9' })).author.colour,
    ).toBeNull();
  });

  it('passed on carries the content of the original and nothing of its author', () => {
    const shown = view({
      content: '',
      message_reference: { type: 1, message_id: '50', channel_id: '31' },
      message_snapshots: [
        { message: { content: 'Original', timestamp: '2025-12-31T00:00:00Z', embeds: [] } },
      ],
    });

    expect(shown.forwarded).toMatchObject({ content: 'Original', sentAtMs: Date.UTC(2025, 11, 31) });
    expect(shown.reply).toBeNull();
  });

  it('tells flags, reactions, stickers, the command it answers and its thread', () => {
    const shown = view({
      flags: (1 << 0) | (1 << 2) | (1 << 12) | (1 << 15),
      reactions: [
        { count: 2, me: true, emoji: { id: null, name: '🎉' } },
        { count: 1, me: false, emoji: { id: '77', name: 'party', animated: true } },
      ],
      sticker_items: [{ id: '8', name: 'Wave', format_type: 1 }],
      interaction_metadata: { name: 'roll', user: user('6') },
      thread: { id: '100', type: 11, name: 'side talk', parent_id: '30', message_count: 4 },
    });

    expect(shown).toMatchObject({
      crossposted: true,
      suppressEmbeds: true,
      silent: true,
      componentsV2: true,
      stickers: ['Wave'],
      command: 'roll',
      thread: { channelId: '100', name: 'side talk', messageCount: 4 },
    });
    expect(shown.reactions).toEqual([
      { emoji: { id: null, name: '🎉', animated: false }, count: 2, me: true },
      { emoji: { id: '77', name: 'party', animated: true }, count: 1, me: false },
    ]);
  });

  it('with a time that is none stands at the beginning instead of breaking the list', () => {
    expect(view({ timestamp: 'yesterday', edited_timestamp: 'today' })).toMatchObject({
      sentAtMs: 0,
      editedAtMs: null,
    });
  });
});
