import type { OutboxChanged, OutboxEntry, Repeat, SubmitInput, SubmitOutcome } from '@shared/models/outbox';
import type { SliceContext } from '../app-state';
import { failedLoad, LOADING } from '../load-state';
import { applyOutboxChanged, applyOutboxList, initialOutbox } from './apply';
import { groupOf } from './selectors';

/** The contract takes this many at once. */
const DISMISS_AT_ONCE = 1_000;

export interface OutboxActions {
  load(): Promise<void>;
  changed(change: OutboxChanged): void;
  /** Hands a message over; from then on it is main's, and never lost. */
  submit(input: SubmitInput): Promise<SubmitOutcome>;
  /** Remembers that an entry was written in the full composer. */
  rememberFull(entryId: string): void;
  /** Takes back what has not left; false when it was too late. */
  cancel(entryId: string): Promise<boolean>;
  retry(entryId: string): Promise<void>;
  reschedule(entryId: string, sendAtMs: number | null, repeat: Repeat | null): Promise<boolean>;
  /** Forgets entries that are over. */
  dismiss(entryIds: readonly string[]): Promise<void>;
  /** Forgets all that were sent or cancelled. */
  dismissSettled(): Promise<void>;
  clear(): void;
}

export function createOutboxActions({ api, get, update }: SliceContext): OutboxActions {
  const put = (change: OutboxChanged) => update('outbox', (state) => applyOutboxChanged(state, change));
  const entry = (entryId: string): OutboxEntry | undefined => get().outbox.byId[entryId];

  const dismiss = async (entryIds: readonly string[]) => {
    for (let at = 0; at < entryIds.length; at += DISMISS_AT_ONCE) {
      const part = entryIds.slice(at, at + DISMISS_AT_ONCE);
      await api.outbox.dismiss({ entryIds: part });
      put({ upserted: [], removed: part });
    }
  };

  return {
    async load() {
      update('outbox', (state) => ({ ...state, load: LOADING }));
      try {
        const entries = await api.outbox.list();
        update('outbox', (state) => applyOutboxList(state, entries));
      } catch (error) {
        update('outbox', (state) => ({ ...state, load: failedLoad(error) }));
      }
    },
    changed: put,
    async submit(input) {
      const outcome = await api.outbox.submit(input);
      // The event may have come first, and be newer: then the reply says nothing new.
      if (outcome.kind === 'accepted' && !entry(outcome.entry.entryId)) {
        put({ upserted: [outcome.entry], removed: [] });
      }
      return outcome;
    },
    rememberFull: (entryId) =>
      update('outbox', (state) => ({ ...state, fromFull: [...state.fromFull, entryId] })),
    async cancel(entryId) {
      const { cancelled } = await api.outbox.cancel({ entryId });
      return cancelled;
    },
    retry: (entryId) => api.outbox.retry({ entryId }),
    async reschedule(entryId, sendAtMs, repeat) {
      const { changed } = await api.outbox.reschedule({ entryId, sendAtMs, repeat });
      return changed;
    },
    dismiss,
    dismissSettled: () =>
      dismiss(
        Object.values(get().outbox.byId)
          .filter(({ state }) => groupOf(state) === 'sent' || groupOf(state) === 'cancelled')
          .map(({ entryId }) => entryId),
      ),
    clear: () => update('outbox', () => initialOutbox),
  };
}
