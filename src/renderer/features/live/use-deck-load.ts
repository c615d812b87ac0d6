import type { DeckId } from '@shared/models/console';
import { isOnAir } from '@shared/models/on-air';
import { useMemo } from 'react';
import { selectIsHeard } from '../../state/live/air';
import { selectConsole, selectDeck, selectItems, selectQueue } from '../../state/live/selectors';
import { useAppStore } from '../../state/react';
import type { AppStore } from '../../state/store';
import { strings } from '../../strings';
import { useAttempt } from '../trouble';

const words = strings.live.deck;
/** Time to read it and to think again. */
const STAY_MS = 8_000;

/**
 * Putting files on a deck and taking them off. What a room hears is not replaced by one press: the file comes next in
 * the queue, and a second press puts it on. A file that was taken off can be had back, at its place.
 */
export function createDeckLoad(store: AppStore, attempt: (work: () => Promise<unknown>) => void) {
  const { live, view } = store.actions;
  const isLocked = (deckId: DeckId) => {
    const state = store.getState();
    return selectIsHeard(state) && isOnAir(selectConsole(state), deckId);
  };
  const headOfQueue = () => selectQueue(store.getState())[0]?.itemId ?? null;
  /** To the head of the queue, in this order; what is queued already moves there, so that it is not played twice. */
  async function queueNext(itemIds: readonly string[]): Promise<void> {
    const wanted = [...new Set(itemIds)];
    const queue = selectQueue(store.getState()).map(({ itemId }) => itemId);
    const queued = new Set(queue);
    const mark = queue.find((itemId) => !wanted.includes(itemId)) ?? null;
    const fresh = wanted.filter((itemId) => !queued.has(itemId));
    if (fresh.length > 0) await live.ask.enqueue({ itemIds: fresh, beforeId: mark });
    // From the last on: what each goes before is in its place by then.
    for (const [at, itemId] of [...wanted.entries()].reverse()) {
      if (queued.has(itemId)) await live.ask.moveInQueue({ itemId, beforeId: wanted[at + 1] ?? mark });
    }
  }
  function sayNext(deckId: DeckId, first: string, more: number): void {
    const name = selectItems(store.getState()).get(first)?.name ?? null;
    view.toast({
      title: words.onAirNext(deckId, name, more),
      stayMs: STAY_MS,
      action: {
        label: words.replaceNow(deckId),
        run: () => attempt(() => live.takeFromQueue(deckId, first)),
      },
    });
  }
  /** What came on the deck meanwhile goes back to the head of the queue, unless it is on air already. */
  async function putBack(deckId: DeckId, itemId: string, positionMs: number): Promise<void> {
    if (isLocked(deckId)) {
      await live.ask.enqueue({ itemIds: [itemId], beforeId: headOfQueue() });
      return sayNext(deckId, itemId, 0);
    }
    const meanwhile = selectDeck(deckId)(store.getState()).itemId;
    await live.ask.load({ deckId, itemId, play: false });
    if (positionMs > 0) await live.seek(deckId, positionMs);
    if (meanwhile !== null && meanwhile !== itemId)
      await live.ask.enqueue({ itemIds: [meanwhile], beforeId: headOfQueue() });
  }
  return {
    /** Fetches files and puts the first on the deck, the others in the queue. */
    putOn: (deckId: DeckId, fetch: () => Promise<readonly string[]>) =>
      live.putOn(deckId, async () => {
        const itemIds = await fetch();
        if (!isLocked(deckId)) return itemIds;
        const [first, ...more] = itemIds;
        if (first === undefined) return [];
        await queueNext(itemIds);
        sayNext(deckId, first, more.length);
        return [];
      }),
    async takeFromQueue(deckId: DeckId, itemId: string): Promise<void> {
      if (!isLocked(deckId)) return live.takeFromQueue(deckId, itemId);
      const beforeId = headOfQueue();
      if (beforeId !== itemId) await live.ask.moveInQueue({ itemId, beforeId });
      sayNext(deckId, itemId, 0);
    },
    async eject(deckId: DeckId): Promise<void> {
      const { itemId, name } = selectDeck(deckId)(store.getState());
      const positionMs = live.positions.deckMs(deckId, performance.now());
      await live.ask.eject({ deckId });
      if (itemId === null) return;
      view.toast({
        title: words.ejected(deckId, name),
        stayMs: STAY_MS,
        action: {
          label: strings.undo,
          run: () => attempt(() => putBack(deckId, itemId, positionMs)),
        },
      });
    },
  };
}

export function useDeckLoad() {
  const store = useAppStore();
  const attempt = useAttempt();
  return useMemo(() => createDeckLoad(store, attempt), [store, attempt]);
}
