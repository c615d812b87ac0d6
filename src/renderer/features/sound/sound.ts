import type { RendererApi } from '../../api';
import type { LevelBus, LevelReading, LevelSource, PcmSink } from '../../audio';

/** All that sounds or measures in the window. Its parts are loaded when first used; it costs nothing at start. */
export interface Sound {
  /** Readings of one source, about 20 a second, past React. */
  subscribeLevel(source: LevelSource, listener: (reading: LevelReading) => void): () => void;
  /** Connects levels and the monitor mix of the call we are in; again after a reconnect is harmless. */
  startCall(): Promise<void>;
  stopCall(): void;
  /** Connects the playback sink to the open recording. */
  openReview(gainDb: number): Promise<void>;
  closeReview(): void;
  setReviewGain(gainDb: number): void;
  /** Where the listener is in the recording, ms; null while nothing sounds. */
  reviewPositionMs(): number | null;
  close(): void;
}

interface AudioParts {
  bus: LevelBus;
  context: AudioContext;
  makeSink: (mode: 'pull' | 'push') => Promise<PcmSink>;
}

const SAMPLES_PER_MS = 48;

export function createSound(api: RendererApi): Sound {
  let parts: Promise<AudioParts> | null = null;
  let monitor: Promise<PcmSink> | null = null;
  let review: Promise<PcmSink> | null = null;
  let reviewSink: PcmSink | null = null;
  let inCall = false;

  const load = (): Promise<AudioParts> => {
    parts ??= (async () => {
      await import('../../zod-jitless');
      const audio = await import('../../audio');
      const context = audio.createAudioContext();
      return { bus: audio.createLevelBus(), context, makeSink: (mode) => audio.createPcmSink(context, mode) };
    })();
    return parts;
  };
  const sink = async (mode: 'pull' | 'push'): Promise<PcmSink> => {
    const { context, makeSink } = await load();
    if (context.state === 'suspended') await context.resume();
    return makeSink(mode);
  };

  return {
    subscribeLevel(source, listener) {
      let stop: (() => void) | null = null;
      let over = false;
      load().then(
        ({ bus }) => {
          if (!over) stop = bus.subscribe(source, listener);
        },
        () => undefined,
      );
      return () => {
        over = true;
        stop?.();
      };
    },
    async startCall() {
      inCall = true;
      const [{ bus }, levels] = await Promise.all([load(), api.calls.connectLevels()]);
      if (!inCall) return (levels as MessagePort).close();
      bus.connect(levels as MessagePort);
      monitor ??= sink('push');
      const [speaker, port] = await Promise.all([monitor, api.calls.connectMonitor()]);
      if (inCall) speaker.connect(port as MessagePort);
      else (port as MessagePort).close();
    },
    stopCall() {
      if (!inCall) return;
      inCall = false;
      // A part that could not be made was told by `startCall`, and has nothing to let go.
      parts?.then(({ bus }) => bus.disconnect()).catch(() => undefined);
      monitor?.then((speaker) => speaker.disconnect()).catch(() => undefined);
    },
    async openReview(gainDb) {
      review ??= sink('pull');
      const [speaker, port] = await Promise.all([review, api.recordings.connectAudio()]);
      reviewSink = speaker;
      speaker.setGainDb(gainDb);
      speaker.connect(port as MessagePort);
    },
    closeReview() {
      reviewSink?.disconnect();
    },
    setReviewGain: (gainDb) => reviewSink?.setGainDb(gainDb),
    reviewPositionMs: () => (reviewSink?.heard.sounding ? reviewSink.positionNow() / SAMPLES_PER_MS : null),
    close() {
      // The window goes away: nobody is left to be told.
      reviewSink?.close();
      monitor?.then((speaker) => speaker.close()).catch(() => undefined);
      parts
        ?.then(({ bus, context }) => {
          bus.disconnect();
          return context.close();
        })
        .catch(() => undefined);
    },
  };
}
