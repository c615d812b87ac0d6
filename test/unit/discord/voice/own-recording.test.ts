import { expect, it } from 'vitest';
import { OwnRecording } from '../../../../src/main/discord/voice/own-recording';

it('gives a frame of ours the time of its slot, however many are told of at once', () => {
  const arrivals: number[] = [];
  const recording = new OwnRecording();
  recording.userId = '7';
  recording.sink = { onPacket: ({ arrivalMs }) => arrivals.push(arrivalMs), onPcm: () => undefined };
  recording.slotZeroMs = 1_000.5;
  for (const slot of [3, 4, 90])
    recording.record({
      slot,
      sequence: slot,
      rtpTimestamp: slot * 960,
      ssrc: 1,
      opus: Buffer.of(0xf8, 0xff, 0xfe),
      sound: null,
    });
  expect(arrivals).toEqual([1_060.5, 1_080.5, 2_800.5]);
});
