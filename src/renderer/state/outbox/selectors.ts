import type { OutboxState as EntryState, OutboxEntry } from '@shared/models/outbox';
import type { AppState } from '../app-state';
import { memoByKey, memoLast } from '../memo';

/** How the outbox is read, from what needs a person to what is over. */
export type OutboxGroupKind = 'failed' | 'going' | 'scheduled' | 'sent' | 'cancelled';
export interface OutboxGroup {
  kind: OutboxGroupKind;
  entries: readonly OutboxEntry[];
}

export function groupOf(state: EntryState): OutboxGroupKind {
  switch (state.kind) {
    case 'holding':
    case 'queued':
    case 'sending':
      return 'going';
    case 'scheduled':
    case 'sent':
    case 'failed':
    case 'cancelled':
      return state.kind;
  }
}

const ORDER: readonly OutboxGroupKind[] = ['failed', 'going', 'scheduled', 'sent', 'cancelled'];

/** The time an entry is sorted by: when it goes for what is to come, when it ended for what is over. */
function timeOf(entry: OutboxEntry): number {
  const { state } = entry;
  if (state.kind === 'scheduled') return state.sendAtMs;
  return 'atMs' in state ? state.atMs : entry.createdAtMs;
}

const groups = memoLast((byId: Readonly<Record<string, OutboxEntry>>): readonly OutboxGroup[] => {
  const sorted: Record<OutboxGroupKind, OutboxEntry[]> = {
    failed: [],
    going: [],
    scheduled: [],
    sent: [],
    cancelled: [],
  };
  for (const entry of Object.values(byId)) sorted[groupOf(entry.state)].push(entry);
  return ORDER.filter((kind) => sorted[kind].length > 0).map((kind) => {
    // What is to come: soonest first. What is over: latest first.
    const direction = kind === 'going' || kind === 'scheduled' ? 1 : -1;
    return { kind, entries: sorted[kind].sort((a, b) => direction * (timeOf(a) - timeOf(b))) };
  });
});

const counts = memoLast((byId: Readonly<Record<string, OutboxEntry>>) => {
  const result = { failed: 0, going: 0, scheduled: 0 };
  for (const entry of Object.values(byId)) {
    const kind = groupOf(entry.state);
    if (kind === 'failed' || kind === 'going' || kind === 'scheduled') result[kind] += 1;
  }
  return result;
});

const inChannel = memoByKey((channelId: string, byId: Readonly<Record<string, OutboxEntry>>) =>
  Object.values(byId)
    .filter((entry) => entry.channelId === channelId && isUnderWay(entry))
    .sort((a, b) => a.createdAtMs - b.createdAtMs),
);

/** On its way or stuck: what the history shows below the last message. */
function isUnderWay({ state }: OutboxEntry): boolean {
  return (
    state.kind === 'holding' || state.kind === 'queued' || state.kind === 'sending' || state.kind === 'failed'
  );
}

export const selectOutboxGroups = (state: AppState): readonly OutboxGroup[] => groups(state.outbox.byId);
/** Failed, going and scheduled, for the badge. */
export const selectOutboxCounts = (state: AppState) => counts(state.outbox.byId);
/** What is on its way into a channel or did not get there, oldest first. */
export const selectPendingIn = (channelId: string) => (state: AppState) =>
  inChannel(channelId, state.outbox.byId);
