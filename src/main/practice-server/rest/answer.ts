import type { ServerResponse } from 'node:http';
import { ApiError, RateLimitedError } from './api-error';
import type { Reply } from './route';

/** A whole answer before it goes out, so that trouble can change it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Null: no body. */
  text: string | null;
}

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: {
      ...headers,
      'Content-Type': 'application/json',
      // A body that was refused half read would otherwise be taken for the next request.
      ...(status === 413 ? { Connection: 'close' } : {}),
    },
    text: JSON.stringify(body),
  };
}

export function htmlAnswer(status: number, title: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { ...headers, 'Content-Type': 'text/html; charset=UTF-8' },
    text: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  };
}

export function replyAnswer(reply: Reply, headers: Record<string, string>): Answer {
  if (reply.status === 204) return { status: 204, headers, text: null };
  return jsonAnswer(reply.status, reply.body, headers);
}

export function limitedAnswer(
  limited: { retryAfterMs: number; scope: 'user' | 'shared' | 'global'; code?: number },
  headers: Record<string, string> = {},
): Answer {
  const { scope, code } = limited;
  const retryAfterSeconds = Math.max(0.001, Math.ceil(limited.retryAfterMs) / 1000);
  const body = {
    message: scope === 'shared' ? 'The resource is being rate limited.' : 'You are being rate limited.',
    retry_after: retryAfterSeconds,
    global: scope === 'global',
    ...(code === undefined ? {} : { code }),
  };
  return jsonAnswer(429, body, {
    ...headers,
    'Retry-After': String(Math.ceil(retryAfterSeconds)),
    'X-RateLimit-Scope': scope,
    ...(scope === 'global' ? { 'X-RateLimit-Global': 'true' } : {}),
  });
}

/** The front door of the API when an address has made too many invalid requests. */
export function banAnswer(leftMs: number): Answer {
  return htmlAnswer(429, 'Access denied: you are being rate limited', {
    'Retry-After': String(Math.max(1, Math.ceil(leftMs / 1000))),
    Server: 'cloudflare',
  });
}

/** Null when the error is not one that a request earns. */
export function errorAnswer(error: unknown, headers: Record<string, string>): Answer | null {
  if (error instanceof ApiError) return jsonAnswer(error.status, error.toBody(), headers);
  if (error instanceof RateLimitedError) return limitedAnswer(error, headers);
  return null;
}

/** Writes an answer; does nothing when one is on its way already. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  if (response.headersSent) return;
  const { status, headers, text } = answer;
  if (text === null) {
    response.writeHead(status, headers).end();
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

/** Answers with JSON; does nothing when an answer is on its way already. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendAnswer(response, jsonAnswer(status, body));
}
