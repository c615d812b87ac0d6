import type { PcmToSink } from '@shared/audio/pcm-stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAPACITY_FRAMES, PcmQueue, START_FRAMES } from '../../../src/renderer/audio/pcm-queue';

const frame = (epoch: number, index: number): PcmToSink => ({
  type: 'frame',
  epoch,
  positionSamples: index * 960,
  samples: Float32Array.from({ length: 1_920 }, (_, i) => index * 960 + (i >> 1)),
});

const flush = (epoch: number, positionSamples = 0): PcmToSink => ({ type: 'flush', epoch, positionSamples });

/** Renders one quantum of 128 samples and gives back the left channel. */
function render(queue: PcmQueue, samples = 128): number[] {
  const left = new Float32Array(samples);
  const right = new Float32Array(samples);
  queue.render(left, right);
  expect(right).toEqual(left);
  return [...left];
}

describe('the pull queue', () => {
  it('asks for 200 ms, once, and again for what was played', () => {
    const queue = new PcmQueue('pull');
    queue.receive(flush(3));
    expect(queue.answers()).toEqual([{ type: 'credit', epoch: 3, frames: CAPACITY_FRAMES }]);
    expect(queue.answers()).toEqual([]);
    for (let index = 0; index < CAPACITY_FRAMES; index += 1) queue.receive(frame(3, index));
    render(queue, 960);
    expect(queue.answers()).toEqual([{ type: 'credit', epoch: 3, frames: 1 }]);
  });

  it('plays every sample once and in order, whatever the quantum, and reports the place heard', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_500 }), (quantum) => {
        const queue = new PcmQueue('pull');
        queue.receive(flush(1));
        let sent = 0;
        const heard: number[] = [];
        while (heard.length < 20_000) {
          for (const answer of queue.answers()) {
            if (answer.type !== 'credit') continue;
            for (let i = 0; i < answer.frames; i += 1) {
              queue.receive(frame(1, sent));
              sent += 1;
            }
          }
          heard.push(...render(queue, quantum));
          expect(queue.heard.positionSamples).toBe(heard.length);
        }
        expect(heard.every((value, at) => value === at)).toBe(true);
        expect(queue.heard.underruns).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('waits for 60 ms before sound begins, and again after it ran dry', () => {
    const queue = new PcmQueue('pull');
    queue.receive(flush(1));
    queue.answers();
    for (let index = 0; index < START_FRAMES; index += 1) {
      expect(queue.heard.sounding).toBe(false);
      queue.receive(frame(1, index));
      if (index < START_FRAMES - 1) render(queue);
    }
    render(queue, 960 * START_FRAMES);
    expect(queue.heard).toMatchObject({ sounding: true, underruns: 0 });
    expect(render(queue)).toEqual(Array(128).fill(0));
    expect(queue.heard).toMatchObject({ sounding: false, underruns: 1 });
    queue.receive(frame(1, START_FRAMES));
    render(queue);
    expect(queue.heard.sounding).toBe(false);
  });

  it('throws old sound away at a seek and hears nothing of the epoch before', () => {
    const queue = new PcmQueue('pull');
    queue.receive(flush(1));
    queue.answers();
    for (let index = 0; index < 5; index += 1) queue.receive(frame(1, index));
    queue.receive(flush(2, 96_000));
    expect(queue.heard).toMatchObject({ epoch: 2, positionSamples: 96_000, sounding: false });
    queue.receive(frame(1, 5));
    expect(queue.answers()).toEqual([{ type: 'credit', epoch: 2, frames: CAPACITY_FRAMES }]);
    for (let index = 100; index < 103; index += 1) queue.receive(frame(2, index));
    expect(render(queue)[0]).toBe(96_000);
  });

  it('says once that all was heard, also when less than 60 ms were left', () => {
    const queue = new PcmQueue('pull');
    queue.receive(flush(1));
    queue.answers();
    queue.receive(frame(1, 0));
    queue.receive({ type: 'end', epoch: 1 });
    expect(queue.answers()).toEqual([]);
    render(queue, 960);
    expect(queue.answers()).toEqual([{ type: 'drained', epoch: 1 }]);
    expect(queue.answers()).toEqual([]);
    render(queue);
    expect(queue.heard.underruns).toBe(0);
  });

  it('drops frames nobody asked for, and messages that are none', () => {
    const queue = new PcmQueue('pull');
    queue.receive(flush(1));
    queue.receive(frame(1, 0));
    for (const message of [
      null,
      7,
      'frame',
      {},
      { type: 'frame', epoch: 1, positionSamples: 0, samples: [1] },
    ]) {
      queue.receive(message);
    }
    expect(queue.heard.droppedFrames).toBe(1);
  });
});

describe('the push queue', () => {
  it('asks for nothing and plays what comes, without a flush to begin with', () => {
    const queue = new PcmQueue('push');
    for (let index = 0; index < START_FRAMES; index += 1) queue.receive(frame(7, index));
    expect(queue.answers()).toEqual([]);
    expect(render(queue)[1]).toBe(1);
  });

  it('throws the oldest away when it falls behind, and is at the shortest delay again', () => {
    const queue = new PcmQueue('push');
    for (let index = 0; index <= CAPACITY_FRAMES; index += 1) queue.receive(frame(1, index));
    expect(queue.heard.droppedFrames).toBe(CAPACITY_FRAMES + 1 - START_FRAMES);
    expect(render(queue)[0]).toBe((CAPACITY_FRAMES + 1 - START_FRAMES) * 960);
  });
});
