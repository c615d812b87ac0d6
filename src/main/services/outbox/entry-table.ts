import { AppError } from '@shared/errors/app-error';
import type { Journal } from './journal';
import { changeOf, type JournalRecord, type StoredEntry } from './stored-entry';
import { type EntryEvent, isSettled, transition } from './transition';

/** Sent entries that are kept to be looked at. */
const KEPT_SENT = 200;
/** The journal is written anew when it has this many lines more than there are entries. */
const SPARE_LINES = 5_000;

export interface TableListeners {
  onUpserted(stored: StoredEntry): void;
  onRemoved(entryId: string): void;
  /** A change of state that could not be written; memory goes on without it. */
  onFailure(error: unknown): void;
}

/**
 * The entries in memory and on disk: every change goes through `transition`, into the journal, and to the
 * listeners, in this order. Order of entries is the order they were taken in.
 */
export class EntryTable {
  readonly #journal: Journal;
  readonly #entries: Map<string, StoredEntry>;
  /** Those that are not settled, in order: what the scheduler looks at. */
  readonly #active = new Map<string, StoredEntry>();
  readonly #byNonce = new Map<string, string>();
  readonly #listeners: TableListeners;
  /** Ids of sent entries, oldest first. */
  #sent: string[];
  #pending: Promise<void> = Promise.resolve();
  /** The newest change on its way to the disk. */
  #latest: Promise<void> = Promise.resolve();
  #tidying = false;
  /** Those whose record is on its way to the disk. */
  readonly #adding = new Set<StoredEntry>();

  constructor(journal: Journal, entries: Map<string, StoredEntry>, listeners: TableListeners) {
    this.#journal = journal;
    this.#entries = entries;
    this.#listeners = listeners;
    for (const stored of entries.values()) this.#index(stored);
    this.#sent = sentAmong(entries.values());
  }

  entries(): StoredEntry[] {
    return [...this.#entries.values()];
  }

  /** Entries that are still on their way, in the order they were taken in. */
  active(): IterableIterator<StoredEntry> {
    return this.#active.values();
  }

  get(entryId: string): StoredEntry | undefined {
    return this.#entries.get(entryId);
  }

  byNonce(nonce: string): StoredEntry | undefined {
    const entryId = this.#byNonce.get(nonce);
    return entryId === undefined ? undefined : this.#entries.get(entryId);
  }

  /** Resolves when the entry is on disk; rejects with `outbox/not-saved`, without having taken it, when it is not. */
  async add(stored: StoredEntry): Promise<void> {
    this.#adding.add(stored);
    try {
      await this.#journal.append([{ put: stored }]);
    } catch (cause) {
      // Some of it may be there all the same: what was refused must not be sent by the next start.
      this.#write([{ removed: [stored.entry.entryId] }]);
      throw notSaved(cause);
    } finally {
      this.#adding.delete(stored);
    }
    this.#entries.set(stored.entry.entryId, stored);
    this.#index(stored);
    this.#listeners.onUpserted(stored);
  }

  /** Lets an event happen to an entry; false when it did not fit. What is only progress is not written. */
  apply(entryId: string, event: EntryEvent, nowMs: number): boolean {
    const before = this.#entries.get(entryId);
    if (!before) return false;
    const after = transition(before, event, nowMs);
    if (after === before) return false;
    this.replace(after, event.type !== 'progress');
    return true;
  }

  /** Puts a changed entry in the place of the one with its id. */
  replace(after: StoredEntry, write = true): void {
    this.#entries.set(after.entry.entryId, after);
    this.#index(after);
    if (write) this.#write([{ set: changeOf(after) }]);
    this.#listeners.onUpserted(after);
    if (after.entry.state.kind === 'sent') this.#keepSent(after.entry.entryId);
  }

  /** Changes every entry that `change` changes, as after a restart. */
  mapAll(change: (stored: StoredEntry) => StoredEntry): void {
    for (const stored of this.#entries.values()) {
      const after = change(stored);
      if (after !== stored) this.replace(after);
    }
  }

  /** Forgets those of the entries that are settled. */
  removeSettled(entryIds: readonly string[]): void {
    this.#remove(
      entryIds.filter((entryId) => {
        const stored = this.#entries.get(entryId);
        return stored !== undefined && isSettled(stored.entry.state);
      }),
    );
  }

  /** Resolves when every change until now is on disk, or has failed and been reported. */
  async written(): Promise<void> {
    await this.#pending;
  }

  /** Resolves when the newest change is on disk; rejects with `outbox/not-saved` when it could not be written. */
  async saved(): Promise<void> {
    await this.#latest.catch((cause: unknown) => {
      throw notSaved(cause);
    });
  }

  #remove(entryIds: readonly string[]): void {
    if (entryIds.length === 0) return;
    const gone = new Set(entryIds);
    for (const entryId of entryIds) {
      const stored = this.#entries.get(entryId);
      if (stored) this.#byNonce.delete(stored.entry.nonce);
      this.#entries.delete(entryId);
      this.#active.delete(entryId);
      this.#listeners.onRemoved(entryId);
    }
    this.#sent = this.#sent.filter((entryId) => !gone.has(entryId));
    this.#write([{ removed: [...entryIds] }]);
  }

  #index(stored: StoredEntry): void {
    const { entryId, nonce, state } = stored.entry;
    this.#byNonce.set(nonce, entryId);
    if (isSettled(state)) this.#active.delete(entryId);
    else this.#active.set(entryId, stored);
  }

  #keepSent(entryId: string): void {
    this.#sent.push(entryId);
    if (this.#sent.length > KEPT_SENT) this.#remove(this.#sent.slice(0, this.#sent.length - KEPT_SENT));
  }

  #write(records: readonly JournalRecord[]): void {
    this.#latest = this.#journal.append(records);
    const appended = this.#latest.catch((error) => this.#listeners.onFailure(error));
    this.#pending = Promise.all([this.#pending, appended]).then(() => undefined);
    if (!this.#tidying && this.#journal.lines > this.#entries.size * 2 + SPARE_LINES) this.#tidy();
  }

  #tidy(): void {
    this.#tidying = true;
    const current = () =>
      [...this.#entries.values(), ...this.#adding].map((stored): JournalRecord => ({ put: stored }));
    const tidied = this.#journal
      .rewrite(current)
      .catch((error) => this.#listeners.onFailure(error))
      .finally(() => {
        this.#tidying = false;
      });
    this.#pending = Promise.all([this.#pending, tidied]).then(() => undefined);
  }
}

/** Ids of those that are sent, the longest ago first. */
function sentAmong(entries: Iterable<StoredEntry>): string[] {
  const sent: { entryId: string; atMs: number }[] = [];
  for (const { entry } of entries) {
    if (entry.state.kind === 'sent') sent.push({ entryId: entry.entryId, atMs: entry.state.atMs });
  }
  return sent.sort((a, b) => a.atMs - b.atMs).map(({ entryId }) => entryId);
}

function notSaved(cause: unknown): AppError {
  return new AppError('outbox/not-saved', 'The outbox could not be written to the disk.', {
    cause,
    retryable: true,
  });
}
