import { join } from 'node:path';
import type { RoomPlansState, RoomSet } from '@shared/models/room-plans';
import type { Clock } from '../../support/clock';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';
import { isSettled } from './machine';
import { viewOf } from './occurrences';
import { EMPTY_PLANS, PlansContent, type StoredSet, type StoredSlot } from './stored';

/** Sets that are over and can still be looked at, of each account. */
const SETTLED_KEPT = 30;

/** The plans in memory and on disk. A change is on disk soon, or, asked for by `save`, before it resolves. */
export class PlanStore {
  readonly #file: JsonFile<PlansContent>;
  readonly #onChanged: () => void;

  private constructor(file: JsonFile<PlansContent>, onChanged: () => void) {
    this.#file = file;
    this.#onChanged = onChanged;
  }

  static async open(
    options: { dataDir: string; clock: Clock; logger: Logger },
    onChanged: () => void,
  ): Promise<PlanStore> {
    const { clock, logger } = options;
    const path = join(options.dataDir, 'room-plans.json');
    const file = await JsonFile.open({ path, schema: PlansContent, empty: EMPTY_PLANS, clock, logger });
    return new PlanStore(file, onChanged);
  }

  get content(): PlansContent {
    return this.#file.value;
  }

  /** Takes a new content; the same identity is no change. */
  set(next: PlansContent): void {
    const { value } = this.#file;
    if (next === value) return;
    this.#file.set(tidied(next));
    this.#onChanged();
  }

  /** Resolves when everything said so far is on disk; rejects when it cannot be written. */
  save(): Promise<void> {
    return this.#file.save(this.#file.value);
  }

  find(setId: string): StoredSet | undefined {
    return this.content.sets.find((set) => set.setId === setId);
  }

  changeSet(setId: string, change: (set: StoredSet) => StoredSet): void {
    const before = this.find(setId);
    const after = before && change(before);
    if (!after || after === before) return;
    const { content } = this;
    this.set({ ...content, sets: content.sets.map((set) => (set === before ? after : set)) });
  }

  changeSlot(setId: string, slotId: string, change: (slot: StoredSlot) => StoredSlot): void {
    this.changeSet(setId, (set) => ({
      ...set,
      slots: set.slots.map((slot) => (slot.slotId === slotId ? change(slot) : slot)),
    }));
  }

  /** What the window sees of one account; null while signed out. */
  view(accountKey: string | null, nowMs: number): RoomPlansState {
    const { templates, schedules, sets, lobbies } = this.content;
    const mine = <T extends { accountKey: string }>(all: readonly T[]) =>
      all.filter((one) => one.accountKey === accountKey);
    return {
      templates: [...templates].sort((a, b) => a.name.localeCompare(b.name)),
      schedules: mine(schedules).map((schedule) => viewOf(schedule, nowMs)),
      sets: mine(sets)
        .map(viewOfSet)
        .sort((a, b) => b.openedAtMs - a.openedAtMs),
      lobbies: mine(lobbies),
    };
  }

  flush(): Promise<void> {
    return this.#file.flush();
  }
}

function viewOfSet({ endRequested: _endRequested, slots, ...set }: StoredSet): RoomSet {
  return {
    ...set,
    slots: slots.map(({ slotId, kind, name, temporary, state, notes }) => ({
      slotId,
      kind,
      name,
      temporary,
      state,
      notes,
    })),
  };
}

/** The ledger names what may still be ended, and nothing else; of sets that are over only the newest stay. */
function tidied(content: PlansContent): PlansContent {
  const alive = new Set<string>();
  const settled = new Map<string, number>();
  const sets = [...content.sets]
    .sort((a, b) => b.openedAtMs - a.openedAtMs)
    .filter((set) => {
      if (!set.slots.every(isSettled)) return true;
      const count = (settled.get(set.accountKey) ?? 0) + 1;
      settled.set(set.accountKey, count);
      return count <= SETTLED_KEPT;
    });
  for (const { accountKey, slots } of sets) {
    for (const { state } of slots) {
      if ('channelId' in state && state.kind !== 'ended' && state.kind !== 'kept') {
        alive.add(`${accountKey} ${state.channelId}`);
      }
    }
  }
  const ledger = content.ledger.filter((entry) => alive.has(`${entry.accountKey} ${entry.channelId}`));
  return {
    ...content,
    sets,
    ledger: ledger.length === content.ledger.length ? content.ledger : ledger,
  };
}
