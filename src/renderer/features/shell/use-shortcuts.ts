import { useEffect } from 'react';
import { useAppStore } from '../../state/react';
import { useAttempt } from '../trouble';
import { createCommands } from './commands';
import { isTyping, KEYS, matchesKeys } from './keys';

/** Keys that work everywhere. Single letters belong to the views that explain them, so only the rest is here. */
export function useShortcuts(): void {
  const store = useAppStore();
  const attempt = useAttempt();
  useEffect(() => {
    const commands = createCommands(store);
    const onKeyDown = (event: KeyboardEvent) => {
      const { view } = store.actions;
      if (matchesKeys(KEYS.palette.keys, event)) {
        event.preventDefault();
        const open = store.getState().view.overlay === 'palette';
        return open ? view.closeOverlay() : view.openOverlay('palette');
      }
      if (store.getState().view.overlay !== null || event.defaultPrevented) return;
      if (matchesKeys(KEYS.keySheet.keys, event) && !isTyping(event.target)) {
        event.preventDefault();
        return view.openOverlay('keys');
      }
      const command = commands.find((c) => c.keys?.startsWith('Mod+') && matchesKeys(c.keys, event));
      if (!command?.available(store.getState())) return;
      event.preventDefault();
      attempt(async () => command.run());
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, attempt]);
}
