/**
 * A small server in a process of its own that counts as strictly as Discord's documentation says: a window begins
 * with its first request and lasts as long as it lasts, for each bucket and for all of them together; what is over
 * gets a 429 and does not count. A round trip is simulated by holding a request for half of it before it is counted
 * and half after. Every good answer is the same message of about 1 KB.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Limits, ServerCommand, ServerMessage, ServerSettings } from './protocol';

const user = { id: '5', username: 'ada', discriminator: '0', global_name: 'Ada', avatar: null };
const MESSAGE = JSON.stringify({
  id: '1000000000000000001',
  channel_id: '1000000000000000010',
  author: user,
  content: 'The stage opens at eight. '.repeat(26),
  timestamp: '2026-01-01T00:00:00.000000+00:00',
  edited_timestamp: null,
  tts: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  pinned: false,
  type: 0,
});

class Window {
  #used = 0;
  #endMs = Number.NEGATIVE_INFINITY;

  constructor(readonly limits: Limits) {}

  take(nowMs: number): boolean {
    if (nowMs >= this.#endMs) {
      this.#endMs = nowMs + this.limits.windowMs;
      this.#used = 0;
    }
    if (this.#used >= this.limits.limit) return false;
    this.#used += 1;
    return true;
  }

  remaining(): number {
    return this.limits.limit - this.#used;
  }

  resetAfterMs(nowMs: number): number {
    return Math.max(0, this.#endMs - nowMs);
  }
}

let settings: ServerSettings = { roundTripMs: 0, bucket: null, global: null };
let buckets = new Map<string, Window>();
let all: Window | null = null;
let blockedUntilMs = 0;
let requests = 0;
let refused = 0;

function answer(method: string, path: string, response: ServerResponse): void {
  const nowMs = performance.now();
  requests += 1;
  const isWebhook = /^\/api\/v\d+\/webhooks\/\d+\/[\w-]+/.test(path);
  if (nowMs < blockedUntilMs) {
    refuse(response, blockedUntilMs - nowMs, 'global', {});
    return;
  }
  if (!isWebhook && all && !all.take(nowMs)) {
    refuse(response, all.resetAfterMs(nowMs), 'global', {});
    return;
  }
  if (!settings.bucket) {
    send(response, 200, {}, MESSAGE);
    return;
  }
  const [, resource = '', major = ''] = /\/(channels|guilds|webhooks)\/(\d+)/.exec(path) ?? [];
  const hash = `${method}-${resource}`;
  const name = `${hash}:${major}`;
  let bucket = buckets.get(name);
  if (!bucket) {
    bucket = new Window(settings.bucket);
    buckets.set(name, bucket);
  }
  const isIn = bucket.take(nowMs);
  const headers = {
    'x-ratelimit-bucket': hash,
    'x-ratelimit-limit': String(settings.bucket.limit),
    'x-ratelimit-remaining': String(bucket.remaining()),
    'x-ratelimit-reset': ((Date.now() + bucket.resetAfterMs(nowMs)) / 1_000).toFixed(3),
    'x-ratelimit-reset-after': (bucket.resetAfterMs(nowMs) / 1_000).toFixed(3),
  };
  if (isIn) send(response, 200, headers, MESSAGE);
  else refuse(response, bucket.resetAfterMs(nowMs), 'user', headers);
}

function refuse(
  response: ServerResponse,
  afterMs: number,
  scope: 'user' | 'global',
  headers: Record<string, string>,
): void {
  refused += 1;
  const body = {
    message: 'You are being rate limited.',
    retry_after: afterMs / 1_000,
    global: scope === 'global',
  };
  const told: Record<string, string> = {
    ...headers,
    'retry-after': String(Math.ceil(afterMs / 1_000)),
    'x-ratelimit-scope': scope,
  };
  if (scope === 'global') told['x-ratelimit-global'] = 'true';
  send(response, 429, told, JSON.stringify(body));
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  const write = () => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  };
  if (settings.roundTripMs === 0) write();
  else setTimeout(write, settings.roundTripMs / 2);
}

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    const { method = '', url = '' } = request;
    if (settings.roundTripMs === 0) answer(method, url, response);
    else setTimeout(() => answer(method, url, response), settings.roundTripMs / 2);
  });
});
server.keepAliveTimeout = 120_000;

function tell(message: ServerMessage): void {
  process.send?.(message);
}

process.on('message', (command: ServerCommand) => {
  if (command.type === 'configure') {
    settings = command.settings;
    buckets = new Map();
    all = settings.global ? new Window(settings.global) : null;
    requests = 0;
    refused = 0;
    blockedUntilMs = 0;
    tell({ type: 'ready' });
  } else if (command.type === 'blockAll') {
    blockedUntilMs = performance.now() + command.durationMs;
    tell({ type: 'ready' });
  } else tell({ type: 'report', requests, refused });
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () =>
  tell({ type: 'listening', port: (server.address() as AddressInfo).port }),
);
