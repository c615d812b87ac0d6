import workletUrl from './capture.worklet.ts?worker&url';
import type { LevelReading } from './level-bus';

export interface Capture {
  /** The device's name as the system gives it. */
  readonly label: string;
  /** About 20 readings a second, of the device itself: before gain, gate and keys. */
  onLevel(listener: (reading: LevelReading) => void): () => void;
  /** Sends into `port` from here on, instead of the one before; it moves to the audio thread. */
  connect(port: MessagePort): void;
  /** Ends the stream and says why to the engine. */
  close(reason: 'closed' | 'unplugged'): void;
}

/**
 * Sends a stream's sound into `port`, which moves to the audio thread. `onEnded` is called when the device goes away
 * by itself; the stream is this capture's from here on.
 */
export async function openCapture(
  context: AudioContext,
  stream: MediaStream,
  port: MessagePort,
  onEnded: () => void,
): Promise<Capture> {
  await context.audioWorklet.addModule(workletUrl);
  if (context.state === 'suspended') await context.resume();
  const source = context.createMediaStreamSource(stream);
  const node = new AudioWorkletNode(context, 'roomtone-capture', {
    numberOfInputs: 1,
    numberOfOutputs: 1,
    outputChannelCount: [1],
  });
  const listeners = new Set<(reading: LevelReading) => void>();
  node.port.onmessage = (event: MessageEvent<LevelReading>) => {
    for (const listener of listeners) listener(event.data);
  };
  const connect = (to: MessagePort) => node.port.postMessage({ type: 'connect' }, [to]);
  connect(port);
  // Without a way to the speakers the graph would not run; the node puts out silence.
  source.connect(node).connect(context.destination);
  const track = stream.getAudioTracks()[0];
  let closed = false;
  const close = (reason: 'closed' | 'unplugged') => {
    if (closed) return;
    closed = true;
    listeners.clear();
    node.port.postMessage({ type: 'close', reason });
    source.disconnect();
    node.disconnect();
    for (const one of stream.getTracks()) one.stop();
  };
  track?.addEventListener('ended', () => {
    if (closed) return;
    close('unplugged');
    onEnded();
  });
  return {
    label: track?.label ?? '',
    onLevel(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connect(to) {
      if (closed) to.close();
      else connect(to);
    },
    close,
  };
}
