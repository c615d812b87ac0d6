import { RescueDecoders } from '../../src/main/discord/voice/receive/rescue-decoders';
import { Speaker } from '../../src/main/discord/voice/receive/speaker';
import { practiceVoiceFrames } from '../../test/support/practice-voice';
import type { BenchPart } from '../harness';

/**
 * Ten hours of somebody who never pauses and whose clock is 100 ppm fast, or slow, against ours: 3.6 s apart at the end.
 * The real receiving side of a speaker on a clock that does not wait. The figure is by how many frames a listener is
 * further behind in the tenth hour than in the first, for each hour.
 */
const HOURS = 10;
const TICKS_PER_HOUR = 180_000;
const PPM = 100;
const FRAME_MS = 20;
/** One tick in so many is looked at. */
const LOOK_EVERY = 50;

export const drift: BenchPart = {
  name: 'drift',
  once: true,
  measure: async () => {
    const opus = await narrowVoice();
    const [fast, slow] = [run(opus, PPM), run(opus, -PPM)];
    const worst = Math.abs(fast.growth) > Math.abs(slow.growth) ? fast : slow;
    return {
      drift_frames_per_h: Math.abs(worst.growth) / HOURS,
      drift_frames_in_10_h: Math.abs(worst.growth),
      drift_gaps: fast.gaps + slow.gaps,
    };
  },
  figures: (series) => [
    {
      id: 'drift_frames_per_h',
      value: series.median('drift_frames_per_h'),
      unit: 'frames/h',
      goal: 0.1,
      better: 'lower',
    },
    { id: 'drift_gaps', value: series.median('drift_gaps'), unit: 'ticks', goal: 0, better: 'lower' },
  ],
};

/** A voice in the form that decodes fastest: ten hours are 1.8 million packets. */
async function narrowVoice(): Promise<Buffer[]> {
  // An ES module alone; benches run as CommonJS.
  const { Bandwidth, createEncoder } = await import('libopus-wasm');
  const encoder = await createEncoder({ bitrate: 8_000, maxBandwidth: Bandwidth.Narrowband, channels: 1 });
  const packets = practiceVoiceFrames('birch').map((frame) =>
    Buffer.from(encoder.encode(frame.filter((_, at) => at % 2 === 0))),
  );
  encoder.free();
  return packets;
}

function run(opus: readonly Buffer[], ppm: number): { growth: number; gaps: number } {
  const speaker = new Speaker('1', 1, {
    rescue: new RescueDecoders(),
    onLost: () => undefined,
    onMalformed: () => undefined,
    onPcm: () => undefined,
  });
  const packetMs = FRAME_MS * (1 + ppm / 1e6);
  const hours: number[][] = Array.from({ length: HOURS }, () => []);
  let sent = 0;
  let gaps = 0;
  for (let tick = 1; tick <= HOURS * TICKS_PER_HOUR; tick += 1) {
    const nowMs = tick * FRAME_MS;
    for (; sent * packetMs <= nowMs; sent += 1) {
      const packet = opus[sent % opus.length] ?? Buffer.alloc(0);
      speaker.push({ sequence: sent & 0xffff, timestamp: (sent * 960) >>> 0, opus: packet }, sent * packetMs);
    }
    if (!speaker.tick(nowMs) && tick > 10) gaps += 1;
    if (tick % LOOK_EVERY === 0) {
      hours[Math.floor((tick - 1) / TICKS_PER_HOUR)]?.push(speaker.updateStatistics().bufferMs);
    }
  }
  const mean = (values: readonly number[] = []) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return { growth: (mean(hours.at(-1)) - mean(hours[0])) / FRAME_MS, gaps };
}
