import type { LiveInputId } from '@shared/models/console';
import type { RendererApi } from '../../api';
import type { ConsoleReading, LevelBus, LevelReading, LevelSource, PcmSink } from '../../audio';
import type { CaptureState, InputDevice } from '../../state/live/apply';
import { getStream, listMicrophones } from './browser-capture';
import { type Capturing, createCapturing, type WantedInput } from './capturing';

/** All that sounds or measures in the window. Its parts are loaded when first used; it costs nothing at start. */
export interface Sound {
  /** Readings of one source, about 20 a second, past React. */
  subscribeLevel(source: LevelSource, listener: (reading: LevelReading) => void): () => void;
  /** Loudness and reductions of what goes on air; null while nothing measures. */
  subscribeConsole(listener: (reading: ConsoleReading | null) => void): () => void;
  /** Connects levels and the monitor mix; again after a reconnect is harmless. */
  startCall(): Promise<void>;
  stopCall(): void;
  /** The same while the Live desk is open before any call: cues are heard and seen. */
  startDesk(): Promise<void>;
  stopDesk(): void;
  /** The engine is another one: levels, monitor and inputs that are in use are connected to it. */
  reconnect(): Promise<void>;
  /** What is to be captured from a device and sent to the engine; null closes it. */
  wantInput(input: LiveInputId, wanted: WantedInput | null): void;
  retryInput(input: LiveInputId): void;
  refreshDevices(): void;
  onCapture(listener: CaptureListener): () => void;
  /** Connects the playback sink to the open recording. */
  openReview(gainDb: number): Promise<void>;
  closeReview(): void;
  setReviewGain(gainDb: number): void;
  /** Where the listener is in the recording, ms; null while nothing sounds. */
  reviewPositionMs(): number | null;
  close(): void;
}

export interface CaptureListener {
  state(input: LiveInputId, state: CaptureState): void;
  devices(devices: readonly InputDevice[]): void;
}

interface AudioParts {
  bus: LevelBus;
  context: AudioContext;
  makeSink: (mode: 'pull' | 'push') => Promise<PcmSink>;
  openCapture: typeof import('../../audio').openCapture;
}

const SAMPLES_PER_MS = 48;

export function createSound(api: RendererApi): Sound {
  let parts: Promise<AudioParts> | null = null;
  let monitor: Promise<PcmSink> | null = null;
  let review: Promise<PcmSink> | null = null;
  let reviewSink: PcmSink | null = null;
  let capturing: Capturing | null = null;
  const captureListeners = new Set<CaptureListener>();
  /** Who needs levels and monitor: the call we are in, the desk that is open. */
  const needs = new Set<'call' | 'desk'>();

  const load = (): Promise<AudioParts> => {
    parts ??= (async () => {
      await import('../../zod-jitless');
      const audio = await import('../../audio');
      const context = audio.createAudioContext();
      return {
        bus: audio.createLevelBus(),
        context,
        makeSink: (mode) => audio.createPcmSink(context, mode),
        openCapture: audio.openCapture,
      };
    })();
    return parts;
  };
  const sink = async (mode: 'pull' | 'push'): Promise<PcmSink> => {
    const { context, makeSink } = await load();
    if (context.state === 'suspended') await context.resume();
    return makeSink(mode);
  };
  const subscribe = (to: (bus: LevelBus) => () => void): (() => void) => {
    let stop: (() => void) | null = null;
    let over = false;
    load().then(
      ({ bus }) => {
        if (!over) stop = to(bus);
      },
      () => undefined,
    );
    return () => {
      over = true;
      stop?.();
    };
  };

  async function connect(): Promise<void> {
    const [{ bus }, levels] = await Promise.all([load(), api.calls.connectLevels()]);
    if (needs.size === 0) return (levels as MessagePort).close();
    bus.connect(levels as MessagePort);
    monitor ??= sink('push');
    const [speaker, port] = await Promise.all([monitor, api.calls.connectMonitor()]);
    if (needs.size > 0) speaker.connect(port as MessagePort);
    else (port as MessagePort).close();
  }
  function release(who: 'call' | 'desk'): void {
    if (!needs.delete(who) || needs.size > 0) return;
    // A part that could not be made was told by whoever started, and has nothing to let go.
    parts?.then(({ bus }) => bus.disconnect()).catch(() => undefined);
    monitor?.then((speaker) => speaker.disconnect()).catch(() => undefined);
  }
  const inputs = (): Capturing => {
    capturing ??= createCapturing({
      getStream,
      async open(input, stream, onEnded) {
        const ask = () =>
          input === 'microphone' ? api.live.connectMicrophone() : api.live.connectSystemSound();
        const [{ context, openCapture }, port] = await Promise.all([load(), ask()]);
        const capture = await openCapture(context, stream, port as MessagePort, onEnded);
        return {
          label: capture.label,
          reconnect: async () => capture.connect((await ask()) as MessagePort),
          close: (reason) => capture.close(reason),
        };
      },
      listDevices: listMicrophones,
      onDevicesChanged(listener) {
        navigator.mediaDevices.addEventListener('devicechange', listener);
        return () => navigator.mediaDevices.removeEventListener('devicechange', listener);
      },
      tell: (input, state) => {
        for (const listener of captureListeners) listener.state(input, state);
      },
      tellDevices: (devices) => {
        for (const listener of captureListeners) listener.devices(devices);
      },
    });
    return capturing;
  };

  return {
    subscribeLevel: (source, listener) => subscribe((bus) => bus.subscribe(source, listener)),
    subscribeConsole: (listener) => subscribe((bus) => bus.subscribeConsole(listener)),
    startCall() {
      needs.add('call');
      return connect();
    },
    stopCall: () => release('call'),
    startDesk() {
      needs.add('desk');
      return connect();
    },
    stopDesk: () => release('desk'),
    async reconnect() {
      capturing?.reconnect();
      if (needs.size > 0) await connect();
    },
    wantInput(input, wanted) {
      // Before the first input is wanted there is nothing to close.
      if (wanted !== null || capturing) inputs().want(input, wanted);
    },
    retryInput: (input) => inputs().retry(input),
    refreshDevices: () => void inputs().refreshDevices(),
    onCapture(listener) {
      captureListeners.add(listener);
      return () => captureListeners.delete(listener);
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
      capturing?.close();
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
