import { open } from 'node:fs/promises';

/** Camera metadata may stand before the size; half a mebibyte covers it. */
const HEAD_BYTES = 512 * 1_024;
/** More than this is no picture a person means to send, but a broken header. */
const MAX_PX = 100_000;

/** Width and height from a picture's header; null when it has none that makes sense. */
export async function pictureSizeOf(path: string): Promise<{ width: number; height: number } | null> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return await sizeFrom(head.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Hostile bytes give null, never an error. A picture that is to be turned by its EXIF has its sides swapped. */
export async function sizeFrom(head: Uint8Array): Promise<{ width: number; height: number } | null> {
  // With the first picture, not at start.
  const { imageSize } = await import('image-size');
  try {
    const { width, height, orientation } = imageSize(head);
    if (!isSide(width) || !isSide(height)) return null;
    return orientation !== undefined && orientation >= 5
      ? { width: height, height: width }
      : { width, height };
  } catch {
    return null;
  }
}

function isSide(px: number): boolean {
  return Number.isInteger(px) && px > 0 && px <= MAX_PX;
}
