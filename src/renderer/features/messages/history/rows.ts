import { compareSnowflakes } from '@shared/discord/snowflake-order';
import type { MessageView } from '@shared/models/messages';
import type { OutboxEntry } from '@shared/models/outbox';
import { dayKey } from '../../../ui/format';

/**
 * One row of the history. Lines between days and the "new" line belong to the row below them: rows are messages and
 * nothing else, so that every row keeps its key while others come and go, and the reader keeps the place.
 */
export type HistoryRow =
  | { kind: 'start'; key: string }
  | MessageHistoryRow
  | { kind: 'pending'; key: string; entry: OutboxEntry; continued: boolean };

export interface MessageHistoryRow {
  kind: 'message';
  key: string;
  message: MessageView;
  /** Same author shortly after: name and picture are not repeated. */
  continued: boolean;
  /** Set when a new day begins above it. */
  dayMs: number | null;
  /** The first one not read yet. */
  isFirstNew: boolean;
}

/** Messages of one author within this time stand together. */
export const GROUP_WITHIN_MS = 7 * 60_000;

export interface RowSources {
  messages: readonly MessageView[];
  pending: readonly OutboxEntry[];
  /** Nothing older: the history begins with a word about the place. */
  atStart: boolean;
  /** Read up to this message; null = no "new" line. */
  readUpToId: string | null;
  /** Whose the pending ones are. */
  ownUserId: string | null;
}

/** Rows of a channel, oldest first; what is being sent comes last, without what has already arrived. */
export function historyRows({ messages, pending, atStart, readUpToId, ownUserId }: RowSources): HistoryRow[] {
  const rows: HistoryRow[] = atStart ? [{ kind: 'start', key: 'start' }] : [];
  let before: MessageView | null = null;
  let newShown = readUpToId === null;
  for (const message of messages) {
    const newDay = before === null || dayKey(before.sentAtMs) !== dayKey(message.sentAtMs);
    const isFirstNew =
      !newShown &&
      readUpToId !== null &&
      !message.author.isSelf &&
      compareSnowflakes(message.messageId, readUpToId) > 0;
    if (isFirstNew) newShown = true;
    rows.push({
      kind: 'message',
      key: message.messageId,
      message,
      continued: !newDay && !isFirstNew && before !== null && continues(before, message),
      dayMs: newDay ? message.sentAtMs : null,
      isFirstNew,
    });
    before = message;
  }
  const arrived = new Set(messages.map((message) => message.nonce).filter((nonce) => nonce !== null));
  let own =
    before !== null && before.author.userId === ownUserId && before.webhookId === null
      ? before.sentAtMs
      : null;
  for (const entry of pending) {
    if (arrived.has(entry.nonce)) continue;
    const isReply = entry.content.type === 'message' && entry.content.body.replyTo !== null;
    const continued = own !== null && !isReply && entry.createdAtMs - own <= GROUP_WITHIN_MS;
    rows.push({ kind: 'pending', key: `pending-${entry.entryId}`, entry, continued });
    own = entry.createdAtMs;
  }
  return rows;
}

/** The new rows, with those that say the same as before kept as they were: what did not change is not drawn again. */
export function keepRows(before: readonly HistoryRow[], next: readonly HistoryRow[]): readonly HistoryRow[] {
  if (before.length === 0) return next;
  const known = new Map(before.map((row) => [row.key, row]));
  return next.map((row) => {
    const old = known.get(row.key);
    return old && sameRow(old, row) ? old : row;
  });
}

function sameRow(a: HistoryRow, b: HistoryRow): boolean {
  if (a.kind === 'message' && b.kind === 'message')
    return (
      a.message === b.message &&
      a.continued === b.continued &&
      a.dayMs === b.dayMs &&
      a.isFirstNew === b.isFirstNew
    );
  if (a.kind === 'pending' && b.kind === 'pending') return a.entry === b.entry && a.continued === b.continued;
  return a.kind === b.kind;
}

function continues(before: MessageView, message: MessageView): boolean {
  if (before.system !== null || message.system !== null) return false;
  if (message.reply !== null || message.command !== null) return false;
  return (
    before.author.userId === message.author.userId &&
    before.author.displayName === message.author.displayName &&
    before.webhookId === message.webhookId &&
    message.sentAtMs - before.sentAtMs <= GROUP_WITHIN_MS
  );
}

const LINE_PX = 22;
const CHARS_IN_LINE = 90;

/** About how high a row will be: near the truth keeps the scroll bar honest before rows are measured. */
export function estimateRowPx(row: HistoryRow): number {
  if (row.kind === 'start') return 120;
  if (row.kind === 'pending') return 70;
  const { message } = row;
  const shown = message.forwarded ?? message.starter ?? message;
  const words = shown.content.length / CHARS_IN_LINE + (shown.content.match(/\n/g)?.length ?? 0);
  const text = shown.content === '' ? 0 : Math.ceil(words + 0.01) * LINE_PX;
  const pictures = shown.attachments.some((file) => file.width !== null) ? 300 : 0;
  const extras = shown.embeds.length * 140 + shown.components.length * 46 + shown.attachments.length * 40;
  const head = (row.continued ? 2 : 34) + (message.reply ? 22 : 0) + (message.reactions.length > 0 ? 32 : 0);
  return head + Math.max(text, 1) + pictures + extras + (row.dayMs === null ? 0 : 40);
}
