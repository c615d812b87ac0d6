import { constants, createInflate, type Inflate } from 'node:zlib';

/**
 * Transport compression `zlib-stream` (reference "Encoding and compression"): all binary frames of a connection
 * are one deflate stream; a payload is whole when the bytes so far end with 00 00 ff ff. A payload may come in
 * several frames. After a fault the stream cannot be read on: the connection has to be replaced.
 */

/** A payload may not grow beyond this; a bigger one is taken for an attack. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

export interface InflateStream {
  /** Takes one frame, in order. Payloads come out through `onPayload`, in order. */
  write(frame: Uint8Array): void;
  close(): void;
}

export function createInflateStream(
  onPayload: (text: string) => void,
  onFault: (reason: string) => void,
): InflateStream {
  const inflate: Inflate = createInflate({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 64 * 1024 });
  let closed = false;
  let produced: Buffer[] = [];
  let producedBytes = 0;

  const fault = (reason: string) => {
    if (closed) return;
    close();
    onFault(reason);
  };
  const close = () => {
    if (closed) return;
    closed = true;
    produced = [];
    inflate.destroy();
  };

  inflate.on('error', (error) => fault(error.message));
  inflate.on('data', (chunk: Buffer) => {
    producedBytes += chunk.length;
    if (producedBytes > MAX_PAYLOAD_BYTES) fault('a payload is larger than 64 MiB');
    else produced.push(chunk);
  });

  return {
    write(frame) {
      if (closed) return;
      const whole = endsPayload(frame);
      inflate.write(frame);
      if (!whole) return;
      // The callback of flush comes after the data of everything written before it.
      inflate.flush(constants.Z_SYNC_FLUSH, () => {
        if (closed) return;
        const text = Buffer.concat(produced).toString('utf8');
        produced = [];
        producedBytes = 0;
        onPayload(text);
      });
    },
    close,
  };
}

function endsPayload(frame: Uint8Array): boolean {
  const n = frame.length;
  return n >= 4 && frame[n - 4] === 0 && frame[n - 3] === 0 && frame[n - 2] === 0xff && frame[n - 1] === 0xff;
}
