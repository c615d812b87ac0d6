import type { OutboxChanged, OutboxEntry } from '@shared/models/outbox';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';

/** What is to be sent, is being sent, and was sent or not; main keeps it, the window shows it. */
export interface OutboxState {
  load: LoadState;
  byId: Readonly<Record<string, OutboxEntry>>;
  /** Entries that were written in the full composer: taken back, they open there again. */
  fromFull: readonly string[];
}

export const initialOutbox: OutboxState = { load: IDLE, byId: {}, fromFull: [] };

export function applyOutboxList(state: OutboxState, entries: readonly OutboxEntry[]): OutboxState {
  const byId = Object.fromEntries(entries.map((entry) => [entry.entryId, entry]));
  return { ...state, load: READY, byId: share(state.byId, byId) };
}

/** One event: entries put in place, others forgotten. Entries that did not change keep their identity. */
export function applyOutboxChanged(state: OutboxState, { upserted, removed }: OutboxChanged): OutboxState {
  const gone = removed.filter((id) => id in state.byId);
  const fresh = upserted
    .map((entry) => share(state.byId[entry.entryId], entry))
    .filter((entry) => state.byId[entry.entryId] !== entry);
  if (gone.length === 0 && fresh.length === 0) return state;
  const byId: Record<string, OutboxEntry> = { ...state.byId };
  for (const entry of fresh) byId[entry.entryId] = entry;
  for (const id of gone) delete byId[id];
  return {
    ...state,
    byId,
    fromFull: gone.length === 0 ? state.fromFull : state.fromFull.filter((id) => id in byId),
  };
}
