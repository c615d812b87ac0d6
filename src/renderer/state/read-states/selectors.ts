import type { ReadState } from '@shared/models/messages';
import type { AppState } from '../app-state';
import { memoLast } from '../memo';
import { isUnread } from './apply';

export interface UnreadTotal {
  unread: number;
  mentions: number;
}

const NOTHING: UnreadTotal = { unread: 0, mentions: 0 };
/** The key of direct messages among the guilds. */
export const DIRECT = 'direct';

const totals = memoLast((byChannel: Readonly<Record<string, ReadState>>) => {
  const found: Record<string, UnreadTotal> = {};
  for (const one of Object.values(byChannel)) {
    if (!isUnread(one)) continue;
    const key = one.guildId ?? DIRECT;
    const before = found[key] ?? NOTHING;
    found[key] = { unread: before.unread + one.unread, mentions: before.mentions + one.mentions };
  }
  return found;
});

export const selectReadState = (channelId: string) => (state: AppState) =>
  state.readStates.byChannel[channelId];
export const selectMentions =
  (channelId: string) =>
  (state: AppState): number =>
    state.readStates.byChannel[channelId]?.mentions ?? 0;
/** Of a guild, or of all DMs (`DIRECT`). The same object as long as no count changes anywhere. */
export const selectUnreadTotal =
  (guildId: string) =>
  (state: AppState): UnreadTotal =>
    totals(state.readStates.byChannel)[guildId] ?? NOTHING;
export const selectIsUnread =
  (channelId: string) =>
  (state: AppState): boolean => {
    const one = state.readStates.byChannel[channelId];
    return one !== undefined && isUnread(one);
  };
