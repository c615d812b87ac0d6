import type { IncomingMessage, ServerResponse } from 'node:http';
import { generatedImage, isPictureName, PICTURE_SIDE } from '../world/generated-image';
import type { World } from '../world/world';
import { sendJson } from './answer';

/** Only these are shown in place; a browser that opens anything else saves it. */
const SHOWN = /^(image\/(png|jpeg|gif|webp)|audio\/|video\/|text\/plain)/;

/** Whether a path is a file's: `/attachments/…`, `/emojis/…`, `/avatars/…`. */
export function isFilePath(path: string): boolean {
  return /^\/(attachments|emojis|avatars)\//.test(path);
}

/** Serves what was uploaded, and the pictures that the world makes up: emojis and avatars by address alone. */
export function serveFile(world: World, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    sendJson(response, 405, { message: '405: Method Not Allowed', code: 0 });
    return;
  }
  const path = decodedPath(request.url ?? '/');
  const file = path === null ? undefined : (world.files.get(path) ?? madeUp(path));
  if (!file) {
    sendJson(response, 404, { message: '404: Not Found', code: 0 });
    return;
  }
  response.writeHead(200, {
    'Content-Type': file.contentType,
    'Content-Length': file.bytes.length,
    'Cache-Control': 'public, max-age=31536000',
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Origin': '*',
    ...(SHOWN.test(file.contentType) ? {} : { 'Content-Disposition': 'attachment' }),
  });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

/** The path as files are kept under: no slash at the front, no query, an avatar's without its ending. */
function decodedPath(url: string): string | null {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname).slice(1);
    return path.startsWith('attachments/') ? path : path.replace(/\.(png|jpe?g|webp|gif)$/, '');
  } catch {
    return null;
  }
}

function madeUp(path: string): { bytes: Buffer; contentType: string } | undefined {
  const emoji = /^emojis\/(\d{1,20})$/.exec(path);
  const avatar = /^avatars\/\d{1,20}\/([0-9a-f]{32})$/.exec(path);
  const sketch = /^attachments\/\d{1,20}\/\d{1,20}\/([^/]+)$/.exec(path)?.[1];
  if (sketch !== undefined && isPictureName(sketch)) {
    return { bytes: generatedImage(sketch, PICTURE_SIDE), contentType: 'image/png' };
  }
  const name = emoji?.[1] ?? avatar?.[1];
  if (name === undefined) return undefined;
  return { bytes: generatedImage(name, emoji ? 64 : 128), contentType: 'image/png' };
}
