import { isLoopbackHost } from '@shared/discord/address';
import { Secret } from '../../support/secret';

/** Discord's own hosts; webhook links of old clients still carry the former name. */
const DISCORD_HOSTS: ReadonlySet<string> = new Set([
  'discord.com',
  'canary.discord.com',
  'ptb.discord.com',
  'discordapp.com',
  'canary.discordapp.com',
  'ptb.discordapp.com',
]);
const PATH = /^\/api(?:\/v\d{1,2})?\/webhooks\/(\d{15,20})\/([\w-]{20,200})(?:\/(?:slack|github))?\/?$/;
const MAX_LENGTH = 500;

export type WebhookLink =
  | { kind: 'ok'; id: string; token: Secret<string> }
  /** A sentence for the person; never repeats the link. */
  | { kind: 'refused'; reason: string };

/**
 * Reads the link of a webhook: on Discord's hosts, or on the server the session speaks to when that is another one.
 * The token comes out as a secret; nothing of the text is kept.
 */
export function parseWebhookLink(
  text: string,
  session: { baseUrl: string; onDiscord: boolean },
): WebhookLink {
  const trimmed = text.trim().replace(/^<|>$/g, '');
  if (trimmed === '') return refused('Paste the link of a webhook.');
  if (trimmed.length > MAX_LENGTH) return refused('This is too long for the link of a webhook.');
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return refused('This is not a link. It begins with https:// and has /api/webhooks/ in it.');
  }
  if (url.username !== '' || url.password !== '') {
    return refused('A webhook link has no user name or password in it.');
  }
  const host = hostProblem(url, session);
  if (host !== null) return refused(host);
  const match = PATH.exec(url.pathname);
  if (!match) {
    return refused('This is not the link of a webhook: it should end in /api/webhooks/…, an id and a token.');
  }
  return { kind: 'ok', id: match[1] ?? '', token: new Secret(match[2] ?? '') };
}

function hostProblem(url: URL, session: { baseUrl: string; onDiscord: boolean }): string | null {
  const own = new URL(session.baseUrl);
  if (!session.onDiscord) {
    if (url.host !== own.host) {
      return DISCORD_HOSTS.has(url.hostname)
        ? 'This webhook is on Discord, and you are connected to another server.'
        : `This webhook is not on the server you are connected to (${own.host}).`;
    }
    if (url.protocol === own.protocol || url.protocol === 'https:') return null;
    return isLoopbackHost(url.hostname) ? null : 'The link has to begin with https://.';
  }
  if (!DISCORD_HOSTS.has(url.hostname)) return 'This link does not lead to Discord.';
  if (url.port !== '') return 'A link of Discord has no port in it.';
  return url.protocol === 'https:' ? null : 'The link has to begin with https://.';
}

function refused(reason: string): WebhookLink {
  return { kind: 'refused', reason };
}

const MESSAGE_PATH = /^\/channels\/(?:@me|\d{1,20})\/(\d{1,20})\/(\d{1,20})\/?$/;

/** The channel and message of a link copied from Discord; also a bare message id. Null for anything else. */
export function parseMessageLink(text: string): { channelId: string | null; messageId: string } | null {
  const trimmed = text.trim().replace(/^<|>$/g, '');
  if (/^\d{15,20}$/.test(trimmed)) return { channelId: null, messageId: trimmed };
  const pair = /^(\d{15,20})-(\d{15,20})$/.exec(trimmed);
  if (pair?.[1] && pair[2]) return { channelId: pair[1], messageId: pair[2] };
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return null;
  }
  const match = MESSAGE_PATH.exec(url.pathname);
  if (!match?.[1] || !match[2]) return null;
  return { channelId: match[1], messageId: match[2] };
}
