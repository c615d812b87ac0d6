import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createOpusDecoder } from '../../src/main/discord/voice/codec';

/** The Opus packets of one of the practice server's voices, 20 ms each. These files have no packet across pages. */
export function practiceVoicePackets(name: string): Buffer[] {
  const bytes = readFileSync(resolve('resources/practice-voices', `${name}.ogg`));
  const packets: Buffer[] = [];
  for (let page = 0; page < bytes.length; ) {
    const segments = bytes.readUInt8(page + 26);
    let at = page + 27 + segments;
    let from = at;
    for (let segment = 0; segment < segments; segment += 1) {
      const length = bytes.readUInt8(page + 27 + segment);
      at += length;
      if (length === 255) continue;
      packets.push(bytes.subarray(from, at));
      from = at;
    }
    page = at;
  }
  // The first two are the header and the tags.
  return packets.slice(2);
}

/** The same as sound: interleaved stereo frames of 20 ms. */
export function practiceVoiceFrames(name: string): Int16Array[] {
  const decoder = createOpusDecoder();
  return practiceVoicePackets(name).map((packet) => {
    const outcome = decoder.decode(packet);
    if (outcome.kind !== 'pcm') throw new Error(`${name} has a packet that is no Opus`);
    return outcome.pcm;
  });
}
