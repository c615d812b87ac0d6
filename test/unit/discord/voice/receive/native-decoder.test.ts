import { describe, expect, it } from 'vitest';
import { createOpusDecoder, isStereoPacket } from '../../../../../src/main/discord/voice/codec';
import { NativeDecoder } from '../../../../../src/main/discord/voice/receive/native-decoder';
import { practiceVoicePackets } from '../../../../support/practice-voice';

const mono = practiceVoicePackets('amber').slice(0, 300);
const stereo = practiceVoicePackets('hazel').slice(0, 100);

function decodeAll(packets: readonly Uint8Array[]): Int16Array[] {
  const decoder = new NativeDecoder();
  const history: Uint8Array[] = [];
  return packets.map((packet) => {
    const outcome = decoder.decode(packet, history.slice(-5));
    if (outcome.kind !== 'pcm') throw new Error('refused');
    history.push(packet);
    return outcome.pcm.slice();
  });
}

function decodeInStereo(packets: readonly Uint8Array[]): Int16Array[] {
  const decoder = createOpusDecoder();
  return packets.map((packet) => {
    const outcome = decoder.decode(packet);
    if (outcome.kind !== 'pcm') throw new Error('refused');
    return outcome.pcm;
  });
}

function errorShare(heard: Int16Array, should: Int16Array): number {
  let difference = 0;
  let energy = 1;
  for (let i = 0; i < should.length; i += 1) {
    difference += ((heard[i] as number) - (should[i] as number)) ** 2;
    energy += (should[i] as number) ** 2;
  }
  return difference / energy;
}

describe('native decoder of a person', () => {
  it('decodes mono speech once, to the very samples that a stereo decoder gives', () => {
    expect(mono.some(isStereoPacket)).toBe(false);
    const heard = decodeAll(mono);
    for (const [index, should] of decodeInStereo(mono).entries()) expect(heard[index]).toEqual(should);
  });

  it('decodes a stereo stream as a stereo decoder does', () => {
    expect(stereo.every(isStereoPacket)).toBe(true);
    const heard = decodeAll(stereo);
    for (const [index, should] of decodeInStereo(stereo).entries()) expect(heard[index]).toEqual(should);
  });

  it('becomes a stereo decoder within a stream, near to one that has heard everything', () => {
    const stream = [...mono.slice(100, 200), ...stereo.slice(20, 80), ...mono.slice(200, 240)];
    const heard = decodeAll(stream);
    const should = decodeInStereo(stream);
    for (let index = 0; index < 100; index += 1) expect(heard[index]).toEqual(should[index]);
    for (let index = 103; index < stream.length; index += 1)
      expect(errorShare(heard[index] as Int16Array, should[index] as Int16Array)).toBeLessThan(0.02);
  });

  it('is not made a stereo decoder by noise, and refuses it', () => {
    const decoder = new NativeDecoder();
    // Code 2 of a stereo packet whose lengths do not fit.
    expect(decoder.decode(Uint8Array.of(0x7e, 0xf0), []).kind).toBe('refused');
    expect(decodeAll(mono.slice(0, 3)).length).toBe(3);
    const outcome = decoder.decode(mono[0] as Buffer, []);
    expect(outcome.kind === 'pcm' && outcome.pcm).toEqual(decodeInStereo(mono.slice(0, 1))[0]);
  });

  it('doubles packets that are longer than a frame too', () => {
    const decoder = new NativeDecoder();
    // Six frames of 20 ms of silence in one packet, mono.
    const long = Buffer.from(`fb06${'fffe'.repeat(6)}`, 'hex');
    const outcome = decoder.decode(long, []);
    expect(outcome.kind === 'pcm' && outcome.pcm.length).toBe(2 * 5_760);
    const next = decoder.decode(mono[0] as Buffer, [long]);
    expect(next.kind === 'pcm' && next.pcm.length).toBe(1_920);
  });
});
