import type { Dispatch } from '@shared/discord/wire/dispatch';

/** What the chat of a room adds to a session's journal. */
export type ChatEntry =
  | { type: 'chat'; messageId: string; userId: string; displayName: string; text: string }
  | { type: 'chatEdit'; messageId: string; text: string }
  | { type: 'chatDelete'; messageId: string }
  | { type: 'reaction'; messageId: string; emoji: string; count: number };

interface Known {
  text: string;
  counts: Map<string, number>;
}

/** Older messages of a long evening: what happens to them is not followed any more. */
const MAX_KNOWN = 5_000;

/**
 * Follows the messages that were written in one room since its sound is kept, and says what becomes of them. Messages
 * from before are not in the journal, so neither is what happens to them.
 */
export class ChatJournal {
  readonly #known = new Map<string, Known>();

  constructor(readonly channelId: string) {}

  /** @param nameOf how a person is called in this guild */
  take(dispatch: Dispatch, nameOf: (userId: string, fallback: string) => string): ChatEntry[] {
    switch (dispatch.t) {
      case 'MESSAGE_CREATE': {
        const { id, channel_id, author, content } = dispatch.d;
        if (channel_id !== this.channelId || this.#known.has(id)) return [];
        this.#remember(id, content);
        const displayName = nameOf(author.id, author.global_name ?? author.username);
        return [{ type: 'chat', messageId: id, userId: author.id, displayName, text: content }];
      }
      case 'MESSAGE_UPDATE': {
        const { id, fields } = dispatch.d;
        const { content } = fields;
        const known = this.#known.get(id);
        // Previews of links come as updates, too: only other words are an edit.
        if (!known || content === undefined || content === known.text) return [];
        known.text = content;
        return [{ type: 'chatEdit', messageId: id, text: content }];
      }
      case 'MESSAGE_DELETE':
        return this.#deleted([dispatch.d.id]);
      case 'MESSAGE_DELETE_BULK':
        return this.#deleted(dispatch.d.ids);
      case 'MESSAGE_REACTION_ADD':
        return this.#counted(dispatch.d.message_id, wordEmoji(dispatch.d.emoji), 1);
      case 'MESSAGE_REACTION_REMOVE':
        return this.#counted(dispatch.d.message_id, wordEmoji(dispatch.d.emoji), -1);
      case 'MESSAGE_REACTION_REMOVE_EMOJI':
        return this.#cleared(dispatch.d.message_id, [wordEmoji(dispatch.d.emoji)]);
      case 'MESSAGE_REACTION_REMOVE_ALL':
        return this.#cleared(dispatch.d.message_id, null);
      default:
        return [];
    }
  }

  #remember(messageId: string, text: string): void {
    this.#known.set(messageId, { text, counts: new Map() });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }

  #deleted(messageIds: readonly string[]): ChatEntry[] {
    return messageIds
      .filter((messageId) => this.#known.delete(messageId))
      .map((messageId) => ({ type: 'chatDelete', messageId }));
  }

  #counted(messageId: string, emoji: string, by: 1 | -1): ChatEntry[] {
    const counts = this.#known.get(messageId)?.counts;
    const count = (counts?.get(emoji) ?? 0) + by;
    if (!counts || count < 0) return [];
    counts.set(emoji, count);
    return [{ type: 'reaction', messageId, emoji, count }];
  }

  #cleared(messageId: string, emojis: readonly string[] | null): ChatEntry[] {
    const counts = this.#known.get(messageId)?.counts;
    if (!counts) return [];
    const gone = [...(emojis ?? counts.keys())].filter((emoji) => (counts.get(emoji) ?? 0) > 0);
    for (const emoji of gone) counts.delete(emoji);
    return gone.map((emoji) => ({ type: 'reaction', messageId, emoji, count: 0 }));
  }
}

/** A character as it is, an emoji of a guild by its name. */
function wordEmoji({
  id,
  name,
}: {
  id?: string | null | undefined;
  name?: string | null | undefined;
}): string {
  return id ? `:${name ?? id}:` : (name ?? '?');
}
