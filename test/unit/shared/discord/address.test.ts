import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGatewayUrl, checkRestBase } from '../../../../src/shared/discord/address';

describe('addresses a token may go to', () => {
  it.each([
    ['https://discord.com/api', false],
    ['https://discord.example.org:8443/api/', false],
    ['http://127.0.0.1:4010/api', true],
    ['http://127.9.9.9/api', true],
    ['http://localhost:4010/api', true],
    ['http://[::1]:4010/api', true],
    ['https://127.0.0.1/api', true],
  ])('%s is fine', (address, isLoopback) => {
    expect(checkRestBase(address)).toMatchObject({ kind: 'ok', isLoopback });
  });

  it.each([
    'http://discord.com/api',
    'http://10.0.0.1/api',
    'http://127.0.0.1.evil.example/api',
    'http://localhost.evil.example/api',
    'http://127.0.0.1@evil.example/api',
    'http://user:pass@127.0.0.1/api',
    'https://discord.com/api?x=1',
    'https://discord.com/api#x',
    'ftp://127.0.0.1/api',
    'https://',
    'https://host:0/api',
    'https://host:99999/api',
    'discord.com/api',
    '',
  ])('%s is refused', (address) => {
    expect(checkRestBase(address).kind).toBe('refused');
  });

  it('loses the slash at its end, so that paths can follow', () => {
    expect(checkRestBase('https://discord.com/api//')).toMatchObject({ url: 'https://discord.com/api' });
  });

  it('of a gateway follow the same rule and lose their query', () => {
    expect(checkGatewayUrl('wss://gateway.discord.gg/?v=9')).toMatchObject({
      url: 'wss://gateway.discord.gg',
    });
    expect(checkGatewayUrl('ws://127.0.0.1:4010/gateway').kind).toBe('ok');
    expect(checkGatewayUrl('ws://gateway.discord.gg').kind).toBe('refused');
    expect(checkGatewayUrl('https://gateway.discord.gg').kind).toBe('refused');
  });

  it('that pass are unencrypted on this computer alone, as the URL standard reads them', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string().map((s) => `http://${s}`),
        ),
        (address) => {
          const check = checkRestBase(address);
          if (check.kind === 'refused' || !URL.canParse(check.url)) return;
          const url = new URL(check.url);
          if (url.protocol !== 'http:') return;
          expect(url.hostname).toMatch(/^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/);
        },
      ),
    );
  });
});
