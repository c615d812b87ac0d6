import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outsideLink } from '../../../src/main/electron/outside-links';

describe('links that leave the window', () => {
  it('lets web addresses out', () => {
    expect(outsideLink('https://example.org/a?b=c#d')).toBe('https://example.org/a?b=c#d');
    expect(outsideLink('http://example.org')).toBe('http://example.org/');
  });

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'roomtone://app/index.html',
    'smb://host/share',
    'https://name:secret@example.org',
    'data:text/html,x',
    'example.org',
    '',
    `https://example.org/${'a'.repeat(3_000)}`,
  ])('keeps %j in', (url) => {
    expect(outsideLink(url)).toBeNull();
  });

  it('never throws and never lets another scheme out', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ size: 'xsmall' })), (url) => {
        const link = outsideLink(url);
        if (link !== null) expect(link).toMatch(/^https?:\/\//);
      }),
    );
  });
});
