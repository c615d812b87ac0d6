/**
 * What may be shown. No SVG: it is a document that can hold scripts and links. Discord serves pictures from
 * elsewhere converted, so that nothing people post is lost by this.
 */
const PICTURES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/apng',
  'image/bmp',
]);
const FILMS_AND_SOUNDS: ReadonlySet<string> = new Set([
  'video/mp4',
  'video/webm',
  'video/quicktime',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'audio/x-wav',
  'audio/webm',
  'audio/flac',
  'audio/x-flac',
  'audio/aac',
]);

const MIB = 1_024 * 1_024;
const MAX_PICTURE_BYTES = 25 * MIB;
const MAX_FILM_BYTES = 64 * MIB;

/** The type to serve it with and how large it may be; null for what is not shown. */
export function mediaKind(contentType: string | undefined): { type: string; maxBytes: number } | null {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (PICTURES.has(type)) return { type, maxBytes: MAX_PICTURE_BYTES };
  if (FILMS_AND_SOUNDS.has(type)) return { type, maxBytes: MAX_FILM_BYTES };
  return null;
}

/** What the first bytes say it is, where they can: a page that calls itself a picture is none. */
export function looksLikeMarkup(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 256)).toString('latin1').trimStart().toLowerCase();
  return /^(<!doctype|<html|<\?xml|<svg|<script)/.test(head);
}
