/**
 * Which addresses pictures, films and sounds of messages are loaded from: Discord's own hosts, over TLS, and the
 * server the account is on. Whatever else a message points to would learn who looks at it, so it is not asked.
 */

export interface MediaServer {
  /** Scheme, host and port of the session's server. */
  origin: string;
  /** It stands in for Discord: what lies on Discord's CDN is asked of it, and nothing goes out. */
  practice: boolean;
}

const CDN_HOSTS: ReadonlySet<string> = new Set(['cdn.discordapp.com', 'media.discordapp.net']);
/** Discord's copies of pictures from elsewhere. */
const PROXY_HOST = /^images-ext-\d{1,3}\.discordapp\.net$/;
const MAX_LENGTH = 2_048;
/** A signature of the CDN: it changes with each answer while the file stays the same. */
const SIGNATURE = ['ex', 'is', 'hm'];

/** The address to ask, or null when it may not be asked. */
export function mediaAddress(text: string, server: MediaServer | null): URL | null {
  if (text.length > MAX_LENGTH) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if (url.username !== '' || url.password !== '') return null;
  url.hash = '';
  if (server && url.origin === server.origin) return url;
  const isDiscord = CDN_HOSTS.has(url.hostname) || PROXY_HOST.test(url.hostname);
  if (!isDiscord || url.protocol !== 'https:' || url.port !== '') return null;
  if (!server?.practice) return url;
  // The practice server makes up avatars and emoji at the CDN's paths.
  return CDN_HOSTS.has(url.hostname) ? new URL(url.pathname + url.search, server.origin) : null;
}

/** What the file is called in the cache. */
export function cacheKey(url: URL): string {
  const key = new URL(url);
  for (const name of SIGNATURE) key.searchParams.delete(name);
  key.searchParams.sort();
  return key.href;
}
