import { describe, expect, it } from 'vitest';
import {
  areKnownIntents,
  Intent,
  wantsEvent,
  withoutContent,
} from '../../../../src/main/practice-server/gateway/intents';

const event = (t: string, d: Record<string, unknown> = {}) => ({ t, d, guildId: '1' });

describe('intents', () => {
  it.each([
    ['CHANNEL_CREATE', Intent.GUILDS],
    ['VOICE_CHANNEL_STATUS_UPDATE', Intent.GUILDS],
    ['GUILD_MEMBER_UPDATE', Intent.GUILD_MEMBERS],
    ['GUILD_AUDIT_LOG_ENTRY_CREATE', Intent.GUILD_MODERATION],
    ['VOICE_STATE_UPDATE', Intent.GUILD_VOICE_STATES],
    ['PRESENCE_UPDATE', Intent.GUILD_PRESENCES],
    ['MESSAGE_CREATE', Intent.GUILD_MESSAGES],
    ['MESSAGE_DELETE', Intent.GUILD_MESSAGES],
    ['MESSAGE_DELETE_BULK', Intent.GUILD_MESSAGES],
    ['MESSAGE_REACTION_ADD', Intent.GUILD_MESSAGE_REACTIONS],
    ['MESSAGE_REACTION_REMOVE_EMOJI', Intent.GUILD_MESSAGE_REACTIONS],
    ['THREAD_CREATE', Intent.GUILDS],
    ['WEBHOOKS_UPDATE', Intent.GUILD_WEBHOOKS],
    ['GUILD_EMOJIS_UPDATE', Intent.GUILD_EXPRESSIONS],
    ['TYPING_START', Intent.GUILD_MESSAGE_TYPING],
  ])('%s needs its own intent and no other', (name, intent) => {
    expect(wantsEvent(intent, '5', event(name))).toBe(true);
    const others = Object.values(Intent).reduce((sum, value) => sum + value, 0) - intent;
    expect(wantsEvent(others, '5', event(name))).toBe(false);
  });

  it.each([
    ['MESSAGE_CREATE', Intent.DIRECT_MESSAGES],
    ['MESSAGE_REACTION_ADD', Intent.DIRECT_MESSAGE_REACTIONS],
    ['TYPING_START', Intent.DIRECT_MESSAGE_TYPING],
  ])('%s of a direct conversation needs its own intent, and that it is ours', (name, intent) => {
    const direct = { t: name, d: {}, guildId: null, onlyMembers: ['5', '9'] };
    expect(wantsEvent(intent, '5', direct)).toBe(true);
    expect(wantsEvent(intent, '6', direct)).toBe(false);
    const others = Object.values(Intent).reduce((sum, value) => sum + value, 0) - intent;
    expect(wantsEvent(others, '5', direct)).toBe(false);
  });

  it('tells a bot of its own coming and going in threads without the members intent', () => {
    const added = event('THREAD_MEMBERS_UPDATE', { added_members: [{ user_id: '5' }] });
    const removed = event('THREAD_MEMBERS_UPDATE', { removed_member_ids: ['6'] });
    expect(wantsEvent(Intent.GUILDS, '5', added)).toBe(true);
    expect(wantsEvent(Intent.GUILDS, '5', removed)).toBe(false);
    expect(wantsEvent(Intent.GUILD_MEMBERS, '5', removed)).toBe(true);
  });

  it('sends what belongs to one user to that user alone, without any intent', () => {
    const own = { ...event('VOICE_SERVER_UPDATE'), onlyUserId: '5' };
    expect(wantsEvent(0, '5', own)).toBe(true);
    expect(wantsEvent(0x1ffff, '6', own)).toBe(false);
  });

  it('tells a bot of changes to itself without the members intent', () => {
    expect(wantsEvent(0, '5', event('GUILD_MEMBER_UPDATE', { user: { id: '5' } }))).toBe(true);
  });

  it('knows which bits exist', () => {
    expect(areKnownIntents(0)).toBe(true);
    expect(areKnownIntents(53_608_447)).toBe(true);
    expect(areKnownIntents(2 ** 17)).toBe(false);
    expect(areKnownIntents(2 ** 40)).toBe(false);
    expect(areKnownIntents(-1)).toBe(false);
    expect(areKnownIntents(1.5)).toBe(false);
  });
});

describe('the content of messages', () => {
  const message = {
    content: 'secret',
    embeds: [{}],
    attachments: [{}],
    components: [],
    author: { id: '9' },
    mentions: [],
    referenced_message: { content: 'older', author: { id: '8' }, mentions: [], embeds: [], attachments: [] },
  };

  it('is withheld, in the message replied to as well', () => {
    const seen = withoutContent(message, '5');
    expect(seen).toMatchObject({ content: '', embeds: [], attachments: [] });
    expect(seen.referenced_message).toMatchObject({ content: '' });
  });

  it('is withheld from forwards too, and shown in direct conversations', () => {
    const forward = { ...message, message_snapshots: [{ message: { content: 'secret' } }], guild_id: '1' };
    expect(withoutContent(forward, '5').message_snapshots).toEqual([]);
    expect(withoutContent({ ...message, channel_type: 1 }, '5').content).toBe('secret');
  });

  it('is shown when the bot wrote it or is mentioned', () => {
    expect(withoutContent({ ...message, author: { id: '5' } }, '5').content).toBe('secret');
    expect(withoutContent({ ...message, mentions: [{ id: '5' }] }, '5').content).toBe('secret');
  });
});
