import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFileName, contentTypeOf } from '../../../../src/main/services/files/file-names';
import { sizeFrom } from '../../../../src/main/services/files/picture-size';

describe('the name of a file to send', () => {
  it.each([
    ['/home/mira/Holiday photo.png', 'Holiday photo.png'],
    ['C:\\Users\\Mira\\notes.txt', 'notes.txt'],
    ['../../etc/passwd', 'passwd'],
    ['.bashrc', 'bashrc'],
    ['invoice\u202Egpj.exe', 'invoicegpj.exe'],
    ['a\u0000b\n.txt', 'ab.txt'],
    ['what?*.txt', 'what__.txt'],
    ['', 'file'],
    ['...', 'file'],
  ])('%j becomes %j', (name, clean) => {
    expect(cleanFileName(name)).toBe(clean);
  });

  it('is short, has no folders and no invisible characters, and keeps its ending', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (name) => {
        const clean = cleanFileName(name);
        expect(clean.length).toBeGreaterThan(0);
        expect(clean.length).toBeLessThanOrEqual(200);
        expect(clean).not.toMatch(/[\\/\p{Cc}]/u);
      }),
    );
    expect(cleanFileName(`${'long '.repeat(80)}.png`)).toMatch(/\.png$/);
  });

  it('tells the kind by the ending', () => {
    expect(contentTypeOf('A.PNG')).toBe('image/png');
    expect(contentTypeOf('archive.tar.zip')).toBe('application/zip');
    expect(contentTypeOf('README')).toBeNull();
  });
});

describe('the size of a picture', () => {
  it('is read from its header', async () => {
    const png = Buffer.alloc(33);
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(png);
    png.writeUInt32BE(640, 16);
    png.writeUInt32BE(480, 20);
    expect(await sizeFrom(png)).toEqual({ width: 640, height: 480 });
  });

  it('of bytes that are none is null, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('89504e470d0a1a0a', 'ffd8ff', '47494638', '', '52494646'),
        async (bytes, head) => {
          const size = await sizeFrom(Buffer.concat([Buffer.from(head, 'hex'), bytes]));
          if (size) expect(size.width).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
