import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OggPackets } from '../../../../../src/main/discord/voice/sources/ogg-packets';

/** An Ogg stream laid out by hand: pages of at most `segments` lacing values. */
function ogg(packets: readonly Buffer[], segments: number, serial = 7): Buffer {
  const lacing: { value: number; bytes: Buffer }[] = [];
  for (const packet of packets) {
    for (let at = 0; at <= packet.length; at += 255) {
      const bytes = packet.subarray(at, at + 255);
      lacing.push({ value: bytes.length, bytes });
    }
  }
  const pages: Buffer[] = [];
  for (let at = 0; at < lacing.length; at += segments) {
    const part = lacing.slice(at, at + segments);
    const head = Buffer.alloc(27);
    head.write('OggS', 0, 'ascii');
    head.writeUInt32LE(serial, 14);
    head.writeUInt8(part.length, 26);
    pages.push(head, Buffer.from(part.map(({ value }) => value)), ...part.map(({ bytes }) => bytes));
  }
  return Buffer.concat(pages);
}

function opusHead(channels = 2, gain = 0, family = 0): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'ascii');
  head.writeUInt8(1, 8);
  head.writeUInt8(channels, 9);
  head.writeInt16LE(gain, 16);
  head.writeUInt8(family, 18);
  return head;
}
const tags = (bytes: number) => Buffer.concat([Buffer.from('OpusTags'), Buffer.alloc(bytes)]);

async function demux(bytes: Buffer, chunkBytes: number): Promise<Buffer[]> {
  const packets = new OggPackets();
  const out: Buffer[] = [];
  packets.on('data', (packet: Buffer) => out.push(packet));
  for (let at = 0; at < bytes.length; at += chunkBytes) packets.write(bytes.subarray(at, at + chunkBytes));
  packets.end();
  await new Promise((done, fail) => packets.once('end', done).once('error', fail));
  return out;
}

describe('Ogg packets', () => {
  it('gives the audio packets whatever the page and chunk sizes, tags over many pages included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 700 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 255 }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.nat(5_000),
        async (packets, segments, chunkBytes, tagBytes) => {
          const audio = packets.map((packet) => Buffer.from(packet));
          const stream = ogg([opusHead(), tags(tagBytes), ...audio], segments);
          expect(await demux(stream, chunkBytes)).toEqual(audio);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves out other streams in the same file', async () => {
    const mine = ogg([opusHead(), tags(0), Buffer.of(1, 2)], 255);
    const theirs = ogg([Buffer.from('fishead\0'), Buffer.of(9)], 255, 8);
    expect(await demux(Buffer.concat([theirs, mine, theirs]), 4_096)).toEqual([Buffer.of(1, 2)]);
  });

  it('refuses what cannot be passed on: surround, output gain, bytes that are no Ogg', async () => {
    for (const head of [opusHead(6, 0, 1), opusHead(2, 256), opusHead(2, 0, 255)]) {
      await expect(demux(ogg([head, tags(0)], 255), 4_096)).rejects.toThrow('unity gain');
    }
    await expect(demux(Buffer.alloc(100, 0x41), 100)).rejects.toThrow('Ogg page');
  });
});
