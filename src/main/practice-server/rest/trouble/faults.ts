import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, sleep } from '../../../support/clock';
import { type Answer, banAnswer, htmlAnswer, jsonAnswer, limitedAnswer, sendAnswer } from '../answer';
import { ApiError } from '../api-error';
import type { MetFault } from './rest-dial';

/** How an answer goes out under a fault, or that none does. */
export type Before =
  | { kind: 'work' }
  | { kind: 'answer'; answer: Answer }
  | { kind: 'reset' }
  | { kind: 'resetUpload'; afterBytes: number | undefined }
  | { kind: 'hang' };

const DEFAULT_RETRY_MS = 1000;

const STATUS_TEXT: Readonly<Record<number, string>> = {
  500: '500: Internal Server Error',
  502: '502: Bad Gateway',
  503: '503: Service Unavailable',
  504: '504: Gateway Timeout',
};

/** What happens instead of the work. */
export function beforeWork(met: MetFault | null): Before {
  if (!met) return { kind: 'work' };
  const { fault, leftMs } = met;
  switch (fault.kind) {
    case 'status':
    case 'html':
      return fault.when === 'before' ? { kind: 'answer', answer: failure(met) } : { kind: 'work' };
    case 'reset':
      if (fault.when === 'upload') return { kind: 'resetUpload', afterBytes: fault.afterBytes };
      return fault.when === 'before' ? { kind: 'reset' } : { kind: 'work' };
    case 'hang':
      return fault.when === 'before' ? { kind: 'hang' } : { kind: 'work' };
    case 'unauthorized':
      return { kind: 'answer', answer: jsonAnswer(401, new ApiError('unauthorized').toBody()) };
    case 'rateLimited': {
      const retryAfterMs = fault.retryAfterMs ?? leftMs ?? DEFAULT_RETRY_MS;
      const { scope, code } = fault;
      const limited = { retryAfterMs, scope, ...(code === undefined ? {} : { code }) };
      return { kind: 'answer', answer: limitedAnswer(limited) };
    }
    case 'banned':
      return { kind: 'answer', answer: banAnswer(fault.retryAfterMs ?? leftMs ?? DEFAULT_RETRY_MS) };
    case 'truncate':
    case 'shape':
    case 'drip':
      return { kind: 'work' };
  }
}

function failure({ fault, roll }: MetFault): Answer {
  if (fault.kind === 'html') return htmlAnswer(fault.status, 'This is no JSON');
  if (fault.kind !== 'status') throw new Error(`no failure is made of ${fault.kind}`);
  const status = fault.statuses[Math.floor(roll * fault.statuses.length)] ?? 500;
  const message = STATUS_TEXT[status] ?? `${status}: Error`;
  switch (fault.body) {
    case 'json':
      return jsonAnswer(status, { message, code: 0 });
    case 'html':
      return htmlAnswer(status, message);
    case 'empty':
      return { status, headers: {}, text: null };
  }
}

/** Sends the answer of work that was done, as the fault leaves it. */
export async function sendAfterWork(
  response: ServerResponse,
  answer: Answer,
  met: MetFault | null,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const fault = met?.fault;
  switch (fault?.kind) {
    case 'status':
    case 'html':
      return sendAnswer(response, met ? failure(met) : answer);
    case 'reset':
      return resetConnection(response);
    case 'hang':
      return;
    case 'truncate':
      return truncate(response, answer);
    case 'shape':
      return sendAnswer(response, answer.status < 300 ? misshapen(answer, fault.as) : answer);
    case 'drip':
      return drip(response, answer, fault, clock, signal);
    default:
      return sendAnswer(response, answer);
  }
}

/** RST where the runtime can, so that the other side sees ECONNRESET and no orderly end. */
export function resetConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** Reads some of the body, then resets. */
export function resetUpload(
  request: IncomingMessage,
  response: ServerResponse,
  afterBytes: number | undefined,
): void {
  const declared = Number(request.headers['content-length'] ?? 0);
  const enough = afterBytes ?? Math.floor(declared / 2);
  let received = 0;
  const end = () => resetConnection(response);
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received >= enough) end();
  });
  request.on('error', end);
  request.on('end', end);
}

function truncate(response: ServerResponse, answer: Answer): void {
  const bytes = Buffer.from(answer.text ?? '{"cut":true}');
  response.writeHead(answer.status === 204 ? 200 : answer.status, {
    ...answer.headers,
    'Content-Type': 'application/json',
    'Content-Length': bytes.length,
  });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

async function drip(
  response: ServerResponse,
  answer: Answer,
  pace: { bytes: number; everyMs: number },
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (answer.text === null) return sendAnswer(response, answer);
  const bytes = Buffer.from(answer.text);
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': bytes.length });
  for (let at = 0; at < bytes.length && !signal.aborted; at += pace.bytes) {
    response.write(bytes.subarray(at, at + pace.bytes));
    await sleep(clock, pace.everyMs, signal).catch(() => undefined);
  }
  response.end();
}

type Shape = 'null' | 'array' | 'object' | 'string' | 'numericIds' | 'withoutIds' | 'broken';

function misshapen(answer: Answer, as: Shape): Answer {
  const status = answer.status === 204 ? 200 : answer.status;
  const headers = { ...answer.headers, 'Content-Type': 'application/json' };
  return { status, headers, text: misshape(answer.text ?? 'null', as) };
}

function misshape(text: string, as: Shape): string {
  switch (as) {
    case 'null':
      return 'null';
    case 'array':
      return '[[],null,7]';
    case 'object':
      return '{}';
    case 'string':
      return '"OK"';
    case 'numericIds':
      return text.replace(/("(?:\w+_)?id":)"(\d+)"/g, '$1$2');
    case 'withoutIds':
      return JSON.stringify(JSON.parse(text), (key, value: unknown) => (key === 'id' ? undefined : value));
    case 'broken':
      return text.slice(0, Math.ceil(text.length / 2));
  }
}
