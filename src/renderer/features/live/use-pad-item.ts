import { padName, selectPads } from '../../state/live/selectors';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { useAttempt } from '../trouble';

const words = strings.live.pads;

/** Puts a sound on a pad, or takes it off; what lay there before can be brought back. */
export function usePadItem(padId: string): (itemId: string | null) => Promise<void> {
  const store = useAppStore();
  const { live, view } = useActions();
  const attempt = useAttempt();
  return async (itemId) => {
    const pad = selectPads(store.getState()).find((one) => one.padId === padId);
    const now = await live.ask.setPadItem({ padId, itemId });
    const before = pad?.item;
    if (!pad || !before || before.itemId === itemId) return;
    const name = padName(pad);
    view.toast({
      title: now.item === null ? words.cleared(name) : words.replaced(name, now.item.name),
      action: {
        label: strings.undo,
        run: () => attempt(() => live.ask.setPadItem({ padId, itemId: before.itemId })),
      },
    });
  };
}
