import type { NoticesState as Notices } from '@shared/models/notices';
import { share } from '../share';

export interface NoticesSlice {
  notices: Notices;
}

export const initialNotices: NoticesSlice = {
  notices: {
    rules: [],
    quietHours: { enabled: false, fromMinute: 1_320, toMinute: 480, untilMs: null },
    recent: [],
    systemAvailable: false,
  },
};

export function applyNotices({ notices }: NoticesSlice, next: Notices): NoticesSlice {
  return {
    notices: {
      ...next,
      rules: share(notices.rules, next.rules),
      recent: share(notices.recent, next.recent),
    },
  };
}
