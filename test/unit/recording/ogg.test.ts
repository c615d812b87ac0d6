import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oggCrc } from '../../../src/main/recording/ogg/crc';
import {
  encodeOpusHead,
  encodeOpusTags,
  isOpusTags,
  parseOpusHead,
} from '../../../src/main/recording/ogg/opus-headers';
import {
  isSilencePacket,
  opusPacketSamples,
  silencePackets,
} from '../../../src/main/recording/ogg/opus-packets';
import {
  encodePage,
  type OggPage,
  parsePage,
  renumberPage,
  segmentsFor,
} from '../../../src/main/recording/ogg/page';

const packet = fc.uint8Array({ maxLength: 700 });

describe('Ogg pages', () => {
  it('have the checksum that a bit by bit reading of RFC 3533 gives', () => {
    const slow = (bytes: Uint8Array) => {
      let crc = 0;
      for (const byte of bytes) {
        crc ^= byte << 24;
        for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
      }
      return crc >>> 0;
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => oggCrc(bytes) === slow(bytes)));
  });

  it('come back from their bytes as they were', () => {
    fc.assert(
      fc.property(
        fc.array(packet, { minLength: 1, maxLength: 60 }),
        fc.nat(),
        fc.nat(0xffff_ffff),
        fc.boolean(),
        (packets, granule, serial, eos) => {
          fc.pre(packets.reduce((sum, one) => sum + segmentsFor(one.length), 0) <= 255);
          const bytes = encodePage({ granule, serial, sequence: 7, eos }, packets);
          const page = parsePage(bytes);
          expect(page).toMatchObject({ granule: BigInt(granule), serial, sequence: 7, eos, bos: false });
          expect(typeof page === 'object' && page.packets.map((one) => [...one])).toEqual(
            packets.map((one) => [...one]),
          );
        },
      ),
    );
  });

  it('are refused when any one bit is flipped', () => {
    const bytes = encodePage({ granule: 960, serial: 5, sequence: 2 }, [
      Uint8Array.of(1, 2, 3),
      new Uint8Array(300),
    ]);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(typeof parsePage(flipped), `bit ${bit}`).toBe('string');
    }
  });

  it('ask for more when they are cut anywhere', () => {
    const bytes = encodePage({ granule: 960, serial: 5, sequence: 2 }, [new Uint8Array(20)]);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(parsePage(bytes.subarray(0, length))).toBe('need-more');
    }
  });

  it('never make the parser throw, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(20), (bytes, offset) => {
        const disguised = Uint8Array.from([0x4f, 0x67, 0x67, 0x53, 0, ...bytes]);
        expect(parsePage(disguised, offset)).toBeDefined();
      }),
    );
  });

  it('can be renumbered beyond 32 bits of position', () => {
    const page = encodePage({ granule: 0, serial: 1, sequence: 0 }, [Uint8Array.of(9)]);
    renumberPage(page, { granule: 2 ** 40 + 17, sequence: 123 });
    expect(parsePage(page)).toMatchObject({ granule: BigInt(2 ** 40 + 17), sequence: 123 });
  });

  it('refuse more segments than a page can name', () => {
    expect(() => encodePage({ granule: 0, serial: 1, sequence: 0 }, [new Uint8Array(65_025)])).toThrow(
      RangeError,
    );
  });
});

describe('Opus headers', () => {
  it('say stereo, 48 kHz and the encoder delay', () => {
    expect(parseOpusHead(encodeOpusHead())).toEqual({
      channels: 2,
      preSkip: 312,
      inputSampleRateHz: 48_000,
      outputGain: 0,
    });
  });

  it('and pages of another encoder are read', async () => {
    const bytes = await readFile('test/fixtures/recordings/opusenc-tone.opus');
    const pages: OggPage[] = [];
    for (let at = 0; at < bytes.length; ) {
      const page = parsePage(bytes, at);
      if (typeof page === 'string') throw new Error(`${page} at ${at}`);
      pages.push(page);
      at += page.bytes;
    }
    expect(pages.every((page) => page.serial === 7)).toBe(true);
    expect(pages.at(-1)?.eos).toBe(true);
    expect(parseOpusHead(pages[0]?.packets[0] ?? new Uint8Array())).toMatchObject({
      channels: 1,
      preSkip: 312,
    });
    // Half a second and the pre-skip.
    expect(pages.at(-1)?.granule).toBe(24_000n + 312n);
    const samples = pages.slice(2).flatMap((page) => page.packets.map(opusPacketSamples));
    expect(samples.every((length) => length === 960)).toBe(true);
  });

  it('keep tags of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (artist) => {
        const tags = encodeOpusTags({ ARTIST: artist });
        expect(isOpusTags(tags)).toBe(true);
        expect(Buffer.from(tags).toString('utf8')).toContain(
          `ARTIST=${Buffer.from(artist).toString('utf8')}`,
        );
      }),
    );
  });

  it('give reasons for what they are not', () => {
    expect(parseOpusHead(new Uint8Array())).toBe('not-opus');
    expect(parseOpusHead(encodeOpusHead().subarray(0, 12))).toBe('truncated-head');
    const surround = encodeOpusHead();
    surround[18] = 1;
    expect(parseOpusHead(surround)).toBe('unsupported-mapping');
  });
});

describe('Opus packets', () => {
  it.each([
    ['a 20 ms CELT frame', [0xf8, 0xff, 0xfe], 960],
    ['two 20 ms frames of one size', [0xf9, 1, 2], 1_920],
    ['two frames of two sizes', [0xfa, 1, 7, 9, 9], 1_920],
    ['a 60 ms SILK frame', [0x58, 1, 2], 2_880],
    ['a 2.5 ms CELT frame', [0xe0, 1], 120],
    ['six frames', [0xfb, 6, ...Array(12).fill(0)], 5_760],
    ['nothing', [], 'empty'],
    ['two frames in an odd number of bytes', [0xf9, 1, 2, 3], 'malformed'],
    ['a first frame longer than the packet', [0xfa, 200, 1], 'malformed'],
    ['no frame at all', [0xfb, 0], 'malformed'],
    ['more than 120 ms', [0xfb, 7, ...Array(7).fill(0)], 'malformed'],
    ['padding longer than the packet', [0xfb, 0x41, 255, 9], 'malformed'],
    ['a frame beyond 1275 bytes', [0xf8, ...Array(1_276).fill(0)], 'malformed'],
  ])('tell the length of %s', (_, bytes, samples) => {
    expect(opusPacketSamples(Uint8Array.from(bytes as number[]))).toBe(samples);
  });

  it('never have a length beyond 120 ms, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const samples = opusPacketSamples(bytes);
        if (typeof samples === 'number') {
          expect(samples).toBeGreaterThan(0);
          expect(samples).toBeLessThanOrEqual(5_760);
        }
      }),
    );
  });

  it('of silence fill any gap on the 2.5 ms grid exactly', () => {
    fc.assert(
      fc.property(fc.nat(4_000), (steps) => {
        let total = 0;
        for (const { packet: silence, samples } of silencePackets(steps * 120)) {
          expect(opusPacketSamples(silence)).toBe(samples);
          expect(isSilencePacket(silence)).toBe(true);
          total += samples;
        }
        expect(total).toBe(steps * 120);
      }),
    );
  });
});
