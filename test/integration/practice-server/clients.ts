import { constants, createInflate } from 'node:zlib';
import { WebSocket } from 'ws';
import type { PracticeServerInfo } from '../../../src/main/practice-server/practice-server';

export interface Reply {
  status: number;
  headers: Headers;
  // Bodies are read by the tests that know what they asked for.
  body: Record<string, unknown>;
}

/** One REST call with the bot's token; `body` goes out as JSON unless it is text already. */
export async function call(
  info: Pick<PracticeServerInfo, 'rest' | 'token'>,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(`${info.rest}/v10${path}`, {
    method,
    headers: {
      Authorization: `Bot ${info.token}`,
      ...(body === undefined || body instanceof FormData ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

/** A call of the control API on the same port. */
export async function control(
  info: Pick<PracticeServerInfo, 'rest' | 'token'>,
  path: string,
  body: unknown = {},
): Promise<Record<string, unknown>> {
  const origin = new URL(info.rest).origin;
  const response = await fetch(`${origin}/practice/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bot ${info.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

export interface Frame {
  op: number;
  t: string | null;
  s: number | null;
  d: Record<string, unknown>;
}

const WAIT_MS = 30_000;

/** A bare gateway client: it shows every frame and does nothing by itself. */
export class RawGateway {
  readonly frames: Frame[] = [];
  readonly socket: WebSocket;
  readonly binarySizes: number[] = [];
  closeCode: number | null = null;
  #taken = 0;
  #wake: (() => void)[] = [];

  constructor(url: string, query = '?v=10&encoding=json') {
    this.socket = new WebSocket(`${url}${query}`);
    this.socket.on('close', (code) => {
      this.closeCode = code;
      this.#notify();
    });
    this.socket.on('error', () => undefined);
    if (query.includes('compress=zlib-stream')) this.#readZlibStream();
    else this.socket.on('message', (data) => this.#heard(String(data)));
  }

  send(op: number, d: unknown): void {
    this.socket.send(JSON.stringify({ op, d }));
  }

  identify(token: string, intents: number, more: Record<string, unknown> = {}): void {
    this.send(2, { token, intents, properties: { os: 'linux', browser: 'test', device: 'test' }, ...more });
  }

  /** The next frame that matches, looking only at frames that no earlier call has passed over. */
  async next(matches: (frame: Frame) => boolean): Promise<Frame> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      while (this.#taken < this.frames.length) {
        const frame = this.frames[this.#taken];
        this.#taken += 1;
        if (frame && matches(frame)) return frame;
      }
      await this.#change(deadline, 'frame');
    }
  }

  dispatch(name: string): Promise<Frame> {
    return this.next((frame) => frame.t === name);
  }

  op(op: number): Promise<Frame> {
    return this.next((frame) => frame.op === op);
  }

  async closed(): Promise<number> {
    const deadline = Date.now() + WAIT_MS;
    while (this.closeCode === null) await this.#change(deadline, 'close');
    return this.closeCode;
  }

  #change(deadline: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const seen = this.frames.map((frame) => frame.t ?? frame.op).join(', ');
      const timer = setTimeout(
        () => reject(new Error(`no such ${what} came; closed ${this.closeCode}; seen: ${seen}`)),
        deadline - Date.now(),
      );
      this.#wake.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #heard(text: string): void {
    this.frames.push(JSON.parse(text) as Frame);
    this.#notify();
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** One inflate context for the whole connection; a message is complete at 00 00 ff ff. */
  #readZlibStream(): void {
    const inflate = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
    let pending = '';
    inflate.on('data', (chunk: Buffer) => {
      pending += chunk.toString('utf8');
      try {
        JSON.parse(pending);
      } catch {
        return;
      }
      const whole = pending;
      pending = '';
      this.#heard(whole);
    });
    this.socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      if (!isBinary) throw new Error('zlib-stream sends binary frames');
      if (bytes.subarray(-4).toString('hex') !== '0000ffff') throw new Error('a message ends with its flush');
      this.binarySizes.push(bytes.length);
      inflate.write(bytes);
    });
    this.socket.on('close', () => inflate.close());
  }
}
