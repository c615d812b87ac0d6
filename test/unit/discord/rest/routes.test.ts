import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RestCall, routes } from '../../../../src/main/discord/rest';
import { Secret } from '../../../../src/main/support/secret';

const hook = { id: '7', token: new Secret('secret-token_1') };
const line = (call: RestCall<unknown>) => {
  const query = call.query ? new URLSearchParams(call.query).toString() : '';
  return `${call.method} ${call.path}${query === '' ? '' : `?${query}`}`;
};

describe('routes', () => {
  it.each<[string, RestCall<unknown>]>([
    ['GET /users/@me', routes.getCurrentUser()],
    ['GET /gateway/bot', routes.getGatewayBot()],
    ['GET /guilds/9?with_counts=true', routes.getGuild('9')],
    ['GET /guilds/9/channels', routes.listGuildChannels('9')],
    ['GET /channels/1/messages?before=5&limit=50', routes.listMessages('1', { before: '5', limit: 50 })],
    ['GET /channels/1/messages?around=5', routes.listMessages('1', { around: '5', before: null })],
    ['POST /channels/1/messages', routes.createMessage('1', { content: 'x' })],
    ['PATCH /channels/1/messages/2', routes.editMessage('1', '2', { content: 'x' })],
    ['DELETE /channels/1/messages/2', routes.deleteMessage('1', '2')],
    ['POST /channels/1/messages/bulk-delete', routes.bulkDeleteMessages('1', ['2', '3'])],
    ['POST /channels/1/messages/2/crosspost', routes.crosspostMessage('1', '2')],
    ['POST /channels/1/typing', routes.triggerTyping('1')],
    ['GET /channels/1/messages/pins?limit=50', routes.listPins('1', { limit: 50 })],
    ['PUT /channels/1/messages/pins/2', routes.pinMessage('1', '2')],
    ['DELETE /channels/1/messages/pins/2', routes.unpinMessage('1', '2')],
    ['PUT /channels/1/messages/2/reactions/%F0%9F%91%8D/@me', routes.addReaction('1', '2', '👍')],
    ['DELETE /channels/1/messages/2/reactions/blob%3A4/@me', routes.removeOwnReaction('1', '2', 'blob:4')],
    [
      'DELETE /channels/1/messages/2/reactions/blob%3A4/5',
      routes.removeUserReaction('1', '2', 'blob:4', '5'),
    ],
    [
      'GET /channels/1/messages/2/reactions/blob%3A4?limit=100&type=1',
      routes.listReactionUsers('1', '2', 'blob:4', { limit: 100, super: true }),
    ],
    ['DELETE /channels/1/messages/2/reactions/blob%3A4', routes.clearReactionsOfEmoji('1', '2', 'blob:4')],
    ['DELETE /channels/1/messages/2/reactions', routes.clearReactions('1', '2')],
    ['POST /channels/1/messages/2/threads', routes.startThreadFromMessage('1', '2', { name: 'x' })],
    ['POST /channels/1/threads', routes.startThread('1', { name: 'x', type: 11 })],
    ['PUT /channels/1/thread-members/@me', routes.joinThread('1')],
    ['DELETE /channels/1/thread-members/5', routes.removeThreadMember('1', '5')],
    ['GET /guilds/9/threads/active', routes.listActiveThreads('9')],
    [
      'GET /channels/1/threads/archived/public?before=2026-01-01T00%3A00%3A00Z&limit=10',
      routes.listPublicArchivedThreads('1', { before: '2026-01-01T00:00:00Z', limit: 10 }),
    ],
    [
      'GET /channels/1/users/@me/threads/archived/private?before=4',
      routes.listJoinedPrivateArchivedThreads('1', { before: '4' }),
    ],
    ['POST /users/@me/channels', routes.openDirectMessage('5')],
    ['PATCH /guilds/9/channels', routes.moveChannels('9', [{ id: '1', position: 2 }])],
    ['PUT /channels/1/permissions/5', routes.setOverwrite('1', '5', { type: 1, allow: '0', deny: '0' })],
    ['PUT /channels/1/voice-status', routes.setVoiceStatus('1', 'On air')],
    ['GET /guilds/9/members/search?query=a+b&limit=5', routes.searchMembers('9', 'a b', 5)],
    ['PATCH /guilds/9/members/5', routes.modifyMember('9', '5', { channel_id: null })],
    ['PUT /guilds/9/members/5/roles/6', routes.addMemberRole('9', '5', '6')],
    ['PATCH /guilds/9/roles', routes.moveRoles('9', [{ id: '6', position: 1 }])],
    ['PATCH /stage-instances/1', routes.modifyStageInstance('1', { topic: 'x' })],
    ['PATCH /guilds/9/voice-states/5', routes.modifyUserVoiceState('9', '5', { suppress: false })],
    ['GET /webhooks/7', routes.getWebhook('7')],
    ['GET /webhooks/7/{token}', routes.getWebhookByToken(hook)],
    ['POST /webhooks/7/{token}?wait=false', routes.executeWebhook(hook, { content: 'x' })],
    [
      'POST /webhooks/7/{token}?wait=true&thread_id=8',
      routes.executeWebhookAndWait(hook, { content: 'x' }, { threadId: '8' }),
    ],
    [
      'DELETE /webhooks/7/{token}/messages/2?thread_id=8',
      routes.deleteWebhookMessage(hook, '2', { threadId: '8' }),
    ],
  ])('%s', (expected, call) => {
    expect(line(call)).toBe(expected);
  });

  it('may be repeated where twice equals once, and not where it would do it again', () => {
    const safe = (call: RestCall<unknown>) => call.repeat === 'safe';
    expect(safe(routes.createMessage('1', { content: 'x' }))).toBe(false);
    expect(safe(routes.createMessage('1', { content: 'x', nonce: 'n' }))).toBe(false);
    expect(safe(routes.createMessage('1', { content: 'x', nonce: 'n', enforce_nonce: true }))).toBe(true);
    expect(safe(routes.executeWebhook(hook, { content: 'x' }))).toBe(false);
    expect(safe(routes.startThread('1', { name: 'x', type: 11 }))).toBe(false);
    expect(safe(routes.deleteMessage('1', '2'))).toBe(true);
    const file = { name: 'a', bytes: new Uint8Array(1) };
    expect(safe(routes.editMessage('1', '2', {}, [file]))).toBe(false);
    expect(safe(routes.editMessage('1', '2', { attachments: [] }, [file]))).toBe(true);
  });

  it('forward by reference and reply to what may be gone', () => {
    expect(routes.forwardMessage('1', { channelId: '2', messageId: '3' }, 'n').body).toEqual({
      message_reference: { type: 1, channel_id: '2', message_id: '3' },
      nonce: 'n',
      enforce_nonce: true,
    });
    expect(routes.replyToMessage('1', '3', { content: 'x' }, { failIfGone: false }).body).toEqual({
      content: 'x',
      message_reference: { message_id: '3', fail_if_not_exists: false },
    });
  });

  it('wait apart where Discord limits apart: old messages, names of channels', () => {
    const now = Date.UTC(2026, 5, 1);
    const madeAt = (ms: number) => String(BigInt(ms - 1_420_070_400_000) << 22n);
    const lanes = [now - 1_000, now - 60_000, now - 30 * 24 * 3_600_000].map(
      (ms) => routes.deleteMessage('1', madeAt(ms), now).routeKey,
    );
    expect(new Set(lanes).size).toBe(3);
    expect(routes.modifyChannel('1', { name: 'x' }).routeKey).not.toBe(
      routes.modifyChannel('1', { bitrate: 64_000 }).routeKey,
    );
  });

  it('refuse what is no id, emoji or token, whatever it is', () => {
    const noId = fc.string().filter((text) => !/^\d{1,20}$/.test(text));
    fc.assert(
      fc.property(noId, (text) => {
        expect(() => routes.getMessage('1', text)).toThrow(TypeError);
        expect(() => routes.listMessages(text, {})).toThrow(TypeError);
        expect(() => routes.executeWebhook({ ...hook, id: text }, {})).toThrow(TypeError);
      }),
    );
    for (const emoji of ['', '.', '..', 'a/b', 'name', 'a:b', '../@me']) {
      expect(() => routes.addReaction('1', '2', emoji)).toThrow(TypeError);
    }
    for (const token of ['', 'a/b', 'a?b', '../x', 'a b']) {
      expect(() => routes.getWebhookByToken({ id: '7', token: new Secret(token) })).toThrow(TypeError);
    }
  });

  it('keep an emoji within its segment of the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }), (emoji) => {
        let call: RestCall<unknown>;
        try {
          call = routes.addReaction('1', '2', emoji);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          return;
        }
        const { pathname } = new URL(`http://host${call.path}`);
        expect(pathname.split('/')).toHaveLength(8);
        expect(decodeURIComponent(pathname.split('/')[6] ?? '')).toBe(emoji);
      }),
    );
  });
});
