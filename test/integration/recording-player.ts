import type { PcmFromSink, PcmToSink } from '@shared/audio/pcm-stream';
import { afterEach, expect } from 'vitest';
import { createOpusDecoder } from '../../src/main/discord/voice/codec';
import { createSessionRecorder } from '../../src/main/recording';
import { createInProcessReviewHost } from '../../src/main/review-process/in-process';
import { createRecordingsService } from '../../src/main/services/recordings';
import type { AudioPort } from '../../src/main/support/audio-port';
import { SteppedClock } from '../support/stepped-clock';
import { record } from './recording-support';

export const ADA = '10';
export const BRAM = '11';
export const SECONDS = 12;

/** Ada clicks at 2 s and 7 s, Bram at 4 s; both talk all the time. */
export async function recordSession(sessionDir: string, stop: boolean): Promise<void> {
  const clock = new SteppedClock(Date.now());
  const recorder = await createSessionRecorder(
    {
      sessionDir,
      title: 'Evening round',
      guild: { id: '1', name: 'Tidewater' },
      channel: { id: '2', name: 'Stage left' },
      people: [
        { userId: ADA, displayName: 'Ada' },
        { userId: BRAM, displayName: 'Bram', self: true },
      ],
    },
    { clock },
  );
  const decoders = new Map([ADA, BRAM].map((userId) => [userId, createOpusDecoder()]));
  const onPacket = recorder.onPacket.bind(recorder);
  // The engine decodes what it hears; so does this.
  recorder.onPacket = (packet) => {
    onPacket(packet);
    const decoded = decoders.get(packet.userId)?.decode(packet.opus);
    if (decoded?.kind === 'pcm') recorder.onPcm({ ...packet, pcm: decoded.pcm });
  };
  recorder.journal({ type: 'join', userId: ADA });
  const speaker = { talks: [[0, SECONDS * 1_000]] as const, pauses: 'counts' as const };
  await record(
    recorder,
    clock,
    [
      { ...speaker, userId: ADA, ssrc: 1, clicksMs: [2_000, 7_000], firstSequence: 1, firstTimestamp: 5 },
      { ...speaker, userId: BRAM, ssrc: 2, clicksMs: [4_000], firstSequence: 9, firstTimestamp: 7 },
    ],
    SECONDS * 1_000,
  );
  recorder.journal({ type: 'marker', label: 'the good bit' });
  if (stop) await recorder.stop();
}

/** A sink that hears frames as fast as they come, and asks for no more than `wanted` of them after a flush. */
export class TestSink {
  wanted = Number.POSITIVE_INFINITY;
  readonly frames: { positionSamples: number; samples: Float32Array }[] = [];
  epoch = -1;
  ended = false;
  readonly #port: AudioPort;

  constructor(port: AudioPort) {
    this.#port = port;
    port.on('message', (message) => this.#receive(message as PcmToSink));
  }

  #receive(message: PcmToSink): void {
    if (message.type === 'flush') {
      this.epoch = message.epoch;
      this.frames.length = 0;
      this.ended = false;
      this.#say({ type: 'credit', epoch: this.epoch, frames: 10 });
      return;
    }
    if (message.epoch !== this.epoch) return;
    if (message.type === 'end') {
      this.ended = true;
      this.#say({ type: 'drained', epoch: this.epoch });
      return;
    }
    this.frames.push(message);
    const positionSamples = message.positionSamples + 960;
    setImmediate(() => {
      this.#say({ type: 'heard', epoch: message.epoch, positionSamples, underruns: 0 });
      if (this.frames.length + 10 <= this.wanted)
        this.#say({ type: 'credit', epoch: message.epoch, frames: 1 });
    });
  }

  /** Left channel of everything received since the last flush, wherever it came from. */
  raw(): Float32Array {
    const out = new Float32Array(this.frames.length * 960);
    for (const [index, frame] of this.frames.entries()) {
      for (let i = 0; i < 960; i += 1) out[index * 960 + i] = frame.samples[i * 2] as number;
    }
    return out;
  }

  /** Left channel of everything received since the last flush; frames must join without a hole. */
  sound(): Float32Array {
    const first = this.frames[0]?.positionSamples ?? 0;
    for (const [index, frame] of this.frames.entries()) {
      expect(frame.positionSamples).toBe(first + index * 960);
    }
    return this.raw();
  }

  #say(message: PcmFromSink): void {
    this.#port.postMessage(message);
  }
}

export async function until(what: string, holds: () => boolean, timeoutMs = 30_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((done) => setTimeout(done, 2));
  }
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

export async function openLibrary(libraryDir: string, stateFile?: string) {
  const host = createInProcessReviewHost();
  closing.push(() => host.close());
  const library = await createRecordingsService({
    libraryDir,
    host,
    ...(stateFile === undefined ? {} : { stateFile }),
  });
  closing.push(() => library.close());
  return { host, library };
}
