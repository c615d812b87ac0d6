import { SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import type { HeardState, SinkMode } from './pcm-queue';
import workletUrl from './pcm-sink.worklet.ts?worker&url';

export interface PcmSink {
  /** The last report from the audio thread, at most 50 ms old. */
  readonly heard: HeardState;
  /** Takes sound from `port`, instead of the port before. The port moves to the audio thread. */
  connect(port: MessagePort): void;
  /** Silence, and the port is closed. */
  disconnect(): void;
  /** Glides over some 15 ms, so that a moved slider does not crackle. */
  setGainDb(gainDb: number): void;
  onHeard(listener: (heard: HeardState) => void): () => void;
  /** The listener's place right now, for a playhead at frame rate; samples. */
  positionNow(): number;
  close(): void;
}

/** An audio context of the rate that voice has, so that nothing is resampled on our side. */
export function createAudioContext(): AudioContext {
  return new AudioContext({ sampleRate: SAMPLE_RATE_HZ, latencyHint: 'interactive' });
}

/**
 * A place to send PCM ports to. `pull` for playback that can wait (review), `push` for what is live (monitor).
 * Rejects when the context has another rate or the worklet cannot be loaded.
 */
export async function createPcmSink(context: AudioContext, mode: SinkMode): Promise<PcmSink> {
  if (context.sampleRate !== SAMPLE_RATE_HZ) {
    throw new RangeError(`The audio context runs at ${context.sampleRate} Hz instead of ${SAMPLE_RATE_HZ}`);
  }
  await context.audioWorklet.addModule(workletUrl);
  const node = new AudioWorkletNode(context, 'roomtone-pcm-sink', {
    numberOfInputs: 0,
    numberOfOutputs: 1,
    outputChannelCount: [2],
    processorOptions: { mode },
  });
  const volume = context.createGain();
  node.connect(volume).connect(context.destination);
  const listeners = new Set<(heard: HeardState) => void>();
  let heard: HeardState = {
    epoch: 0,
    positionSamples: 0,
    sounding: false,
    underruns: 0,
    droppedFrames: 0,
  };
  let heardAtMs = performance.now();
  node.port.onmessage = (event: MessageEvent<HeardState>) => {
    heard = event.data;
    heardAtMs = performance.now();
    for (const listener of listeners) listener(heard);
  };
  return {
    get heard() {
      return heard;
    },
    connect: (port) => node.port.postMessage({ type: 'connect' }, [port]),
    disconnect: () => node.port.postMessage({ type: 'disconnect' }),
    setGainDb(gainDb) {
      const factor = gainDb <= -60 ? 0 : gainDbToFactor(gainDb);
      volume.gain.setTargetAtTime(factor, context.currentTime, 0.005);
    },
    onHeard(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    positionNow: () => extrapolate(heard, performance.now() - heardAtMs),
    close() {
      listeners.clear();
      node.port.postMessage({ type: 'close' });
      node.disconnect();
      volume.disconnect();
    },
  };
}

/** Where playback is `sinceMs` after a report; never further than two reports, should the audio thread stall. */
export function extrapolate(heard: HeardState, sinceMs: number): number {
  if (!heard.sounding) return heard.positionSamples;
  return heard.positionSamples + Math.min(Math.max(0, sinceMs), 100) * (SAMPLE_RATE_HZ / 1_000);
}
