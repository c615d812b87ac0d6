import { compareSnowflakes } from '@shared/discord/snowflake';
import type { WireMessage } from '@shared/discord/wire/objects';
import type { SearchInput } from '@shared/models/messages';
import type { MessageStore, StoredMessage } from './message-store';
import { isWritten } from './system-lines';

/** Found messages, newest first, and how far the search went. */
export interface Found {
  messages: WireMessage[];
  searched: number;
  truncated: boolean;
}

/** One search looks at no more than this. */
const MAX_SEARCHED = 200_000;
/** After so many, calls and events have their turn: the first search reads everything once, and must hold up nobody. */
const TURN = 1_000;
/** Without anything to take off, which is the usual case. */
const ASCII = /^[\x20-\x7e\n]*$/;
const LINK = /https?:\/\/\S/i;

/**
 * Searches what has been seen: all words of `text` (beginnings and middles of words, without regard to case and
 * accents) in content, embeds, file names or author, and everything else that is asked for.
 */
export async function searchMessages(
  store: MessageStore,
  input: SearchInput,
  guildOf: (channelId: string) => string | undefined,
): Promise<Found> {
  const words = fold(input.text).split(/\s+/).filter(Boolean);
  const hits: WireMessage[] = [];
  let searched = 0;
  let truncated = false;
  for (const channelId of [...store.channels()]) {
    if (input.channelId !== null && channelId !== input.channelId) continue;
    if (input.guildId !== null && guildOf(channelId) !== input.guildId) continue;
    let hitsHere = 0;
    for (const stored of store.newestFirst(channelId)) {
      if (searched >= MAX_SEARCHED) {
        truncated = true;
        break;
      }
      searched += 1;
      if (searched % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      if (!matches(stored, input, words)) continue;
      if (hitsHere >= input.limit) {
        truncated = true;
        break;
      }
      hits.push(stored.message);
      hitsHere += 1;
    }
  }
  hits.sort((a, b) => compareSnowflakes(b.id, a.id));
  return {
    messages: hits.slice(0, input.limit),
    searched,
    truncated: truncated || hits.length > input.limit,
  };
}

/**
 * What is at hand and what is archived as one list, newest first. What is at hand is the newer word: of a message in
 * both its form is taken, and what was edited so that it does not fit any more is left out.
 */
export function joinFound(store: MessageStore, live: Found, archived: Found, limit: number): Found {
  const seen = new Set(live.messages.map((message) => message.id));
  const added = archived.messages.filter(
    ({ id, channel_id }) => !seen.has(id) && store.get(channel_id, id) === undefined,
  );
  const messages = [...live.messages, ...added].sort((a, b) => compareSnowflakes(b.id, a.id));
  return {
    messages: messages.slice(0, limit),
    searched: Math.max(live.searched, archived.searched),
    truncated: live.truncated || archived.truncated || messages.length > limit,
  };
}

function matches(stored: StoredMessage, input: SearchInput, words: readonly string[]): boolean {
  const { message } = stored;
  if (!isWritten(message.type)) return false;
  if (input.authorId !== null && message.author.id !== input.authorId) return false;
  if (!input.has.every((what) => hasIt(message, what))) return false;
  if (words.length === 0) return true;
  stored.folded ??= fold(searchableText(message));
  const text = stored.folded;
  return words.every((word) => text.includes(word));
}

function hasIt(message: WireMessage, what: SearchInput['has'][number]): boolean {
  switch (what) {
    case 'link':
      return LINK.test(message.content);
    case 'file':
      return message.attachments.length > 0;
    case 'image':
      return (
        message.attachments.some((file) => file.content_type?.startsWith('image/') ?? false) ||
        message.embeds.some((embed) => embed.image !== undefined || embed.type === 'image')
      );
    case 'embed':
      return message.embeds.length > 0;
    case 'pin':
      return message.pinned;
  }
}

/** Everything of a message that has words. */
export function searchableText(message: WireMessage): string {
  const parts: (string | null | undefined)[] = [
    message.content,
    message.author.global_name,
    message.author.username,
    message.member?.nick,
    ...message.attachments.flatMap((file) => [file.filename, file.description]),
    ...message.message_snapshots.map((snapshot) => snapshot.message.content),
  ];
  for (const embed of message.embeds) {
    parts.push(embed.title, embed.description, embed.author?.name, embed.footer?.text);
    for (const field of embed.fields ?? []) parts.push(field.name, field.value);
  }
  const components = [...message.components];
  for (let component = components.pop(); component; component = components.pop()) {
    parts.push(component.content, component.label);
    components.push(...(component.components ?? []));
  }
  return parts.filter(Boolean).join('\n');
}

/** Without accents and case, so that "resume" finds "Résumé". */
export function fold(text: string): string {
  const plain = ASCII.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '');
  return plain.toLowerCase();
}
