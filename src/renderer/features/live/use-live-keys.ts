import { useEffect } from 'react';
import { selectActiveCall } from '../../state/call/selectors';
import { selectKeyDeck, selectPadKeys } from '../../state/live/selectors';
import { useAppStore } from '../../state/react';
import { selectKeys } from '../../state/settings/selectors';
import type { AppStore } from '../../state/store';
import { strings } from '../../strings';
import { formatTimer } from '../../ui/format';
import { actionOf, type ChosenKeys } from '../../ui/key-map';
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
      return live.changeSettings({
        ducking: { ...settings.ducking, enabled: !settings.ducking.enabled },
      });
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
  press: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  chosen: ChosenKeys = {},
): DeskAction | null {
  const { key, shiftKey } = press;
  return actionOf('live', DESK_KEYS, chosen, {
    key,
    shiftKey,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
  });
}

/** The desk's own keys: on this desk only, not while typing, and not where a focused control uses the key itself. */
export function useLiveKeys(): void {
  const store = useAppStore();
  const attempt = useAttempt();
  useEffect(() => {
    const pads = createPadPress(store, attempt);
    /** Pads held by a key, by the key's place: the letter may change while Shift is let go. */
    const down = new Map<string, string>();
    const { live } = store.actions;
    const push = (pushed: boolean) => attempt(() => live.push('microphone', pushed));
    const onKeyDown = (event: KeyboardEvent) => {
      const state = store.getState();
      if (state.view.overlay !== null || state.live.dialog !== null || plainKey(event) === null) return;
      if (event.key.toLowerCase() === 't' && !event.shiftKey) {
        event.preventDefault();
        return push(true);
      }
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
      if (event.key.toLowerCase() === 't') push(false);
      const padId = down.get(event.code);
      if (padId === undefined) return;
      down.delete(event.code);
      pads.up(padId);
    };
    // A key that comes up elsewhere is never told here.
    const onBlur = () => {
      push(false);
      pads.upAll();
      down.clear();
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', onBlur);
    return () => {
      onBlur();
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', onBlur);
    };
  }, [store, attempt]);
}
