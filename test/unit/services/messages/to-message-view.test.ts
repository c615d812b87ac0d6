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

    expect(view({ type: 19, message_reference }).replyToId).toBe('99');
    expect(view({ type: 6, message_reference }).replyToId).toBeNull();
  });

  it('is a line of the system for every type nobody wrote, unknown ones included', () => {
    expect(view({ type: 7 }).system).toBe('joined');
    expect(view({ type: 6 }).system).toBe('pinned a message');
    expect(view({ type: 999 }).system).not.toBeNull();
    expect(view({ type: 19 }).system).toBeNull();
  });

  it('counts embeds and lists attachments', () => {
    const shown = view({
      embeds: [{}, {}],
      attachments: [
        { id: '1', filename: 'a.txt', size: 3, url: 'u', proxy_url: 'p', content_type: 'text/plain' },
      ],
    });

    expect(shown.embedCount).toBe(2);
    expect(shown.attachments).toEqual([
      { attachmentId: '1', fileName: 'a.txt', contentType: 'text/plain', sizeBytes: 3 },
    ]);
  });

  it('with a time that is none stands at the beginning instead of breaking the list', () => {
    expect(view({ timestamp: 'yesterday', edited_timestamp: 'today' })).toMatchObject({
      sentAtMs: 0,
      editedAtMs: null,
    });
  });
});
