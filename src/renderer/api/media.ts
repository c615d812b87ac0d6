/** Main serves remote pictures under this address, after its own checks: the window never asks the network itself. */
const MEDIA = 'roomtone://media/?url=';

/**
 * Where the window loads a remote picture from. Addresses main will not fetch fail like a missing picture, and the
 * view shows a placeholder. Null for what can be no picture's address.
 */
export function mediaSrc(url: string | null | undefined): string | null {
  if (!url) return null;
  // Pictures main made itself (thumbnails of staged files).
  if (/^data:image\/(?:png|jpeg|gif|webp|avif);base64,/.test(url)) return url;
  if (!/^https?:\/\//i.test(url)) return null;
  return `${MEDIA}${encodeURIComponent(url)}`;
}

/** Where Discord serves a custom emoji, at twice the size it is shown in. */
export function emojiSrc(emojiId: string, animated: boolean, sizePx = 48): string | null {
  if (!/^\d{1,20}$/.test(emojiId)) return null;
  const kind = animated ? 'gif' : 'webp';
  return mediaSrc(`https://cdn.discordapp.com/emojis/${emojiId}.${kind}?size=${sizePx}`);
}
