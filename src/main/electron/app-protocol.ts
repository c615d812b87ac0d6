import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from 'electron';
import type { MediaService } from '../services/media/index';

/** The window's own origin. A scheme of its own gives a real origin for CSP, workers and IPC sender checks. */
export const APP_SCHEME = 'roomtone';
export const APP_ORIGIN = `${APP_SCHEME}://app`;
export const APP_URL = `${APP_ORIGIN}/index.html`;

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  // Radix measures and places popovers with inline style attributes; no style can run code.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: roomtone://media",
  "font-src 'self'",
  "connect-src 'self'",
  'media-src roomtone://media',
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true },
    },
  ]);
}

/** Where the window finds remote pictures and films: `roomtone://media/?url=…`, fetched and checked by main. */
const MEDIA_HOST = 'media';

/**
 * Serves the built window from `rendererDir` and nothing outside it, and remote media through `media`: null while
 * the services start.
 */
export function serveApp(rendererDir: string, media: () => Pick<MediaService, 'serve'> | null): void {
  protocol.handle(APP_SCHEME, async (request) => {
    if (new URL(request.url).host === MEDIA_HOST) return serveMedia(request, media());
    const file = fileOf(request.url, rendererDir);
    if (file === null) return new Response(null, { status: 404 });
    try {
      const body = await readFile(file);
      return new Response(body, {
        headers: {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': CONTENT_SECURITY_POLICY,
          'x-content-type-options': 'nosniff',
        },
      });
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      return new Response(null, { status: missing ? 404 : 500 });
    }
  });
}

async function serveMedia(request: Request, media: Pick<MediaService, 'serve'> | null): Promise<Response> {
  const address = new URL(request.url).searchParams.get('url');
  if (request.method !== 'GET' || address === null || !media) return new Response(null, { status: 404 });
  const { status, headers, bytes } = await media.serve(address, request.headers.get('range'));
  return new Response(bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    status,
    headers,
  });
}

/** The file a URL of ours names, or null for what is not ours, not inside the folder, or no path at all. */
function fileOf(address: string, rendererDir: string): string | null {
  const url = new URL(address);
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    // A lone % or bytes that are no UTF-8: no file has that name.
    return null;
  }
  const file = normalize(join(rendererDir, path));
  return url.host === 'app' && file.startsWith(rendererDir + sep) && !file.includes('\0') ? file : null;
}
