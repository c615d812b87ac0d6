import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/main/support/logger';
import { redact } from '../../../src/main/support/redact';
import { Secret } from '../../../src/main/support/secret';

const TOKEN = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GxYz12.abcdefghijklmnopqrstuvwxyz0123456789AB';

describe('redacting text', () => {
  test.each([
    ['a bare bot token', `login with ${TOKEN} failed`, TOKEN],
    ['an authorization header', `{"authorization":"Bot ${TOKEN}"}`, TOKEN],
    ['a short practice token in a header', 'authorization: Bot practice-5f1e9c0d77', '5f1e9c0d77'],
    ['a webhook URL', 'POST https://discord.com/api/webhooks/123456789/aB3-dE6_gH9jK2mN', 'aB3-dE6_gH9jK2mN'],
    ['a signed attachment', 'https://cdn.discordapp.com/a/b.png?ex=66f1&is=66ef&hm=0011aabbcc', '0011aabbcc'],
    ['a voice token field', "{ token: '0123456789abcdef', endpoint: 'x' }", '0123456789abcdef'],
    ['a secret key', '{"secret_key":[1,2,3,4]}', '1,2,3,4'],
    ['a passphrase of several words', inspect({ passphrase: 'correct horse battery' }), 'horse'],
    ['a passphrase with quotes', inspect({ passphrase: `it's "mine" now` }), 'mine'],
    ['a passphrase with every quote', inspect({ passphrase: `it's "mine" \`now\` x` }), 'mine'],
    ['a key as bytes', inspect({ secretKey: Uint8Array.of(11, 22, 33) }), '22'],
    ['a key as a buffer', inspect({ secret_key: Buffer.from('0b16212c', 'hex') }), '16 21'],
    ['a session id in our own spelling', inspect({ sessionId: 'f00dfacef00dface' }), 'f00dface'],
    [
      'a token in JSON within a string',
      inspect({ text: JSON.stringify({ body: '{"token":"0123abcd","x":1}' }) }),
      '0123abcd',
    ],
    ['a token in a query', 'wss://voice.example/?v=8&token=0123abcd&x=1', '0123abcd'],
  ])('masks %s', (_name, text, secret) => {
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain('[redacted]');
  });

  test.each([
    'room 123456789012345678 was created',
    'closed with 4004',
    'see https://discord.com/channels/1/2',
    'version 1.2.3 of the app',
  ])('leaves "%s" alone', (text) => expect(redact(text)).toBe(text));

  test('shortens the home folder', () => {
    expect(redact('/home/kim/Roomtone/x.opus', '/home/kim')).toBe('~/Roomtone/x.opus');
  });

  test('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof redact(text) === 'string'));
  });
});

describe('a Secret', () => {
  const secret = new Secret(TOKEN);
  test.each([
    ['String()', String(secret)],
    ['a template', `${secret}`],
    ['JSON', JSON.stringify({ secret })],
    ['inspect', inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
    ['concatenation', `x${secret.toString()}`],
  ])('does not show in %s', (_name, text) => expect(text).not.toContain('GxYz12'));

  test('is given only to who asks for it', () => expect(secret.reveal()).toBe(TOKEN));
});

test('a logger masks secrets in messages and in fields of any depth', () => {
  const lines: string[] = [];
  const logger = createLogger('test', (entry) => lines.push(`${entry.message} ${entry.fields}`));
  logger.info(`using ${TOKEN}`, {
    request: { headers: { Authorization: `Bot ${TOKEN}` } },
    error: new Error(TOKEN),
  });
  expect(lines.join()).not.toContain('GxYz12');
});
