import { constants, createInflate, type Inflate } from 'node:zlib';

/**
 * Transport compression `zlib-stream` (reference "Encoding and compression"): all binary frames of a connection
 * are one deflate stream; a payload is whole when the bytes so far end with 00 00 ff ff. A payload may come in
 * several frames. After a fault the stream cannot be read on: the connection has to be replaced.
 */

/** A payload may not grow beyond this; a bigger one is taken for an attack. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** 00 00 ff ff, the end of an empty stored block that a sync flush writes (RFC 1951, 3.2.4). */
const MARK_BYTES = 4;

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
  let tail: Uint8Array = new Uint8Array(0);

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
      // The mark may itself be cut in two by the frames.
      tail = frame.length >= MARK_BYTES ? frame.subarray(-MARK_BYTES) : joined(tail, frame);
      const whole = isMark(tail);
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

/** The last bytes of `before` followed by `after`, as many as the mark has. */
function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  return Buffer.concat([before, after]).subarray(-MARK_BYTES);
}

function isMark(tail: Uint8Array): boolean {
  return tail.length === MARK_BYTES && tail[0] === 0 && tail[1] === 0 && tail[2] === 0xff && tail[3] === 0xff;
}
