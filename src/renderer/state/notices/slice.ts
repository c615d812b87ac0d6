import type { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import type { Api } from '@shared/ipc/api';
import type { NoticeRule, NoticesState } from '@shared/models/notices';
import type { SliceContext } from '../app-state';
import { applyNotices, initialNotices } from './apply';

export interface NoticesActions {
  load(): Promise<void>;
  changed(notices: NoticesState): void;
  clear(): void;
  /** Tells of everybody who comes into a room, or of one person in any room. */
  watchRoom(room: { guildId: GuildId; channelId: ChannelId }): Promise<NoticeRule>;
  watchPerson(person: { guildId: GuildId; userId: UserId; name: string }): Promise<NoticeRule>;
  unwatch(ruleId: string): Promise<void>;
  /** Nothing is shown until then, Unix ms; null: as the hours say. */
  quietUntil(untilMs: number | null): Promise<void>;
  ask: Pick<Api['notices'], 'saveRule' | 'removeRule' | 'setQuietHours' | 'clearRecent'>;
}

/** A room where many come must not fill the screen; a person one waits for is told of each time. */
const ROOM_COOLDOWN_MS = 300_000;
const SHOWN = { ruleId: null, toast: true, system: true, enabled: true } as const;

export function createNoticesActions({ api, get, update }: SliceContext): NoticesActions {
  return {
    async load() {
      const notices = await api.notices.state();
      update('notices', (s) => applyNotices(s, notices));
    },
    changed: (notices) => update('notices', (s) => applyNotices(s, notices)),
    clear: () => update('notices', () => initialNotices),
    watchRoom: ({ guildId, channelId }) =>
      api.notices.saveRule({
        ...SHOWN,
        guildId,
        trigger: 'joins',
        channelIds: [channelId],
        people: [],
        cooldownMs: ROOM_COOLDOWN_MS,
      }),
    watchPerson: ({ guildId, userId, name }) =>
      api.notices.saveRule({
        ...SHOWN,
        guildId,
        trigger: 'person',
        channelIds: null,
        people: [{ userId, name: name.slice(0, 100) }],
        cooldownMs: 0,
      }),
    unwatch: (ruleId) => api.notices.removeRule({ ruleId }),
    quietUntil: (untilMs) => api.notices.setQuietHours({ ...get().notices.notices.quietHours, untilMs }),
    ask: api.notices,
  };
}
