import type { ChatLine, Withheld } from '@shared/models/review';
import type { JournalEntry } from './journal';
import { isInside } from './ranges';
import { withheldOf } from './withhold';

/**
 * The chat of a session as it was at the end, in order of time, each message with what happened to it; without
 * what was written by somebody, or while everybody, is withheld. Edits of messages from before are left out.
 */
export function chatOf(
  entries: readonly JournalEntry[],
  withheld: readonly Withheld[],
  durationMs: number,
): ChatLine[] {
  const lines = new Map<string, ChatLine>();
  for (const entry of entries) {
    if (entry.type === 'chat') {
      const { atMs, messageId, userId, displayName, text } = entry;
      const line = { atMs: Math.max(0, atMs), messageId, userId, displayName, text };
      lines.set(messageId, { ...line, editedAtMs: null, deletedAtMs: null, reactions: [] });
    } else if (entry.type === 'chatEdit' || entry.type === 'chatDelete' || entry.type === 'reaction') {
      const line = lines.get(entry.messageId);
      if (line) apply(line, entry);
    }
  }
  const hidden = new Map<string, ReturnType<typeof withheldOf>>();
  const hiddenOf = (userId: string) => {
    const known = hidden.get(userId) ?? withheldOf(withheld, userId, durationMs);
    hidden.set(userId, known);
    return known;
  };
  return [...lines.values()]
    .filter((line) => !isInside(hiddenOf(line.userId), Math.min(line.atMs, durationMs - 1e-3)))
    .sort((a, b) => a.atMs - b.atMs);
}

function apply(
  line: ChatLine,
  entry: Extract<JournalEntry, { type: 'chatEdit' | 'chatDelete' | 'reaction' }>,
): void {
  switch (entry.type) {
    case 'chatEdit':
      line.text = entry.text;
      line.editedAtMs = Math.max(0, entry.atMs);
      return;
    case 'chatDelete':
      line.deletedAtMs = Math.max(0, entry.atMs);
      return;
    case 'reaction': {
      const others = line.reactions.filter(({ emoji }) => emoji !== entry.emoji);
      line.reactions = entry.count === 0 ? others : [...others, { emoji: entry.emoji, count: entry.count }];
      return;
    }
  }
}
