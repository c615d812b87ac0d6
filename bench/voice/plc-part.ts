import prism from 'prism-media';
import { RescueDecoders } from '../../src/main/discord/voice/receive/rescue-decoders';
import { Speaker } from '../../src/main/discord/voice/receive/speaker';
import { practiceVoiceFrames } from '../../test/support/practice-voice';
import type { BenchPart } from '../harness';
import { logSpectralDistance } from './spectrum';

/**
 * What is heard of a voice that loses 10 % of its packets at random: the mean log-spectral distance to the original
 * before it was encoded, in dB. Half of the voices are sent with in-band FEC, as clients do that know of losses, half
 * without. Ours is the whole way of a speaker: jitter buffer, decoder, concealment. The peer's receiver leaves a lost
 * packet out and its decoder never hears of it; the holes are filled with silence for it, which is kinder than it is.
 */
const VOICES = ['amber', 'cedar', 'elm', 'hazel'];
const LOSS = 0.1;
const BITRATE_BPS = 48_000;
const VOIP = 2_048;
const FRAME_MS = 20;
/** The longest that a sound may be late in the comparison: 400 ms. */
const MAX_DELAY = 19_200;

export const plc: BenchPart = {
  name: 'plc',
  once: true,
  measure: async () => {
    const rescue = new RescueDecoders();
    await rescue.warm();
    let [ours, peers, whole] = [0, 0, 0];
    for (const [index, name] of VOICES.entries()) {
      const frames = practiceVoiceFrames(name);
      const packets = await encode(frames, index % 2 === 0);
      const random = generator(index + 1);
      const lost = packets.map((_, at) => at > 20 && random() < LOSS);
      const original = mono(frames);
      const score = (heard: readonly Int16Array[]) => logSpectralDistance(original, mono(heard), MAX_DELAY);
      ours += score(await listen(rescue, packets, lost)) / VOICES.length;
      peers += score(await listenAsPeer(packets, lost)) / VOICES.length;
      whole +=
        score(
          await listenAsPeer(
            packets,
            lost.map(() => false),
          ),
        ) / VOICES.length;
    }
    rescue.close();
    return { plc_ours_db: ours, plc_peer_db: peers, plc_lossless_db: whole };
  },
  figures: (series) => [
    {
      id: 'plc_score_vs_peer',
      value: series.median('plc_ours_db') / series.median('plc_peer_db'),
      unit: 'x (log-spectral distance)',
      goal: 0.8,
      better: 'lower',
      peer: { name: '@discordjs/voice', value: series.median('plc_peer_db'), unit: 'dB' },
    },
  ],
};

async function encode(frames: readonly Int16Array[], fec: boolean): Promise<Buffer[]> {
  // An ES module alone; benches run as CommonJS.
  const { createEncoder } = await import('libopus-wasm');
  const encoder = await createEncoder({
    application: VOIP,
    bitrate: BITRATE_BPS,
    fec,
    packetLossPercent: fec ? 10 : 0,
  });
  const packets = frames.map((frame) => Buffer.from(encoder.encode(frame)));
  encoder.free();
  return packets;
}

/** A packet each 20 ms, a tick 5 ms behind it. */
async function listen(
  rescue: RescueDecoders,
  packets: readonly Buffer[],
  lost: readonly boolean[],
): Promise<Int16Array[]> {
  const speaker = new Speaker('1', 1, {
    rescue,
    onLost: () => undefined,
    onMalformed: () => undefined,
    onPcm: () => undefined,
  });
  const heard: Int16Array[] = [];
  const silence = new Int16Array(1_920);
  for (let tick = 0; tick < packets.length + 20; tick += 1) {
    const opus = packets[tick];
    if (opus && !lost[tick]) {
      speaker.push({ sequence: tick & 0xffff, timestamp: tick * 960, opus }, tick * FRAME_MS);
    }
    heard.push(speaker.tick(tick * FRAME_MS + 5)?.slice() ?? silence);
    // The store of decoders is filled between two ticks, as it is in the engine.
    await rescue.warm();
  }
  speaker.close();
  return heard;
}

async function listenAsPeer(packets: readonly Buffer[], lost: readonly boolean[]): Promise<Int16Array[]> {
  const decoder = new prism.opus.Decoder({ rate: 48_000, channels: 2, frameSize: 960 });
  const decoded: Int16Array[] = [];
  decoder.on('data', (pcm: Buffer) => {
    const bytes = Uint8Array.from(pcm);
    decoded.push(new Int16Array(bytes.buffer));
  });
  for (const [index, packet] of packets.entries()) {
    if (lost[index]) continue;
    await new Promise<void>((done, fail) => decoder.write(packet, (error) => (error ? fail(error) : done())));
  }
  decoder.destroy();
  let next = 0;
  return lost.map((isLost) => {
    if (isLost) return new Int16Array(1_920);
    next += 1;
    return decoded[next - 1] ?? new Int16Array(1_920);
  });
}

function mono(frames: readonly Int16Array[]): Float64Array {
  const out = new Float64Array(frames.length * 960);
  for (const [index, frame] of frames.entries()) {
    for (let i = 0; i < 960; i += 1) {
      out[index * 960 + i] = ((frame[2 * i] ?? 0) + (frame[2 * i + 1] ?? 0)) / 65_536;
    }
  }
  return out;
}

/** Repeatable: the same packets are lost in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
