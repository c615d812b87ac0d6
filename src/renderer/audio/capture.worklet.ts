/**
 * Where a device's sound enters, on the audio thread: blocks of 10 ms go straight into the input port, which was
 * transferred here, so they never wait for the window's main thread. That gets a level 20 times a second.
 */
import type { PcmInputEnd, PcmInputFrame } from '@shared/audio/pcm-input';
import { PcmBlocks } from './pcm-blocks';

// The scope of an audio worklet, which the DOM library does not describe.
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** 2400 = 50 ms at 48 kHz. */
const LEVEL_EVERY_SAMPLES = 2_400;

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #blocks = new PcmBlocks();
  #sink: MessagePort | null = null;
  #sequence = 0;
  #sinceLevel = 0;
  #closed = false;

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent) => this.#command(event);
  }

  process(inputs: Float32Array[][]): boolean {
    const planes = inputs[0] ?? [];
    this.#blocks.push(planes, (samples) => this.#send(samples));
    this.#sinceLevel += planes[0]?.length ?? 0;
    if (this.#sinceLevel >= LEVEL_EVERY_SAMPLES) {
      this.#sinceLevel = 0;
      this.port.postMessage(this.#blocks.takeLevel());
    }
    return !this.#closed;
  }

  #send(samples: Float32Array): void {
    const frame: PcmInputFrame = {
      type: 'input',
      sequence: this.#sequence,
      channels: this.#blocks.channels,
      samples,
    };
    this.#sequence += 1;
    this.#sink?.postMessage(frame);
  }

  #command(event: MessageEvent): void {
    const message = event.data as { type?: unknown; reason?: unknown } | null;
    if (message?.type === 'connect') {
      this.#sink?.close();
      this.#sink = event.ports[0] ?? null;
      this.#sequence = 0;
    }
    if (message?.type !== 'close') return;
    const end: PcmInputEnd = {
      type: 'inputEnd',
      reason: message.reason === 'unplugged' ? 'unplugged' : 'closed',
    };
    this.#sink?.postMessage(end);
    this.#sink?.close();
    this.#sink = null;
    this.#closed = true;
  }
}

registerProcessor('roomtone-capture', CaptureProcessor);
