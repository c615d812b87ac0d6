import { useEffect } from 'react';
import type { AppState } from '../../state/app-state';
import { selectAir } from '../../state/live/air';
import { selectCanStop } from '../../state/live/selectors';
import { useAppStore } from '../../state/react';
import { selectKeys } from '../../state/settings/selectors';
import { keysOf, writtenKeys } from '../../ui/key-map';
import { latinKey } from '../../ui/latin-key';
import { plainKey } from '../../ui/plain-key';
import { useAttempt } from '../trouble';
import { DESK_KEYS } from './desk-keys';

/** Keys that no text and no list wants: with one of these, "stop all" is heard while somebody types, too. */
const NEVER_TEXT = /(^|\+)(Escape|F\d{1,2})$/;

/**
 * The two keys that must not depend on where in the window one happens to be: the one to talk and the one that stops
 * everything. For the whole window, once.
 */
export function useAirKeys(): void {
  useTalkKey();
  useStopKey();
}

/** The window shows how the microphone does: on the Live desk, and while somebody might hear it (the call bar). */
const shown = (state: AppState) => state.view.desk === 'live' || selectAir(state).rooms.length > 0;

/** T held talks (or is silent) on every desk and under every dialog; not while typing, nor where T means what is in focus. */
function useTalkKey(): void {
  const store = useAppStore();
  const attempt = useAttempt();
  useEffect(() => {
    const { live } = store.actions;
    /** The place of the key that is held: what it types may change meanwhile, with Shift or with the layout. */
    let heldCode: string | null = null;
    const push = (pushed: boolean) => attempt(() => live.push('microphone', pushed));
    const isTalk = (event: KeyboardEvent) => latinKey(event).toLowerCase() === 't';
    const letGo = () => {
      heldCode = null;
      push(false);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.shiftKey || plainKey(event) !== 't' || !shown(store.getState())) return;
      event.preventDefault();
      if (event.repeat) return;
      heldCode = event.code;
      push(true);
    };
    const onAnyKeyDown = (event: KeyboardEvent) => {
      // A Mac does not tell that a key came up while ⌘ is down: nobody would close the microphone.
      if (event.key === 'Meta') letGo();
      // Heard last, after whatever is in focus or in front: what means something there does not open a microphone.
      window.removeEventListener('keydown', onKeyDown);
      window.addEventListener('keydown', onKeyDown);
    };
    const onKeyUp = (event: KeyboardEvent) => {
      if (heldCode !== null && (isTalk(event) || event.code === heldCode)) letGo();
    };
    window.addEventListener('keydown', onAnyKeyDown, true);
    window.addEventListener('keyup', onKeyUp, true);
    // A key that comes up elsewhere is never told here.
    window.addEventListener('blur', letGo);
    return () => {
      letGo();
      window.removeEventListener('keydown', onAnyKeyDown, true);
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp, true);
      window.removeEventListener('blur', letGo);
    };
  }, [store, attempt]);
}

/**
 * "Stop all" works in fields, dialogs and menus of every desk, and leaves them open. Where nothing of ours sounds and
 * the desk is another, the key is that desk's (on Messages it marks everything as read).
 */
function useStopKey(): void {
  const store = useAppStore();
  const attempt = useAttempt();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const state = store.getState();
      const keys = keysOf('live', 'stopAll', DESK_KEYS.stopAll, selectKeys(state));
      if (keys === null || !NEVER_TEXT.test(keys) || writtenKeys(event) !== keys) return;
      if (event.target instanceof Element && event.target.closest('[data-takes-escape]')) return;
      if (state.view.desk !== 'live' && !selectCanStop(state)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) attempt(() => store.actions.live.ask.stopAll({}));
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, [store, attempt]);
}
