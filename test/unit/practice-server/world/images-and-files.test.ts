import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileStore } from '../../../../src/main/practice-server/world/files';
import { generatedImage } from '../../../../src/main/practice-server/world/generated-image';
import { imageSize } from '../../../../src/main/practice-server/world/image-size';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('the size of a picture', () => {
  it.each([
    ['GIF', hex('474946383961 4001 f000'), { width: 320, height: 240 }],
    [
      'JPEG with a segment before the frame',
      hex('ffd8 ffe0 0004 0000 ffc0 0011 08 00f0 0140 03 000000'),
      { width: 320, height: 240 },
    ],
    [
      'lossy WebP',
      hex('52494646 00000000 57454250 56503820 00000000 300100 9d012a 4001 f000'),
      { width: 320, height: 240 },
    ],
    [
      'extended WebP',
      hex('52494646 00000000 57454250 56503858 0a000000 00000000 3f0100 ef0000'),
      { width: 320, height: 240 },
    ],
    [
      'lossless WebP',
      hex('52494646 00000000 57454250 5650384c 00000000 2f 3fc13b00 0000000000'),
      { width: 320, height: 240 },
    ],
    ['text', Buffer.from('hello'), null],
    ['a header cut short', hex('89504e470d0a1a0a0000'), null],
  ])('%s', (_name, bytes, size) => {
    expect(imageSize(bytes)).toEqual(size);
  });

  it('is never read beyond the bytes', () => {
    const heads = ['ffd8ff', '89504e470d0a1a0a', '474946383961', '52494646000000005745425056503820'];
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 60 }), (head, tail) => {
        expect(() => imageSize(Buffer.concat([hex(head), tail]))).not.toThrow();
      }),
    );
  });
});

describe('a picture that is made up', () => {
  it('is a PNG of its size with whole pixel rows, the same for the same name', () => {
    const picture = generatedImage('a', 20);
    expect(imageSize(picture)).toEqual({ width: 20, height: 20 });
    const start = picture.indexOf('IDAT') + 4;
    const length = picture.readUInt32BE(start - 8);
    expect(inflateSync(picture.subarray(start, start + length))).toHaveLength(20 * 61);
    expect(generatedImage('a', 20).equals(picture)).toBe(true);
    expect(generatedImage('b', 20).equals(picture)).toBe(false);
  });
});

describe('the store of files', () => {
  it('never holds more than its total, and drops the oldest', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 30 }), (sizes) => {
        const store = new FileStore(100);
        for (const [index, size] of sizes.entries()) {
          store.put(`f/${index % 7}`, { bytes: Buffer.alloc(size), contentType: 'x' });
          const held = [...store.entries()].reduce((sum, [, file]) => sum + file.bytes.length, 0);
          expect(store.totalBytes).toBe(held);
          expect(held).toBeLessThanOrEqual(100);
          expect(store.get(`f/${index % 7}`)?.bytes.length).toBe(size);
        }
      }),
    );
  });

  it('forgets a folder without its neighbours', () => {
    const store = new FileStore();
    for (const path of ['a/1', 'a/2', 'ab/1']) store.put(path, { bytes: Buffer.alloc(1), contentType: 'x' });
    store.deleteUnder('a');
    expect([...store.entries()].map(([path]) => path)).toEqual(['ab/1']);
  });
});
