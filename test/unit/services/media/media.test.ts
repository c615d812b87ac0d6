import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheKey, mediaAddress } from '../../../../src/main/services/media/address';
import { looksLikeMarkup, mediaKind } from '../../../../src/main/services/media/kinds';
import { answer } from '../../../../src/main/services/media/media-service';

const selfHosted = { origin: 'https://chat.example.org', practice: false };
const practice = { origin: 'http://127.0.0.1:4010', practice: true };

describe('an address of a picture', () => {
  it.each([
    'https://cdn.discordapp.com/avatars/1/abc.webp?size=128',
    'https://media.discordapp.net/attachments/1/2/a.png?width=300',
    'https://images-ext-1.discordapp.net/external/xyz/https/example.org/a.png',
  ])('on a host of Discord is asked: %s', (text) => {
    expect(mediaAddress(text, null)?.href).toBe(text);
  });

  it.each([
    'http://cdn.discordapp.com/avatars/1/abc.webp',
    'https://cdn.discordapp.com:8443/a.png',
    'https://user:word@cdn.discordapp.com/a.png',
    'https://cdn.discordapp.com.example.org/a.png',
    'https://evil-cdn.discordapp.com/a.png',
    'https://images-ext-1.discordapp.net.example.org/a.png',
    'https://example.org/a.png',
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:4010/attachments/1/2/a.png',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not an address',
    `https://cdn.discordapp.com/${'a'.repeat(3_000)}`,
  ])('anywhere else is not: %s', (text) => {
    expect(mediaAddress(text, null)).toBeNull();
  });

  it('on the server of the session is asked, on another port of that host not', () => {
    expect(mediaAddress('https://chat.example.org/files/a.png', selfHosted)).not.toBeNull();
    expect(mediaAddress('https://chat.example.org:81/files/a.png', selfHosted)).toBeNull();
    expect(mediaAddress('http://chat.example.org/files/a.png', selfHosted)).toBeNull();
  });

  it('on the CDN is asked of the practice server while practising, and nothing goes out', () => {
    expect(mediaAddress('https://cdn.discordapp.com/emojis/5.webp?size=48', practice)?.href).toBe(
      'http://127.0.0.1:4010/emojis/5.webp?size=48',
    );
    expect(mediaAddress('https://images-ext-1.discordapp.net/external/x/y.png', practice)).toBeNull();
  });

  it('never leads anywhere but to those hosts, whatever the text', () => {
    const near = fc.stringMatching(
      /^https?:\/\/[a-z.@:#\\/-]{0,20}(cdn\.discordapp\.com)?[a-z.@:#\\/?-]{0,20}$/,
    );
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), near), (text) => {
        const url = mediaAddress(text, null);
        return (
          url === null ||
          (url.protocol === 'https:' &&
            /^(cdn\.discordapp\.com|media\.discordapp\.net|images-ext-\d+\.discordapp\.net)$/.test(url.host))
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps its file in the cache when only its signature is new', () => {
    const at = (query: string) =>
      cacheKey(new URL(`https://cdn.discordapp.com/attachments/1/2/a.png?${query}`));

    expect(at('ex=1&is=2&hm=3')).toBe(at('ex=9&is=8&hm=7'));
    expect(at('width=10&ex=1')).not.toBe(at('width=20&ex=1'));
  });
});

describe('what is shown', () => {
  it('is pictures, films and sounds, and no SVG', () => {
    expect(mediaKind('image/PNG; charset=binary')?.type).toBe('image/png');
    expect(mediaKind('video/mp4')?.maxBytes).toBeGreaterThan(mediaKind('image/png')?.maxBytes ?? 0);
    for (const type of ['image/svg+xml', 'text/html', 'application/pdf', '', undefined]) {
      expect(mediaKind(type)).toBeNull();
    }
  });

  it('is not a page that calls itself a picture', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);

    expect(looksLikeMarkup(bytes('  <!DOCTYPE html><p>'))).toBe(true);
    expect(looksLikeMarkup(bytes('<svg xmlns='))).toBe(true);
    expect(looksLikeMarkup(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))).toBe(false);
  });
});

describe('a part of a film', () => {
  const film = Uint8Array.from({ length: 100 }, (_, i) => i);
  const part = (range: string | null) => answer('video/mp4', film, range);

  it.each([
    ['bytes=0-9', 206, 'bytes 0-9/100', 10],
    ['bytes=90-', 206, 'bytes 90-99/100', 10],
    ['bytes=-5', 206, 'bytes 95-99/100', 5],
    ['bytes=50-500', 206, 'bytes 50-99/100', 50],
    ['bytes=100-', 416, 'bytes */100', 0],
    ['bytes=9-3', 416, 'bytes */100', 0],
  ])('%s', (range, status, contentRange, length) => {
    const { status: given, headers, bytes } = part(range);
    expect([given, headers['content-range'], bytes?.byteLength ?? 0]).toEqual([status, contentRange, length]);
  });

  it('is the whole for no range and for one we do not know', () => {
    for (const range of [null, 'bytes=-', 'bytes=0-1,5-6', 'lines=1-2']) {
      expect(part(range)).toMatchObject({ status: 200, bytes: film });
    }
  });

  it('is always what its header says', () => {
    fc.assert(
      fc.property(fc.nat(150), fc.option(fc.nat(150), { nil: null }), (from, to) => {
        const { status, headers, bytes } = part(`bytes=${from}-${to ?? ''}`);
        if (status !== 206) return status === 416;
        const [, start, end] = /bytes (\d+)-(\d+)/.exec(headers['content-range'] ?? '') ?? [];
        return bytes?.[0] === Number(start) && bytes.at(-1) === Number(end);
      }),
    );
  });
});
