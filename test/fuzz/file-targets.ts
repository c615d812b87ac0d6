/** Readers of files that a person chooses: containers whose Opus packets are passed on. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OggPackets } from '../../src/main/discord/voice/sources/ogg-packets';
import type { PacketStream } from '../../src/main/discord/voice/sources/packet-stream';
import { WebmPackets } from '../../src/main/discord/voice/sources/webm-packets';
import type { FuzzTarget } from './voice-targets';

const OPUS_HEAD = Buffer.concat([Buffer.from('OpusHead'), Buffer.from('0102380180bb0000000000', 'hex')]);
const PACKET = Buffer.from('fc017f3a99b2c4d1e0ff00112233445566778899aabbccddeeff', 'hex');

function element(id: string, ...children: Buffer[]): Buffer {
  const body = Buffer.concat(children);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(0x1000_0000 + body.length);
  return Buffer.concat([Buffer.from(id, 'hex'), size, body]);
}

/** A recording as browsers make them: a segment and a cluster of unknown length. */
function webm(): Buffer {
  const unknown = Buffer.from('01ffffffffffffff', 'hex');
  const block = Buffer.concat([Buffer.from('81000080', 'hex'), PACKET]);
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('webm'))),
    Buffer.from('18538067', 'hex'),
    unknown,
    element(
      '1654ae6b',
      element(
        'ae',
        element('d7', Buffer.of(1)),
        element('86', Buffer.from('A_OPUS')),
        element('63a2', OPUS_HEAD),
      ),
    ),
    Buffer.from('1f43b675', 'hex'),
    unknown,
    element('a3', block),
    element('a0', element('a1', block), element('75a2', Buffer.of(0, 0x10, 0x20))),
    element('a3', block),
  ]);
}

/** Gives the bytes in two pieces; what a reader says about them is its own business, as long as it says it. */
function feedInto(make: () => PacketStream): (bytes: Buffer) => void {
  return (bytes) => {
    const reader = make();
    const half = bytes.length >> 1;
    let failed = false;
    for (const chunk of [bytes.subarray(0, half), bytes.subarray(half)]) {
      if (failed) break;
      reader._transform(chunk, 'utf8', (error) => {
        failed = error != null;
      });
    }
    if (!failed) reader._flush(() => undefined);
    reader.destroy();
  };
}

export function fileTargets(): FuzzTarget[] {
  const ogg = readFileSync(resolve('resources/practice-voices/hazel.ogg')).subarray(0, 12_000);
  return [
    {
      name: 'Ogg files',
      seeds: [ogg, ogg.subarray(0, 4_000)],
      share: 0.02,
      feed: feedInto(() => new OggPackets()),
    },
    { name: 'WebM files', seeds: [webm()], share: 0.05, feed: feedInto(() => new WebmPackets()) },
  ];
}
