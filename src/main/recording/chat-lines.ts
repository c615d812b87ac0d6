import type { ChatLine } from '@shared/models/review';
import type { JournalEntry } from './journal';

/** The chat as it was at the end, each message with what happened to it. Edits of messages from before are left out. */
export function chatLines(entries: readonly JournalEntry[]): ChatLine[] {
  const lines = new Map<string, ChatLine>();
  for (const entry of entries) {
    switch (entry.type) {
      case 'chat':
        lines.set(entry.messageId, lineOf(entry));
        break;
      case 'chatEdit': {
        const line = lines.get(entry.messageId);
        if (!line) break;
        line.text = entry.text;
        line.editedAtMs = Math.max(0, entry.atMs);
        break;
      }
      case 'chatDelete': {
        const line = lines.get(entry.messageId);
        if (line) line.deletedAtMs = Math.max(0, entry.atMs);
        break;
      }
      case 'reaction': {
        const line = lines.get(entry.messageId);
        if (!line) break;
        const { emoji, count } = entry;
        line.reactions = line.reactions.filter((one) => one.emoji !== emoji);
        if (count > 0) line.reactions.push({ emoji, count });
        break;
      }
      default:
        break;
    }
  }
  return [...lines.values()].sort((a, b) => a.atMs - b.atMs);
}

type ChatEntry = Extract<JournalEntry, { type: 'chat' }>;

function lineOf({ atMs, messageId, userId, displayName, text }: ChatEntry): ChatLine {
  return {
    atMs: Math.max(0, atMs),
    messageId,
    userId,
    displayName,
    text,
    editedAtMs: null,
    deletedAtMs: null,
    reactions: [],
  };
}
