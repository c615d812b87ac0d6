import { MessageChannel } from 'node:worker_threads';

/**
 * Frees the memory of buffers at once, by sending them to nobody. A stream takes new memory for each piece it reads;
 * left to the collector, an hour of sound has it go through the whole heap some fifteen times, on other cores too,
 * which takes as much as finding the peaks.
 */
export function createMemoryFreer(): (buffer: Uint8Array) => void {
  const { port1, port2 } = new MessageChannel();
  // What is sent through a closed channel is taken from the sender all the same (HTML, "message port post message steps").
  port1.close();
  port2.close();
  return (buffer) => {
    const memory = buffer.buffer;
    // Memory that others use too, as small buffers do, stays.
    if (!(memory instanceof ArrayBuffer) || buffer.byteLength !== memory.byteLength) return;
    port1.postMessage(null, [memory]);
  };
}
