import { describe, expect, it } from 'vitest';
import { type ArrivingPacket, TrackClock } from '../../../src/main/recording/track-clock';

const ms = (value: number) => value * 48;

/** A repeatable scatter of 0..1. */
function scatter(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function arriving(fields: Partial<ArrivingPacket>): ArrivingPacket {
  return { rtpTimestamp: 0, arrivalSamples: 0, samples: 960, silence: false, restart: false, ...fields };
}

describe('the session clock of a track', () => {
  it('follows RTP time within a talk, whatever the jitter, across the 32-bit wrap', () => {
    const clock = new TrackClock();
    const random = scatter(1);
    let end = 0;
    for (let frame = 0; frame < 200; frame += 1) {
      const jitter = frame === 0 ? 0 : random() * 15;
      const placed = clock.place(
        arriving({
          rtpTimestamp: (0xffff_f000 + frame * 960) >>> 0,
          arrivalSamples: ms(1_000 + frame * 20 + jitter),
        }),
        end,
      );
      expect(placed.positionSamples).toBe(ms(1_000) + frame * 960);
      end = placed.positionSamples + 960;
    }
  });

  it('places speech by arrival after a pause in which the sender stopped its RTP clock', () => {
    const clock = new TrackClock();
    clock.place(arriving({ silence: true }), 0);
    const placed = clock.place(arriving({ rtpTimestamp: 960, arrivalSamples: ms(1_500) }), 960);
    expect(placed).toEqual({ positionSamples: ms(1_500), cause: 'pause', anchored: true });
  });

  it('keeps speech together through a stall of the network', () => {
    const clock = new TrackClock();
    clock.place(arriving({}), 0);
    const late = clock.place(arriving({ rtpTimestamp: 960, arrivalSamples: ms(1_200) }), 960);
    expect(late).toEqual({ positionSamples: 960, cause: 'continuous', anchored: false });
  });

  it('anchors anew after a reconnect, never before what is written', () => {
    const clock = new TrackClock();
    clock.place(arriving({ arrivalSamples: ms(100) }), 0);
    const placed = clock.place(
      arriving({ rtpTimestamp: 77, arrivalSamples: ms(110), restart: true }),
      ms(120),
    );
    expect(placed).toEqual({ positionSamples: ms(120), cause: 'reconnect', anchored: true });
  });

  it('tells the drift of a sender that stops its clock in pauses, through stalls of the network', () => {
    const clock = new TrackClock();
    const random = scatter(7);
    let rtp = 0;
    let at = 0;
    let end = 0;
    for (let talk = 0; talk < 120; talk += 1) {
      // Half a minute of talk, the network standing still for a second somewhere in it; then half a minute of nothing.
      const stallFrom = Math.floor(random() * 1_450);
      for (let frame = 0; frame < 1_500; frame += 1) {
        const held = frame >= stallFrom && frame < stallFrom + 50 ? ms((stallFrom + 50 - frame) * 20) : 0;
        const arrivalSamples = at + Math.max(held, ms(random() * 8));
        const placed = clock.place(arriving({ rtpTimestamp: rtp >>> 0, arrivalSamples }), end);
        if (placed.positionSamples >= end) end = placed.positionSamples + 960;
        rtp += 960;
        at += 960 * (1 - 100 / 1e6);
      }
      at += ms(30_000);
    }
    expect(Math.abs((clock.ppm() ?? 0) + 100)).toBeLessThan(5);
  });

  it.each([
    ['slow', 180],
    ['fast', -180],
  ])('stays within 20 ms of a sender that is %s for six hours', (_, ppm) => {
    const clock = new TrackClock();
    const random = scatter(3);
    let end = 0;
    let worst = 0;
    const frames = 6 * 3_600 * 50;
    for (let frame = 0; frame < frames; frame += 1) {
      // The sender's 20 ms last 20 × (1 + ppm/10⁶) of ours; every 40 frames it breathes.
      const sentAt = ms(frame * 20 * (1 + ppm / 1e6));
      const placed = clock.place(
        arriving({
          rtpTimestamp: (frame * 960) >>> 0,
          arrivalSamples: sentAt + ms(random() * 8),
          silence: frame % 40 === 0,
        }),
        end,
      );
      // What would lie before the end of the track is left out, as the recorder does.
      if (placed.positionSamples >= end) end = placed.positionSamples + 960;
      worst = Math.max(worst, Math.abs(placed.positionSamples - sentAt));
    }
    expect(worst / 48).toBeLessThan(20);
    expect(clock.ppm()).toBeCloseTo(ppm, -1);
  });
});
