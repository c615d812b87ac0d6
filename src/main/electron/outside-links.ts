/** Long enough for any address a browser takes. */
const MAX_URL = 2_048;

/**
 * The address to hand to the system's browser for a link a person pressed; null for what must never leave: other
 * schemes (a `file:` or a program's own would act on this computer), names and passwords in it, our own origin.
 */
export function outsideLink(url: string): string | null {
  if (url.length > MAX_URL) return null;
  try {
    const parsed = new URL(url);
    if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return null;
    if (parsed.username !== '' || parsed.password !== '' || parsed.hostname === '') return null;
    return parsed.href;
  } catch {
    return null;
  }
}
