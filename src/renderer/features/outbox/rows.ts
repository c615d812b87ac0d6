import type { OutboxEntry } from '@shared/models/outbox';
import type { OutboxGroup, OutboxGroupKind } from '../../state/outbox/selectors';
import { excerptOf } from './wording';

export type OutboxRow =
  | { type: 'head'; key: string; kind: OutboxGroupKind; count: number }
  | { type: 'entry'; key: string; entry: OutboxEntry };

/** Headings and entries in one list, those that match what is looked for. */
export function outboxRows(groups: readonly OutboxGroup[], find: string): OutboxRow[] {
  const wanted = find.trim().toLowerCase();
  return groups.flatMap(({ kind, entries }) => {
    const shown = wanted === '' ? entries : entries.filter((entry) => textOf(entry).includes(wanted));
    if (shown.length === 0) return [];
    const rows = shown.map((entry): OutboxRow => ({ type: 'entry', key: entry.entryId, entry }));
    return [{ type: 'head', key: kind, kind, count: shown.length } as const, ...rows];
  });
}

function textOf(entry: OutboxEntry): string {
  return `${entry.where} ${excerptOf(entry)}`.toLowerCase();
}
