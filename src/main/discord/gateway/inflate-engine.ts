import * as zlib from 'node:zlib';
import type { StreamCompression } from './inflate';

/**
 * Decompression of one endless stream. Node's public streams cross the thread pool for each write, which costs four
 * times what the decompression itself does, so the stream's own handle is driven in place. It is not public: where a
 * runtime does not have it in the form we know, the public stream serves, more slowly.
 */
export interface Inflation {
  /** Takes compressed bytes in order; calls `done` when all they hold was handed to `produced`. */
  write(bytes: Uint8Array, done: (() => void) | null): void;
  close(): void;
}

export interface InflationHandlers {
  /**
   * Bytes in order. With `passing` they are only lent: `done` of the write under way comes next, and after it they are
   * overwritten. Otherwise they are the receiver's own.
   */
  produced(chunk: Buffer, passing: boolean): void;
  /** The stream is broken; nothing comes after it. */
  fault(reason: string): void;
}

/** What a zlib stream keeps inside: one synchronous step, and a pair of words to read the outcome from. */
interface ZlibHandle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputAt: number,
    inputBytes: number,
    output: Uint8Array,
    outputAt: number,
    outputBytes: number,
  ): void;
  onerror: (message: string, errno: number, code: string) => void;
}

type Decompressor = zlib.Inflate & { _handle?: unknown; _writeState?: unknown };

/** Large enough for nearly every payload, so that one step yields it whole. */
const OUTPUT_BYTES = 128 * 1024;

/** Z_SYNC_FLUSH and ZSTD_e_flush. By the other's number either would take its stream for ended. */
const FLUSH: Record<StreamCompression, number> = { 'zlib-stream': 2, 'zstd-stream': 1 };

/** Whether this runtime can read `zstd-stream`: Node has zstd from 22.15 on. */
export function canReadZstd(): boolean {
  return typeof zstdFactory() === 'function';
}

/** An engine for one connection. `inPlace: false` asks for the public stream (tests compare the two). */
export function createInflateEngine(
  compression: StreamCompression,
  handlers: InflationHandlers,
  inPlace = true,
): Inflation {
  const stream = decompressor(compression);
  const handle = stream._handle;
  const outcome = stream._writeState;
  if (inPlace && isHandle(handle) && outcome instanceof Uint32Array) {
    return inPlaceEngine(stream, handle, outcome, FLUSH[compression], handlers);
  }
  return streamEngine(stream, handlers);
}

function inPlaceEngine(
  stream: Decompressor,
  handle: ZlibHandle,
  outcome: Uint32Array,
  flush: number,
  handlers: InflationHandlers,
): Inflation {
  const output = Buffer.allocUnsafeSlow(OUTPUT_BYTES);
  let broken: string | null = null;
  let closed = false;
  // The handle calls this from within writeSync.
  handle.onerror = (message) => {
    broken = message;
  };
  return {
    write(bytes, done) {
      let inputAt = 0;
      let inputLeft = bytes.length;
      for (;;) {
        handle.writeSync(flush, bytes, inputAt, inputLeft, output, 0, OUTPUT_BYTES);
        if (broken !== null) {
          handlers.fault(broken);
          return;
        }
        const [outputLeft = 0, unread = 0] = outcome;
        const produced = OUTPUT_BYTES - outputLeft;
        // The output is used again by the next step, so what is not read by then has to be a copy.
        const passing = done !== null && outputLeft > 0 && unread === 0;
        if (produced > 0) {
          const lent = output.subarray(0, produced);
          handlers.produced(passing ? lent : Buffer.from(lent), passing);
        }
        if (closed) return;
        // A full output may have left more behind, even when no input is left.
        if (outputLeft > 0) {
          if (unread > 0) {
            handlers.fault('the stream ended');
            return;
          }
          break;
        }
        inputAt += inputLeft - unread;
        inputLeft = unread;
      }
      done?.();
    },
    close() {
      if (closed) return;
      closed = true;
      stream.close();
    },
  };
}

function streamEngine(stream: Decompressor, handlers: InflationHandlers): Inflation {
  stream.on('error', (error) => handlers.fault(error.message));
  stream.on('data', (chunk: Buffer) => handlers.produced(chunk, false));
  return {
    write(bytes, done) {
      stream.write(bytes);
      // The callback of flush comes after the data of everything written before it.
      if (done) stream.flush(done);
    },
    close: () => stream.destroy(),
  };
}

function decompressor(compression: StreamCompression): Decompressor {
  const zstd = zstdFactory();
  if (compression === 'zstd-stream' && zstd) return zstd({ chunkSize: OUTPUT_BYTES });
  return zlib.createInflate({ finishFlush: zlib.constants.Z_SYNC_FLUSH, chunkSize: OUTPUT_BYTES });
}

/** Typed by hand: the types of the oldest Node we run on do not know it. */
function zstdFactory(): ((options: { chunkSize: number }) => Decompressor) | null {
  const found: unknown = Reflect.get(zlib, 'createZstdDecompress');
  return typeof found === 'function' ? (found as (options: { chunkSize: number }) => Decompressor) : null;
}

function isHandle(handle: unknown): handle is ZlibHandle {
  return typeof handle === 'object' && handle !== null && 'writeSync' in handle && 'onerror' in handle;
}
