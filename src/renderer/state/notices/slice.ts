import type { Api } from '@shared/ipc/api';
import type { NoticesState } from '@shared/models/notices';
import type { SliceContext } from '../app-state';
import { applyNotices, initialNotices } from './apply';

export interface NoticesActions {
  load(): Promise<void>;
  changed(notices: NoticesState): void;
  clear(): void;
  ask: Pick<Api['notices'], 'saveRule' | 'removeRule' | 'setQuietHours' | 'clearRecent'>;
}

export function createNoticesActions({ api, update }: SliceContext): NoticesActions {
  return {
    async load() {
      const notices = await api.notices.state();
      update('notices', (s) => applyNotices(s, notices));
    },
    changed: (notices) => update('notices', (s) => applyNotices(s, notices)),
    clear: () => update('notices', () => initialNotices),
    ask: api.notices,
  };
}
