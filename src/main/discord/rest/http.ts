import type { Dispatcher, Pool } from 'undici';
import type { HeaderBag } from './headers';

/**
 * The HTTP port of the REST client and its live implementation over undici. It moves bytes: no token handling,
 * no limits, no retries. Events instead of promises, because the moment a request leaves matters to the rate
 * limits, and each promise costs.
 */

export interface HttpRequest {
  method: string;
  /** Scheme, host and port. */
  origin: string;
  /** Path and query. May hold a token: neither logged nor put into errors. */
  path: string;
  headers: Record<string, string>;
  body: string | UploadBody | null;
}

/** A body that is read while it is sent. Read once; a repetition gets a new one. */
export interface UploadBody {
  readonly sizeBytes: number;
  /** Yields exactly `sizeBytes`. The next chunk is asked for when the socket has taken the one before. */
  chunks(): AsyncGenerator<Uint8Array>;
}

export interface HttpResponse {
  status: number;
  headers: HeaderBag;
  text: string;
}

/** Told of one request: `onLeave` at most once, then exactly one of the others, unless it was cancelled. */
export interface HttpListener {
  /** A connection is there, and the first byte goes out. Not called when none could be made. */
  onLeave(): void;
  onAnswer(response: HttpResponse): void;
  /** No whole answer came. */
  onFailure(error: unknown): void;
}

export interface HttpPort {
  /** Begins a request; the returned function cancels it, after which the listener hears nothing more. */
  send(request: HttpRequest, listener: HttpListener): () => void;
  close(): Promise<void>;
}

/** An answer bigger than this is not read to its end. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 15_000;
/** For a whole answer once it begins: one that drips for ever would hold its lane for ever. */
const MAX_ANSWER_MS = 120_000;
/** As many as the global limit lets leave at once: a burst must not queue for sockets. Opened when needed. */
const MAX_CONNECTIONS = 50;

export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

type Undici = typeof import('undici');

/** One pool of keep-alive connections for each origin. TLS is 1.2 or newer, and certificates are checked. */
export function createUndiciHttp({ maxAnswerMs = MAX_ANSWER_MS }: { maxAnswerMs?: number } = {}): HttpPort {
  // undici takes longer to load than the rest of main together, so it comes with the first request, not at start.
  let undici: Undici | undefined;
  let loading: Promise<Undici> | undefined;
  let closed = false;
  const pools = new Map<string, Pool>();
  const poolOf = (library: Undici, origin: string): Pool => {
    let pool = pools.get(origin);
    if (!pool) {
      pool = new library.Pool(origin, {
        connections: MAX_CONNECTIONS,
        pipelining: 1,
        keepAliveTimeout: 20_000,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
        connect: { timeout: 10_000, minVersion: 'TLSv1.2', rejectUnauthorized: true },
      });
      pools.set(origin, pool);
    }
    return pool;
  };
  return {
    send(request, listener) {
      const exchange = new Exchange(listener, maxAnswerMs);
      const begin = (library: Undici) => {
        if (closed) listener.onFailure(new Error('the connections were closed'));
        else if (!exchange.isOver) dispatch(poolOf(library, request.origin), request, exchange);
      };
      if (undici) begin(undici);
      else {
        loading ??= import('undici');
        loading.then(
          (library) => {
            undici = library;
            begin(library);
          },
          (error: unknown) => listener.onFailure(error),
        );
      }
      return () => exchange.cancel();
    },
    async close() {
      closed = true;
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

function dispatch(pool: Pool, request: HttpRequest, exchange: Exchange): void {
  const { body } = request;
  const isUpload = body !== null && typeof body !== 'string';
  const options = {
    path: request.path,
    method: request.method as Dispatcher.HttpMethod,
    headers: isUpload ? { ...request.headers, 'content-length': String(body.sizeBytes) } : request.headers,
    body: isUpload ? body.chunks() : body,
  };
  // undici takes any async iterable as a body, which its types do not say.
  pool.dispatch(options as unknown as Dispatcher.DispatchOptions, exchange);
}

/** One request on its way, as undici reports it. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #listener: HttpListener;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: HeaderBag = {};
  #first: Buffer | undefined;
  #chunks: Buffer[] | undefined;
  #size = 0;
  #answersBeforeMs = Number.POSITIVE_INFINITY;
  isOver = false;

  constructor(
    listener: HttpListener,
    readonly maxAnswerMs: number,
  ) {
    this.#listener = listener;
  }

  cancel(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#controller?.abort(new Error('cancelled'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.isOver) controller.abort(new Error('cancelled'));
    else this.#listener.onLeave();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: HeaderBag): void {
    this.#status = status;
    this.#headers = headers;
    this.#answersBeforeMs = performance.now() + this.maxAnswerMs;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_ANSWER_BYTES) {
      controller.abort(new AnswerTooLarge('the answer is larger than 16 MiB'));
      return;
    }
    // A pause is the body timeout's matter; this is for what never pauses long enough.
    if (performance.now() > this.#answersBeforeMs) {
      controller.abort(new Error('the answer took too long'));
      return;
    }
    if (!this.#first) this.#first = chunk;
    else {
      this.#chunks ??= [this.#first];
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    if (this.isOver) return;
    this.isOver = true;
    const bytes = this.#chunks ? Buffer.concat(this.#chunks) : this.#first;
    const text = bytes ? bytes.toString('utf8') : '';
    this.#listener.onAnswer({ status: this.#status, headers: this.#headers, text });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#listener.onFailure(error);
  }
}
