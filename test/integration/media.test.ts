import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiscordSession } from '../../src/main/discord/session';
import { createMediaService, type MediaService } from '../../src/main/services/media';
import { createMediaCache } from '../../src/main/services/media/media-cache';
import { systemClock } from '../../src/main/support/clock';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('remote pictures', () => {
  let folder: string;
  let server: Server;
  let origin: string;
  let media: MediaService;
  let seen: IncomingMessage[];
  let answerWith: (request: IncomingMessage, response: ServerResponse) => void;
  const troubles: string[] = [];

  const open = (over: Partial<DiscordSession> = {}) => {
    // Of a session, the media service uses its server alone.
    const session = {
      serverOrigin: origin,
      target: 'selfHosted',
      isLoopback: false,
      ...over,
    } as DiscordSession;
    return createMediaService({
      sessions: { current: session, onChanged: () => () => undefined },
      clock: systemClock,
      dataDir: folder,
      appVersion: '0.0.0',
      onTrouble: (what) => troubles.push(what),
    });
  };
  const png = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-media-'));
    seen = [];
    troubles.length = 0;
    answerWith = (_request, response) => png(response);
    server = createServer((request, response) => {
      seen.push(request);
      answerWith(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    media = open();
  });
  afterEach(async () => {
    await media.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
    expect(troubles).toEqual([]);
  });

  it('come with their type, sealed against being run, and say nothing about us', async () => {
    const { status, headers, bytes } = await media.serve(`${origin}/a.png`);

    expect(status).toBe(200);
    expect(Buffer.from(bytes ?? [])).toEqual(PNG);
    expect(headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' });
    expect(seen[0]?.headers.cookie).toBeUndefined();
    expect(seen[0]?.headers.authorization).toBeUndefined();
    expect(seen[0]?.headers.referer).toBeUndefined();
  });

  it('are fetched once, however often and however many at once they are shown', async () => {
    await Promise.all(Array.from({ length: 20 }, () => media.serve(`${origin}/a.png`)));
    await media.serve(`${origin}/a.png`);

    expect(seen).toHaveLength(1);
  });

  it('are there after a restart without being fetched again', async () => {
    await media.serve(`${origin}/a.png?ex=1`);
    await media.close();
    media = open();

    expect((await media.serve(`${origin}/a.png?ex=2`)).status).toBe(200);
    expect(seen).toHaveLength(1);
    expect((await readdir(join(folder, 'media-cache'))).every((name) => /^[0-9a-f]{64}$/.test(name))).toBe(
      true,
    );
  });

  it('of a server on this computer leave nothing on the disk', async () => {
    await media.close();
    media = open({ isLoopback: true });
    await media.serve(`${origin}/a.png`);
    await media.close();

    await expect(readdir(join(folder, 'media-cache'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('are not asked for elsewhere, not even when a server sends us there', async () => {
    expect((await media.serve('https://example.org/a.png')).status).toBe(403);
    answerWith = (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/x' }).end();
    expect((await media.serve(`${origin}/moved.png`)).status).toBe(403);
    answerWith = (request, response) =>
      request.url === '/here.png' ? png(response) : response.writeHead(302, { location: '/here.png' }).end();
    expect((await media.serve(`${origin}/near.png`)).status).toBe(200);
    answerWith = (_request, response) => response.writeHead(302, { location: '/round' }).end();
    expect((await media.serve(`${origin}/round`)).status).toBe(502);
  });

  it.each([
    ['a page', { 'content-type': 'text/html' }, '<p>', 415],
    ['an SVG', { 'content-type': 'image/svg+xml' }, '<svg/>', 415],
    ['a page dressed as a picture', { 'content-type': 'image/png' }, '<!doctype html><script>', 415],
    ['more than a picture has', { 'content-type': 'image/png', 'content-length': '99999999' }, 'x', 413],
  ])('are refused when they are %s', async (_what, headers, content, status) => {
    answerWith = (_request, response) => {
      response.on('error', () => undefined);
      response.writeHead(200, headers);
      response.write(content);
      if (!('content-length' in headers)) response.end();
    };

    expect(await media.serve(`${origin}/x.png`)).toMatchObject({ status, bytes: null });
  });

  it('that never end are cut off at their limit', async () => {
    answerWith = (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      const chunk = Buffer.alloc(1_048_576);
      const more = () => {
        if (!response.destroyed && response.write(chunk)) setImmediate(more);
      };
      response.on('drain', more);
      more();
    };

    expect((await media.serve(`${origin}/endless.png`)).status).toBe(413);
  }, 20_000);

  it('that are gone, broken or cut off are not asked for again at once', async () => {
    answerWith = (_request, response) => response.writeHead(404).end();
    expect((await media.serve(`${origin}/gone.png`)).status).toBe(404);
    expect((await media.serve(`${origin}/gone.png`)).status).toBe(404);
    expect(seen).toHaveLength(1);

    answerWith = (_request, response) => response.writeHead(500).end();
    expect((await media.serve(`${origin}/broken.png`)).status).toBe(502);
    answerWith = (request) => request.socket.destroy();
    expect((await media.serve(`${origin}/cut.png`)).status).toBe(502);
  });

  it('end with the app, also when one is under way', async () => {
    answerWith = () => undefined;
    const waiting = media.serve(`${origin}/slow.png`);
    await expect.poll(() => seen).toHaveLength(1);
    await media.close();

    expect((await waiting).status).toBe(504);
  });
});

describe('the cache of pictures', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-media-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const open = (maxMemoryBytes: number, maxDiskBytes: number) =>
    createMediaCache({
      folder,
      maxMemoryBytes,
      maxDiskBytes,
      onTrouble: (_what, error) => {
        throw error;
      },
    });
  const picture = (size: number) => ({ type: 'image/png', bytes: new Uint8Array(size).fill(7) });

  it('lets the least recently used go, in memory and on the disk', async () => {
    const cache = open(0, 350);
    for (const key of ['a', 'b', 'c']) await cache.put(key, picture(100), true);
    expect(await cache.get('a')).toEqual({ type: 'image/png', bytes: Buffer.alloc(100, 7) });
    await cache.put('d', picture(100), true);
    await cache.close();

    expect(await cache.get('b')).toBeNull();
    for (const key of ['a', 'c', 'd']) expect(await cache.get(key)).not.toBeNull();
    await cache.close();
  });

  it('takes a damaged file for none', async () => {
    const cache = open(0, 1_000);
    await cache.put('a', picture(10), true);
    const [name] = await readdir(folder);
    await writeFile(join(folder, name ?? ''), 'no line end');

    expect(await cache.get('a')).toBeNull();
    await cache.close();
  });
});
