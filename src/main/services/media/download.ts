import type { Dispatcher } from 'undici';
import { looksLikeMarkup, mediaKind } from './kinds';
import type { CachedMedia } from './media-cache';

export type Download =
  | { kind: 'ok'; media: CachedMedia }
  /** An HTTP status that says why not: 404 gone, 413 too large, 415 not to be shown, 502 and 504 no answer. */
  | { kind: 'failed'; status: 403 | 404 | 413 | 415 | 502 | 504 };

const MAX_REDIRECTS = 2;

/**
 * Fetches one file: no cookies, no credentials, no redirect to where `mayAsk` says no, and not one byte more than
 * its kind may have. Rejects only with the signal's reason.
 */
export async function download(
  dispatcher: Dispatcher,
  first: URL,
  options: { mayAsk(url: string): URL | null; userAgent: string; signal: AbortSignal },
): Promise<Download> {
  let url = first;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    let answer: Dispatcher.ResponseData;
    try {
      answer = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers: { accept: 'image/*,video/*,audio/*', 'user-agent': options.userAgent },
        signal: options.signal,
      });
    } catch (error) {
      return failure(error, options.signal);
    }
    const { statusCode, headers, body } = answer;
    if (statusCode >= 300 && statusCode < 400) {
      await body.dump();
      const next = redirect(headers.location, url, options.mayAsk);
      if (!next) return { kind: 'failed', status: 403 };
      url = next;
      continue;
    }
    const kind = statusCode === 200 ? mediaKind(textOf(headers['content-type'])) : null;
    const told = Number(textOf(headers['content-length']) ?? 0);
    if (!kind || told > kind.maxBytes) {
      body.destroy();
      body.on('error', () => undefined);
      if (statusCode === 200) return { kind: 'failed', status: kind ? 413 : 415 };
      return { kind: 'failed', status: statusCode === 404 || statusCode === 403 ? 404 : 502 };
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of body) {
        size += (chunk as Uint8Array).byteLength;
        if (size > kind.maxBytes) return { kind: 'failed', status: 413 };
        chunks.push(chunk as Uint8Array);
      }
    } catch (error) {
      return failure(error, options.signal);
    }
    const bytes = Buffer.concat(chunks);
    if (looksLikeMarkup(bytes)) return { kind: 'failed', status: 415 };
    return { kind: 'ok', media: { type: kind.type, bytes } };
  }
  return { kind: 'failed', status: 502 };
}

function redirect(location: unknown, from: URL, mayAsk: (url: string) => URL | null): URL | null {
  const text = textOf(location);
  if (text === undefined) return null;
  try {
    return mayAsk(new URL(text, from).href);
  } catch {
    return null;
  }
}

function failure(error: unknown, signal: AbortSignal): Download {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const timedOut = signal.aborted || code.includes('TIMEOUT');
  return { kind: 'failed', status: timedOut ? 504 : 502 };
}

function textOf(header: unknown): string | undefined {
  if (Array.isArray(header)) return textOf(header[0]);
  return typeof header === 'string' ? header : undefined;
}
