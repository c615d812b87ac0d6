import type { AppState } from '../app-state';
import { memoLast } from '../memo';
import { type ChannelMessages, emptyChannel, type Typist } from './apply';

const NO_TYPISTS: readonly Typist[] = [];

export const selectChannelMessages =
  (channelId: string) =>
  (state: AppState): ChannelMessages =>
    state.messages.byChannel[channelId] ?? emptyChannel;
export const selectTypists =
  (channelId: string) =>
  (state: AppState): readonly Typist[] =>
    state.messages.typing[channelId] ?? NO_TYPISTS;
export const selectUnread =
  (channelId: string) =>
  (state: AppState): number =>
    state.messages.unread[channelId] ?? 0;

const unreadByGuild = memoLast(
  (unread: AppState['messages']['unread'], channels: AppState['workspace']['textChannels']) => {
    const guilds: Record<string, number> = {};
    for (const [channelId, count] of Object.entries(unread)) {
      const guildId = channels[channelId]?.guildId;
      if (guildId) guilds[guildId] = (guilds[guildId] ?? 0) + count;
    }
    return guilds;
  },
);

export const selectGuildUnread =
  (guildId: string) =>
  (state: AppState): number =>
    unreadByGuild(state.messages.unread, state.workspace.textChannels)[guildId] ?? 0;
