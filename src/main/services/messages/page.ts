import { compareSnowflakes } from '@shared/discord/snowflake';
import type { WireMessage } from '@shared/discord/wire/objects';
import type { PageFrom } from '@shared/models/messages';

export interface Page {
  /** Oldest first. */
  messages: WireMessage[];
  hasOlder: boolean;
  hasNewer: boolean;
}

/** Where to read as Discord's query wants it. */
export function pageQuery(from: PageFrom, limit: number) {
  return from.kind === 'newest' ? { limit } : { [from.kind]: from.messageId, limit };
}

/**
 * What an answer of Discord says about what lies beyond it. A full page may go on; a short one does not. Around a
 * message Discord gives half the page to each side, and the channel's last message tells when nothing newer exists.
 */
export function toPage(
  answer: readonly WireMessage[],
  from: PageFrom,
  limit: number,
  lastMessageId: string | null,
): Page {
  const messages = [...answer].sort((a, b) => compareSnowflakes(a.id, b.id));
  const full = answer.length >= limit;
  switch (from.kind) {
    case 'newest':
      return { messages, hasOlder: full, hasNewer: false };
    case 'before':
      return { messages, hasOlder: full, hasNewer: true };
    case 'after':
      return { messages, hasOlder: true, hasNewer: full };
    case 'around': {
      const older = messages.filter((message) => compareSnowflakes(message.id, from.messageId) < 0).length;
      const newer = messages.filter((message) => compareSnowflakes(message.id, from.messageId) > 0).length;
      const half = Math.max(1, Math.floor((limit - 1) / 2));
      const newest = messages.at(-1)?.id;
      const atEnd =
        lastMessageId !== null && newest !== undefined && compareSnowflakes(newest, lastMessageId) >= 0;
      return { messages, hasOlder: older >= half, hasNewer: newer >= half && !atEnd };
    }
  }
}
