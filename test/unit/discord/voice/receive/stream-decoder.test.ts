import fc from 'fast-check';
import { createEncoder } from 'libopus-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasRedundancy } from '../../../../../src/main/discord/voice/codec';
import { RescueDecoders } from '../../../../../src/main/discord/voice/receive/rescue-decoders';
import { StreamDecoder } from '../../../../../src/main/discord/voice/receive/stream-decoder';
import { practiceVoiceFrames } from '../../../../support/practice-voice';

const voice = practiceVoiceFrames('cedar').slice(100, 300);

async function packets(fec: boolean, count = 200): Promise<Uint8Array[]> {
  const encoder = await createEncoder({
    application: 2_048,
    signal: 3_001,
    bitrate: 32_000,
    fec,
    packetLossPercent: fec ? 20 : 0,
  });
  const made = Array.from({ length: count }, (_, frame) =>
    encoder.encode(voice[frame] ?? new Int16Array(1_920)),
  );
  encoder.free();
  return made;
}

/** Energy of the difference over energy of what it should be. */
function error(heard: Int16Array | undefined, should: Int16Array | undefined): number {
  let difference = 0;
  let energy = 0;
  for (let i = 0; i < (should?.length ?? 0); i += 1) {
    difference += ((heard?.[i] ?? 0) - (should?.[i] ?? 0)) ** 2;
    energy += (should?.[i] ?? 0) ** 2;
  }
  return difference / energy;
}

const rescue = new RescueDecoders();
beforeAll(() => rescue.warm());

function decodeAll(stream: StreamDecoder, opus: readonly Uint8Array[], lost: (index: number) => boolean) {
  return opus.map((packet, index) => {
    if (lost(index)) return stream.fill(lost(index + 1) ? null : (opus[index + 1] ?? null));
    const outcome = stream.decode(packet);
    return { kind: outcome.kind, pcm: outcome.kind === 'pcm' ? outcome.pcm.slice() : new Int16Array(0) };
  });
}

describe('stream decoder', () => {
  it('sees in the first bits of a packet whether it repeats the one before', async () => {
    expect((await packets(true)).slice(5).filter(hasRedundancy).length).toBeGreaterThan(100);
    expect((await packets(false)).filter(hasRedundancy)).toEqual([]);
    expect(hasRedundancy(Buffer.from('f8fffe', 'hex'))).toBe(false);
    expect(hasRedundancy(Buffer.alloc(0))).toBe(false);
  });

  it('rebuilds a lost packet from the next one, nearer to the truth than making it up', async () => {
    const opus = await packets(true);
    const whole = new StreamDecoder(rescue);
    const truth = decodeAll(whole, opus, () => false);
    expect(whole.rescuing).toBe(false);
    const lost = (index: number) => index % 10 === 9;
    const mended = decodeAll(new StreamDecoder(rescue), opus, lost);
    const madeUp = opus.map((packet, index) => ({ packet, index }));
    const guess = new StreamDecoder(rescue);
    const guessed = madeUp.map(({ packet, index }) =>
      lost(index) ? guess.fill(null).pcm : (guess.decode(packet) as { pcm: Int16Array }).pcm.slice(),
    );
    let [byFec, byGuess] = [0, 0];
    const recovered = mended.flatMap(({ kind }, index) => (kind === 'recovered' ? [index] : []));
    expect(recovered.length).toBeGreaterThan(9);
    for (const index of recovered) {
      byFec += error(mended[index]?.pcm, truth[index]?.pcm) / recovered.length;
      byGuess += error(guessed[index], truth[index]?.pcm) / recovered.length;
    }
    expect(byFec).toBeLessThan(byGuess * 0.7);
    expect(byFec).toBeLessThan(0.5);
    guess.close();
  });

  it('goes back to the native decoder after a while without loss, and nobody hears it', async () => {
    const opus = await packets(false);
    const truth = decodeAll(new StreamDecoder(rescue), opus, () => false);
    const stream = new StreamDecoder(rescue);
    const heard = decodeAll(stream, opus.slice(0, 41), (index) => index === 40);
    expect(stream.rescuing).toBe(true);
    heard.push(...decodeAll(stream, opus.slice(41), () => false));
    expect(stream.rescuing).toBe(false);
    const all = (frames: readonly { pcm: Int16Array }[]) =>
      Int16Array.from(frames.slice(48).flatMap(({ pcm }) => [...pcm]));
    expect(error(all(heard), all(truth))).toBeLessThan(0.01);
  });

  it('gives up after 100 ms, in silence and without a click, and comes back softly', async () => {
    const opus = await packets(false, 60);
    const stream = new StreamDecoder(rescue);
    decodeAll(stream, opus.slice(0, 30), () => false);
    const made = Array.from({ length: 8 }, () => stream.fill(null));
    expect(made.map(({ kind }) => kind)).toEqual([
      ...new Array<string>(5).fill('concealed'),
      ...new Array<string>(3).fill('silence'),
    ]);
    expect(Math.abs(made[4]?.pcm.at(-1) ?? 99)).toBeLessThan(30);
    const back = stream.decode(opus[38] ?? Buffer.alloc(0));
    expect(back.kind === 'pcm' && Math.abs(back.pcm[0] ?? 0) < 200).toBe(true);
    stream.close();
  });

  it('does not hand out more decoders than it may, and takes none after closing', async () => {
    const supply = new RescueDecoders();
    const taken = [];
    for (let turn = 0; turn < 40; turn += 1) {
      await supply.warm();
      const decoder = supply.take();
      if (decoder) taken.push(decoder);
    }
    expect(taken.length).toBe(32);
    taken[0]?.free();
    await supply.warm();
    expect(supply.take()).not.toBeNull();
    supply.close();
    expect(supply.take()).toBeNull();
  });

  it('survives any bytes and any pattern of loss', () => {
    const stream = new StreamDecoder(rescue);
    fc.assert(
      fc.property(fc.option(fc.uint8Array({ maxLength: 120 })), fc.option(fc.uint8Array()), (bytes, next) => {
        const sound = bytes === null ? stream.fill(next) : stream.decode(bytes);
        if (sound.kind !== 'refused') expect(sound.pcm.length % 240).toBe(0);
      }),
      { numRuns: 500 },
    );
    stream.close();
  });
});
