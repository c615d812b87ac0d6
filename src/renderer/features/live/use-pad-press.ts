import { type KeyboardEvent, type PointerEvent, useEffect, useMemo } from 'react';
import { selectPads, selectPlayingPad } from '../../state/live/selectors';
import { useAppStore } from '../../state/react';
import type { AppStore } from '../../state/store';
import { useAttempt } from '../trouble';

/** What pressing and letting go of a pad does: once starts over, loop toggles, hold sounds while it is down. */
export function createPadPress(store: AppStore, attempt: (work: () => Promise<unknown>) => void) {
  const { ask } = store.actions.live;
  const held = new Set<string>();
  const padOf = (padId: string) => selectPads(store.getState()).find((pad) => pad.padId === padId);
  return {
    down(padId: string): void {
      const pad = padOf(padId);
      if (!pad?.item) return;
      if (pad.mode === 'loop' && selectPlayingPad(padId)(store.getState())) {
        attempt(() => ask.stopPad({ padId }));
        return;
      }
      if (pad.mode === 'hold') {
        if (held.has(padId)) return;
        held.add(padId);
      }
      attempt(() => ask.playPad({ padId }));
    },
    up(padId: string): void {
      if (held.delete(padId)) attempt(() => ask.stopPad({ padId }));
    },
    /** Whatever is held is let go: the window lost the keyboard. */
    upAll(): void {
      for (const padId of [...held]) this.up(padId);
    },
  };
}

/** The same for the pad's own button: pointer, Space and Enter. */
export function usePadPress(padId: string) {
  const store = useAppStore();
  const attempt = useAttempt();
  const press = useMemo(() => createPadPress(store, attempt), [store, attempt]);
  // A release that this button cannot hear: the window loses the keyboard, or the button goes.
  useEffect(() => {
    const letGo = () => press.upAll();
    window.addEventListener('blur', letGo);
    return () => {
      window.removeEventListener('blur', letGo);
      letGo();
    };
  }, [press]);
  const isHold = () => selectPads(store.getState()).find((pad) => pad.padId === padId)?.mode === 'hold';
  const isPress = (key: string) => key === ' ' || key === 'Enter';
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button === 0 && isHold()) press.down(padId);
    },
    onPointerUp: () => press.up(padId),
    onBlur: () => press.up(padId),
    /** Holding has been dealt with by the pointer. */
    onClick() {
      if (!isHold()) press.down(padId);
    },
    onKeyDown(event: KeyboardEvent) {
      if (!isPress(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      if (!event.repeat) press.down(padId);
    },
    onKeyUp(event: KeyboardEvent) {
      if (!isPress(event.key)) return;
      event.preventDefault();
      press.up(padId);
    },
  };
}
