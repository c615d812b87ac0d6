import type { MessageView } from '@shared/models/messages';
import type { PendingMessage } from '../../state/messages/apply';
import { dayKey } from '../../ui/format';

/** One row of the history. `continued`: same author shortly after, so name and picture are not repeated. */
export type HistoryRow =
  | { kind: 'start'; key: string }
  | { kind: 'day'; key: string; atMs: number }
  | { kind: 'message'; key: string; message: MessageView; continued: boolean }
  | { kind: 'pending'; key: string; entry: PendingMessage };

/** Messages of one author within this time stand together. */
export const GROUP_WITHIN_MS = 7 * 60_000;

/** Rows of a channel, oldest first: day lines between days, groups by author and time, what is being sent last. */
export function historyRows(
  messages: readonly MessageView[],
  pending: readonly PendingMessage[],
  hasOlder: boolean,
): HistoryRow[] {
  const rows: HistoryRow[] = hasOlder ? [] : [{ kind: 'start', key: 'start' }];
  let before: MessageView | null = null;
  for (const message of messages) {
    const newDay = before === null || dayKey(before.sentAtMs) !== dayKey(message.sentAtMs);
    if (newDay) rows.push({ kind: 'day', key: `day-${dayKey(message.sentAtMs)}`, atMs: message.sentAtMs });
    const continued = !newDay && before !== null && continues(before, message);
    rows.push({ kind: 'message', key: message.messageId, message, continued });
    before = message;
  }
  for (const entry of pending) rows.push({ kind: 'pending', key: `pending-${entry.nonce}`, entry });
  return rows;
}

function continues(before: MessageView, message: MessageView): boolean {
  if (before.system !== null || message.system !== null || message.replyToId !== null) return false;
  return (
    before.author.userId === message.author.userId && message.sentAtMs - before.sentAtMs <= GROUP_WITHIN_MS
  );
}
