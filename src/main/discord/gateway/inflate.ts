import { isUtf8 } from 'node:buffer';
import { createInflateEngine, type Inflation } from './inflate-engine';

/**
 * Transport compression (reference "Encoding and compression"): all binary frames of a connection are one compressed
 * stream. With `zlib-stream` a payload is whole when the bytes so far end with 00 00 ff ff, and may come in several
 * frames; with `zstd-stream` each frame holds exactly one payload. After a fault the stream cannot be read on: the
 * connection has to be replaced. Damage need not be a fault to the decompressor: about one damaged message in five still
 * inflates, to garbage that later payloads refer back to. So the text is looked at, too.
 */
export type StreamCompression = 'zlib-stream' | 'zstd-stream';

/** A payload may not grow beyond this; a bigger one is taken for an attack. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** 00 00 ff ff, the end of an empty stored block that a sync flush writes (RFC 1951, 3.2.4). */
const MARK_BYTES = 4;

export interface InflateStream {
  /** Takes one frame, in order. Payloads come out through `onPayload`, in order. */
  write(frame: Uint8Array): void;
  close(): void;
}

/** A stream that hands each payload's text to `onPayload`; `onFault` is called once, and nothing after it. */
export function createInflateStream(
  onPayload: (text: string) => void,
  onFault: (reason: string) => void,
  compression: StreamCompression = 'zlib-stream',
): InflateStream {
  let closed = false;
  let produced: Buffer[] = [];
  let producedBytes = 0;
  let tail: Uint8Array = new Uint8Array(0);

  const close = () => {
    if (closed) return;
    closed = true;
    produced = [];
    engine.close();
  };
  const fault = (reason: string) => {
    if (closed) return;
    close();
    onFault(reason);
  };
  const engine: Inflation = createInflateEngine(compression, {
    produced: (chunk) => {
      producedBytes += chunk.length;
      if (producedBytes > MAX_PAYLOAD_BYTES) fault('a payload is larger than 64 MiB');
      else produced.push(chunk);
    },
    fault,
  });
  const payloadEnds = () => {
    if (closed) return;
    const [only] = produced;
    const bytes = produced.length === 1 && only ? only : Buffer.concat(produced);
    produced = [];
    producedBytes = 0;
    if (!isUtf8(bytes)) fault('a payload is no UTF-8 text');
    else onPayload(bytes.toString('utf8'));
  };
  const isWhole = (frame: Uint8Array) => {
    if (compression === 'zstd-stream') return true;
    // The mark may itself be cut in two by the frames.
    tail = frame.length >= MARK_BYTES ? frame.subarray(-MARK_BYTES) : joined(tail, frame);
    return isMark(tail);
  };

  return {
    write(frame) {
      if (closed) return;
      engine.write(frame, isWhole(frame) ? payloadEnds : null);
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
