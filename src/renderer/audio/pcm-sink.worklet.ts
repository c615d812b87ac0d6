/**
 * The end of every PCM port, on the audio thread: the port itself is transferred here, so frames never wait for
 * the window's main thread. Loaded as a file of its own, since the window's policy allows no inline script.
 */
import { PcmQueue, type SinkMode } from './pcm-queue';

// The scope of an audio worklet, which the DOM library does not describe.
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: { mode: SinkMode } }) => AudioWorkletProcessor,
): void;

/** 2400 = 50 ms at 48 kHz: how often the place is reported. */
const REPORT_EVERY_SAMPLES = 2_400;

class PcmSinkProcessor extends AudioWorkletProcessor {
  readonly #mode: SinkMode;
  #queue: PcmQueue;
  #source: MessagePort | null = null;
  #sinceReport = 0;
  #closed = false;

  constructor(options: { processorOptions: { mode: SinkMode } }) {
    super();
    this.#mode = options.processorOptions.mode;
    this.#queue = new PcmQueue(this.#mode);
    this.port.onmessage = (event: MessageEvent) => this.#command(event);
  }

  process(_inputs: unknown, outputs: Float32Array[][]): boolean {
    const left = outputs[0]?.[0];
    const right = outputs[0]?.[1];
    if (!left || !right) return !this.#closed;
    this.#queue.render(left, right);
    this.#answer();
    this.#sinceReport += left.length;
    if (this.#sinceReport >= REPORT_EVERY_SAMPLES) this.#report();
    return !this.#closed;
  }

  #command(event: MessageEvent): void {
    const type = (event.data as { type?: unknown } | null)?.type;
    this.#source?.close();
    this.#source = null;
    this.#queue = new PcmQueue(this.#mode);
    if (type === 'close') this.#closed = true;
    const source = event.ports[0];
    if (type !== 'connect' || !source) return;
    this.#source = source;
    source.onmessage = (message: MessageEvent) => {
      this.#queue.receive(message.data);
      // Right after a seek there is nothing to play; waiting for the next quantum would only add to it.
      this.#answer();
    };
  }

  #answer(): void {
    if (!this.#source) return;
    for (const answer of this.#queue.answers()) this.#source.postMessage(answer);
  }

  #report(): void {
    this.#sinceReport = 0;
    const heard = this.#queue.heard;
    this.port.postMessage(heard);
    if (!this.#source || !heard.sounding) return;
    const { epoch, positionSamples, underruns } = heard;
    this.#source.postMessage({ type: 'heard', epoch, positionSamples, underruns });
  }
}

registerProcessor('roomtone-pcm-sink', PcmSinkProcessor);
