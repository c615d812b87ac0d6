import type { Settings } from '@shared/models/app';
import { DEFAULT_REVIEW_PLACE } from '@shared/models/review-place';
import { share } from '../share';

export interface SettingsState {
  loaded: boolean;
  settings: Settings;
}

export const initialSettings: SettingsState = {
  loaded: false,
  settings: {
    theme: 'system',
    desk: 'rooms',
    undoMs: 5_000,
    sidebarWidthPx: 240,
    panelWidthPx: 340,
    panel: null,
    foldedIds: [],
    monitorGainDb: 0,
    monitorEnabled: true,
    reviewGainDb: 0,
    lastGuildId: null,
    lastTextChannelId: null,
    deskTabs: {},
    deskSound: { echoCancellation: true, noiseSuppression: true, autoGainControl: false },
    drafts: {},
    keys: {},
    review: DEFAULT_REVIEW_PLACE,
  },
};

export function applySettings(state: SettingsState, settings: Settings): SettingsState {
  return { loaded: true, settings: share(state.settings, settings) };
}

/** Drafts with one changed; an empty draft is forgotten. */
export function withDraft(drafts: Settings['drafts'], channelId: string, text: string): Settings['drafts'] {
  const { [channelId]: _before, ...rest } = drafts;
  return text === '' ? rest : { ...rest, [channelId]: text };
}
