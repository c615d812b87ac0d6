import type { AudioItem, Pad } from '@shared/models/live';
import type { Cue, CueAction } from '@shared/models/show';
import type { AppState } from '../../state/app-state';
import { padName, selectItems, selectPads } from '../../state/live/selectors';
import { strings } from '../../strings';

/** What a cue does, in words that name its files. Pure. */

const words = strings.live.show;

/** What actions refer to by id. */
export interface CueNames {
  items: ReadonlyMap<string, AudioItem>;
  pads: readonly Pad[];
}

export function wordAction(action: CueAction, { items, pads }: CueNames): string {
  switch (action.kind) {
    case 'playItem':
      return words.playsOn(items.get(action.itemId)?.name ?? words.unknownItem, action.deckId);
    case 'playPad': {
      const pad = pads.find(({ padId }) => padId === action.padId);
      return pad?.item ? words.playsPad(padName(pad)) : words.actions.playPad;
    }
    case 'crossfade':
      return words.fadesTo(action.to);
    case 'microphone':
      return words.turnsMicrophone(action.on);
    case 'stopAll':
    case 'openTemplate':
    case 'setStatus':
    case 'postMessage':
    case 'marker':
    case 'startRecording':
    case 'stopRecording':
      return words.actions[action.kind];
  }
}

/** The names of files that the cue would not find if it went now. */
export function missingOf({ actions }: Pick<Cue, 'actions'>, { items, pads }: CueNames): string[] {
  const missing = actions.flatMap((action): string[] => {
    if (action.kind === 'playItem') {
      const item = items.get(action.itemId);
      if (!item) return [words.unknownItem];
      return item.missing ? [item.name] : [];
    }
    if (action.kind !== 'playPad') return [];
    const item = pads.find(({ padId }) => padId === action.padId)?.item;
    return item?.missing ? [item.name] : [];
  });
  return [...new Set(missing)];
}

/** What does a row say; one string, so that a row renders only when it says something else. */
export const selectCueText =
  ({ actions }: Pick<Cue, 'actions'>) =>
  (state: AppState): string =>
    actions.map((action) => wordAction(action, namesIn(state))).join(' · ');

/** That files of the cue are gone; null when all are there. */
export const selectCueMissing =
  (cue: Pick<Cue, 'actions'> | null) =>
  (state: AppState): string | null => {
    const missing = cue ? missingOf(cue, namesIn(state)) : [];
    return missing.length === 0 ? null : words.missing(missing);
  };

function namesIn(state: AppState): CueNames {
  return { items: selectItems(state), pads: selectPads(state) };
}
