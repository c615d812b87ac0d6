import type { Settings } from '@shared/models/app';
import { logToMain } from '../../api';
import type { SliceContext } from '../app-state';
import { applySettings, withDraft } from './apply';

/** Typing and dragging change a setting many times a second; the file is written when they rest. */
export const SAVE_DELAY_MS = 400;

export interface SettingsActions {
  load(): Promise<void>;
  /** Changes at once in the window and soon after on disk. */
  change(patch: Partial<Settings>): void;
  /** Some of where library and review are left. */
  changeReview(patch: Partial<Settings['review']>): void;
  setDraft(channelId: string, text: string): void;
  /** Writes what is still waiting; called before the window goes. */
  flush(): Promise<void>;
}

export function createSettingsActions({ api, get, update }: SliceContext): SettingsActions {
  let waiting: Partial<Settings> = {};
  let timer: ReturnType<typeof setTimeout> | null = null;

  const flush = async () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const patch = waiting;
    waiting = {};
    if (Object.keys(patch).length === 0) return;
    await api.app.updateSettings(patch);
  };
  const change = (patch: Partial<Settings>) => {
    update('settings', (state) => applySettings(state, { ...state.settings, ...patch }));
    waiting = { ...waiting, ...patch };
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      flush().catch((error: unknown) => {
        const message = `settings could not be saved: ${error instanceof Error ? error.message : String(error)}`;
        logToMain(api, 'warn', 'window/settings', message);
      });
    }, SAVE_DELAY_MS);
  };

  return {
    async load() {
      const settings = await api.app.settings();
      update('settings', (state) => applySettings(state, settings));
    },
    change,
    changeReview: (patch) => change({ review: { ...get().settings.settings.review, ...patch } }),
    setDraft: (channelId, text) =>
      change({ drafts: withDraft(get().settings.settings.drafts, channelId, text) }),
    flush,
  };
}
