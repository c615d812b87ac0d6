import { useEffect } from 'react';
import { selectActiveCall } from '../../state/call/selectors';
import { selectKeyDeck, selectPadKeys } from '../../state/live/selectors';
import { useAppStore } from '../../state/react';
import { selectKeys } from '../../state/settings/selectors';
import type { AppStore } from '../../state/store';
import { strings } from '../../strings';
import { formatTimer } from '../../ui/format';
import { actionOf, type ChosenKeys } from '../../ui/key-map';
import { latinKey } from '../../ui/latin-key';
import { plainKey } from '../../ui/plain-key';
import { useAttempt } from '../trouble';
import { acceleratorOf } from './accelerator';
import { DESK_KEYS, type DeskAction } from './desk-keys';
import { createPadPress } from './use-pad-press';

/** What each action of the desk does; used by keys and by the palette. */
export function runDeskAction(store: AppStore, action: DeskAction): Promise<unknown> {
  const { live, call, view } = store.actions;
  const state = store.getState();
  const { console, run, settings } = state.live.state;
  switch (action) {
    case 'playKeyDeck':
      return live.togglePlay(selectKeyDeck(state));
    case 'playA':
      return live.togglePlay('a');
    case 'playB':
      return live.togglePlay('b');
    case 'cueA':
      return live.ask.setDeck({ deckId: 'a', cue: !console.decks[0].cue });
    case 'cueB':
      return live.ask.setDeck({ deckId: 'b', cue: !console.decks[1].cue });
    case 'crossfade':
      return live.crossfade();
    case 'nextInQueue':
      return live.ask.next();
    case 'microphone':
      return live.changeInput('microphone', { enabled: !settings.microphone.enabled });
    case 'nextCue':
      return run ? live.ask.goNext() : Promise.resolve();
    case 'skipCue':
      return run ? live.ask.skipCue() : Promise.resolve();
    case 'holdShow':
      return run ? live.ask.holdShow({ held: !run.held }) : Promise.resolve();
    case 'ducking':
      return live.changeSettings({ ducking: { enabled: !settings.ducking.enabled } });
    case 'check':
      live.showDialog({ kind: 'check' });
      return Promise.resolve();
    case 'stopAll':
      return live.ask.stopAll({});
    case 'marker': {
      const recording = selectActiveCall(state)?.recording;
      if (recording?.kind !== 'recording') return Promise.resolve();
      const at = formatTimer(Date.now() - recording.startedAtMs);
      return call.addMarker('').then(() => {
        view.toast({ title: strings.live.recording.markerSet(at), stayMs: 2_500 });
      });
    }
  }
}

/** Which action a press asks for, by the keys a person chose where they did; null for none. */
export function deskActionOf(
  press: Pick<KeyboardEvent, 'key' | 'shiftKey'> & { code?: string },
  chosen: ChosenKeys = {},
): DeskAction | null {
  const { shiftKey } = press;
  return actionOf('live', DESK_KEYS, chosen, {
    key: latinKey(press),
    shiftKey,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
  });
}

/** The desk's own keys: on this desk only, not while typing, and not where a focused control uses the key itself. */
export function useLiveKeys(): void {
  useLeaveChosen();
  const store = useAppStore();
  const attempt = useAttempt();
  useEffect(() => {
    const pads = createPadPress(store, attempt);
    /** Pads held by a key, by the key's place: the letter may change while Shift is let go. */
    const down = new Map<string, string>();
    const onKeyDown = (event: KeyboardEvent) => {
      // A Mac does not tell that a key came up while ⌘ is down.
      if (event.key === 'Meta') letGo();
      const state = store.getState();
      if (state.view.overlay !== null || state.live.dialog !== null || plainKey(event) === null) return;
      const action = deskActionOf(event, selectKeys(state));
      if (action !== null) {
        event.preventDefault();
        if (!event.repeat) attempt(() => runDeskAction(store, action));
        return;
      }
      const accelerator = acceleratorOf(event);
      const padId = [...selectPadKeys(state)].find(([, keys]) => keys === accelerator)?.[0];
      if (padId === undefined) return;
      event.preventDefault();
      if (event.repeat) return;
      down.set(event.code, padId);
      pads.down(padId);
    };
    const onKeyUp = (event: KeyboardEvent) => {
      const padId = down.get(event.code);
      if (padId === undefined) return;
      down.delete(event.code);
      pads.up(padId);
    };
    // A key that comes up elsewhere is never told here.
    const letGo = () => {
      pads.upAll();
      down.clear();
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', letGo);
    return () => {
      letGo();
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', letGo);
    };
  }, [store, attempt]);
}

/**
 * A list chosen from by the pointer gives the keys back to the desk: it would keep them for finding its lines. Whoever
 * goes through it by keys stays in it.
 */
function useLeaveChosen(): void {
  useEffect(() => {
    let byPointer = false;
    const onPointer = () => {
      byPointer = true;
    };
    const onKey = () => {
      byPointer = false;
    };
    const onChange = ({ target }: Event) => {
      if (byPointer && target instanceof HTMLSelectElement && !target.closest('[role="dialog"]'))
        target.blur();
    };
    window.addEventListener('pointerdown', onPointer, true);
    window.addEventListener('keydown', onKey, true);
    window.addEventListener('change', onChange);
    return () => {
      window.removeEventListener('pointerdown', onPointer, true);
      window.removeEventListener('keydown', onKey, true);
      window.removeEventListener('change', onChange);
    };
  }, []);
}
