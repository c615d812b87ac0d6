import { join } from 'node:path';
import type { Agent } from 'undici';
import type { SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';
import { cacheKey, type MediaServer, mediaAddress } from './address';
import { type Download, download } from './download';
import { createMediaCache, type MediaCache } from './media-cache';

/**
 * Remote pictures, films and sounds for the window, which has no network of its own: asked for only where messages
 * keep theirs, checked, bounded, cached.
 */
export interface MediaService {
  /** Never rejects: what cannot be shown is an HTTP status. `range`: the request's `Range` header. */
  serve(url: string, range?: string | null): Promise<MediaAnswer>;
  close(): Promise<void>;
}

export interface MediaAnswer {
  status: number;
  headers: Record<string, string>;
  bytes: Uint8Array | null;
}

export interface MediaOptions {
  sessions: SessionSource;
  clock: Clock;
  /** The cache is the folder `media-cache` in it. */
  dataDir: string;
  appVersion: string;
  onTrouble(what: string, error: unknown): void;
}

const MIB = 1_024 * 1_024;
const MEMORY_BYTES = 48 * MIB;
const DISK_BYTES = 256 * MIB;
const CONNECTIONS = 6;
const ANSWER_MS = 10_000;
/** For a whole file; a film of 64 MiB on a slow line takes its time. */
const WHOLE_MS = 90_000;
/** What is not there now may be there in a moment; asking for each repaint helps nobody. */
const REMEMBER_FAILURE_MS = 30_000;
const MAX_FAILURES = 500;

export function createMediaService(options: MediaOptions): MediaService {
  const { sessions, clock } = options;
  const cache: MediaCache = createMediaCache({
    folder: join(options.dataDir, 'media-cache'),
    maxMemoryBytes: MEMORY_BYTES,
    maxDiskBytes: DISK_BYTES,
    onTrouble: options.onTrouble,
  });
  const ended = new AbortController();
  const underWay = new Map<string, Promise<Download>>();
  const failures = new Map<string, { status: number; untilMs: number }>();
  let agent: Promise<Agent> | undefined;
  // undici takes long to load, so it comes with the first picture.
  const agentOf = () => {
    agent ??= import('undici').then(
      ({ Agent }) =>
        new Agent({
          connections: CONNECTIONS,
          headersTimeout: ANSWER_MS,
          bodyTimeout: ANSWER_MS,
          connect: { timeout: ANSWER_MS, minVersion: 'TLSv1.2', rejectUnauthorized: true },
        }),
    );
    return agent;
  };
  const server = (): MediaServer | null => {
    const session = sessions.current;
    return session && { origin: session.serverOrigin, practice: session.target === 'practice' };
  };

  const fetchOnce = (url: URL, key: string, from: MediaServer | null): Promise<Download> => {
    const running = underWay.get(key);
    if (running !== undefined) return running;
    const timeUp = new AbortController();
    const cancel = clock.setTimer(() => timeUp.abort(), WHOLE_MS);
    const stop = () => timeUp.abort();
    ended.signal.addEventListener('abort', stop, { once: true });
    const run = agentOf()
      .then((dispatcher) =>
        download(dispatcher, url, {
          mayAsk: (next) => mediaAddress(next, from),
          userAgent: `Roomtone/${options.appVersion}`,
          signal: timeUp.signal,
        }),
      )
      .finally(() => {
        cancel();
        ended.signal.removeEventListener('abort', stop);
        underWay.delete(key);
      });
    underWay.set(key, run);
    return run;
  };

  return {
    async serve(text, range = null) {
      const from = server();
      const url = mediaAddress(text, from);
      if (!url) return refused(403);
      const key = cacheKey(url);
      const failed = failures.get(key);
      if (failed && failed.untilMs > clock.monotonicMs()) return refused(failed.status);
      const held = await cache.get(key);
      if (held) return answer(held.type, held.bytes, range);
      if (ended.signal.aborted) return refused(502);
      const result = await fetchOnce(url, key, from);
      if (result.kind === 'failed') {
        failures.set(key, { status: result.status, untilMs: clock.monotonicMs() + REMEMBER_FAILURE_MS });
        for (const oldest of failures.keys()) {
          if (failures.size <= MAX_FAILURES) break;
          failures.delete(oldest);
        }
        return refused(result.status);
      }
      failures.delete(key);
      // What lies on this computer already needs no second copy on its disk.
      const lasting = !(from && url.origin === from.origin && sessions.current?.isLoopback);
      void cache.put(key, result.media, lasting);
      return answer(result.media.type, result.media.bytes, range);
    },
    async close() {
      ended.abort();
      await Promise.allSettled(underWay.values());
      await cache.close();
      await (await agent)?.destroy();
    },
  };
}

function refused(status: number): MediaAnswer {
  return { status, headers: { 'cache-control': 'no-store' }, bytes: null };
}

/** The whole, or the part a player asks for (one range of bytes, as RFC 9110 writes it). */
export function answer(type: string, bytes: Uint8Array, range: string | null): MediaAnswer {
  const headers: Record<string, string> = {
    'content-type': type,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=3600',
    'x-content-type-options': 'nosniff',
    // Should it ever be opened as a page: nothing in it may run.
    'content-security-policy': "default-src 'none'; sandbox",
  };
  const size = bytes.byteLength;
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) {
    return { status: 200, headers: { ...headers, 'content-length': String(size) }, bytes };
  }
  const fromEnd = match[1] === '';
  const start = fromEnd ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = fromEnd || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start >= size || start > end) {
    return { status: 416, headers: { 'content-range': `bytes */${size}` }, bytes: null };
  }
  return {
    status: 206,
    headers: {
      ...headers,
      'content-range': `bytes ${start}-${end}/${size}`,
      'content-length': String(end - start + 1),
    },
    bytes: bytes.subarray(start, end + 1),
  };
}
