import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessageLink, parseWebhookLink } from '../../../../src/main/services/webhooks/link';

const TOKEN = 'canaryTOKEN-_0123456789abcdefghijABCDEFGHIJ0123456789abcdefghijklmno';
const ID = '1234567890123456789';
const onDiscord = { baseUrl: 'https://discord.com/api', onDiscord: true };
const onOwn = { baseUrl: 'http://127.0.0.1:4010/api', onDiscord: false };
const read = (link: string, session = onDiscord) => parseWebhookLink(link, session);

describe('the link of a webhook', () => {
  it.each([
    `https://discord.com/api/webhooks/${ID}/${TOKEN}`,
    `https://canary.discord.com/api/webhooks/${ID}/${TOKEN}`,
    `https://ptb.discord.com/api/v10/webhooks/${ID}/${TOKEN}`,
    `https://discordapp.com/api/webhooks/${ID}/${TOKEN}/`,
    `  <https://discord.com/api/webhooks/${ID}/${TOKEN}?wait=true>  `,
    `https://discord.com/api/webhooks/${ID}/${TOKEN}/slack`,
  ])('is read: %#', (link) => {
    const result = read(link);
    if (result.kind !== 'ok') throw new Error(result.reason);
    expect(result.id).toBe(ID);
    expect(result.token.reveal()).toBe(TOKEN);
  });

  it('of the own server is read while connected to it, and no other', () => {
    expect(read(`http://127.0.0.1:4010/api/webhooks/${ID}/${TOKEN}`, onOwn).kind).toBe('ok');
    expect(read(`http://127.0.0.1:4011/api/webhooks/${ID}/${TOKEN}`, onOwn)).toMatchObject({
      kind: 'refused',
    });
    expect(read(`https://discord.com/api/webhooks/${ID}/${TOKEN}`, onOwn)).toMatchObject({
      kind: 'refused',
      reason: 'This webhook is on Discord, and you are connected to another server.',
    });
  });

  it.each([
    ['', 'Paste'],
    ['hello', 'not a link'],
    [`http://discord.com/api/webhooks/${ID}/${TOKEN}`, 'https://'],
    [`https://discord.com.evil.example/api/webhooks/${ID}/${TOKEN}`, 'does not lead to Discord'],
    [`https://discord.com@evil.example/api/webhooks/${ID}/${TOKEN}`, 'user name'],
    [`https://discord.com:8443/api/webhooks/${ID}/${TOKEN}`, 'port'],
    [`https://discord.com/api/webhooks/${ID}`, 'not the link of a webhook'],
    [`https://discord.com/api/webhooks/${ID}/short`, 'not the link of a webhook'],
    [`https://discord.com/api/webhooks/abc/${TOKEN}`, 'not the link of a webhook'],
    [`https://discord.com/channels/1/2/3`, 'not the link of a webhook'],
    [`http://127.0.0.1:4010/api/webhooks/${ID}/${TOKEN}`, 'does not lead to Discord'],
    [`https://discord.com/api/webhooks/${ID}/${'a'.repeat(600)}`, 'too long'],
  ])('is refused with a reason: %#', (link, reason) => {
    const result = read(link);
    expect(result.kind).toBe('refused');
    if (result.kind === 'refused') expect(result.reason).toContain(reason);
  });

  it('never says its token again, taken or refused, and never throws', () => {
    const hosts = ['https://discord.com', 'https://evil.example', 'http://127.0.0.1:4010', 'ftp://x', ''];
    const middle = fc.oneof(fc.constant('/api/webhooks/'), fc.string({ maxLength: 20 }));
    fc.assert(
      fc.property(fc.constantFrom(...hosts), middle, fc.boolean(), (host, path, own) => {
        const result = read(`${host}${path}${ID}/${TOKEN}`, own ? onOwn : onDiscord);
        expect(inspect(result, { depth: 9 })).not.toContain('canary');
        expect(JSON.stringify(result)).not.toContain('canary');
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 700 }), (text) => ['ok', 'refused'].includes(read(text).kind)),
    );
  });
});

describe('the link of a message', () => {
  it.each([
    ['https://discord.com/channels/111/222222222222222222/333333333333333333', '222222222222222222'],
    ['https://ptb.discord.com/channels/@me/222222222222222222/333333333333333333', '222222222222222222'],
    ['http://127.0.0.1:4010/channels/111/222222222222222222/333333333333333333', '222222222222222222'],
    ['222222222222222222-333333333333333333', '222222222222222222'],
    ['333333333333333333', null],
  ])('%s is read', (link, channelId) => {
    expect(parseMessageLink(link)).toEqual({ channelId, messageId: '333333333333333333' });
  });

  it('that is none gives null, whatever is typed', () => {
    for (const text of ['', 'hello', 'https://discord.com/channels/1/2', 'https://discord.com/x/1/2/3']) {
      expect(parseMessageLink(text)).toBeNull();
    }
    fc.assert(fc.property(fc.string(), (text) => parseMessageLink(text) === null || /\d/.test(text)));
  });
});
