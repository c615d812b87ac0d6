import { snowflakeTimeMs } from '@shared/discord/snowflake';
import type { TimelineEvent } from '@shared/models/archive';
import { useCallback, useMemo } from 'react';
import { NO_SEARCH } from '../../state/archive/filters';
import { selectIsConnected } from '../../state/archive/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { timelineStrings } from '../../strings/timeline';
import { useAttempt } from '../trouble';

const words = timelineStrings.show;
const MINUTE_MS = 60_000;

/** Opens a channel that may be read in the messages desk, at one of its messages if that is named. */
export function useShowInChannel(): (channelId: string, messageId: string | null) => void {
  const store = useAppStore();
  const { messages, view } = useActions();
  const attempt = useAttempt();
  return useCallback(
    (channelId, messageId) =>
      attempt(async () => {
        if (store.getState().view.textChannelId !== channelId) view.chooseTextChannel(channelId);
        else view.showPlace({ kind: 'channel' });
        view.goTo('messages');
        if (messageId === null) return;
        const found = await messages.jumpTo(channelId, messageId);
        if (!found) view.toast({ title: words.gone, stayMs: 4_000 });
      }),
    [attempt, messages, store, view],
  );
}

/** Whether a channel, thread or conversation can be opened in the messages desk now. */
export function useIsReadable(): (channelId: string) => boolean {
  const connected = useApp(selectIsConnected);
  const { textChannels, threads, directChannels } = useApp((state) => state.workspace);
  return useMemo(
    () => (channelId) =>
      connected && (channelId in textChannels || channelId in threads || channelId in directChannels),
    [connected, textChannels, threads, directChannels],
  );
}

export interface Way {
  label: string;
  run(): void;
}

/** Where a line of the timeline leads: its message, what is kept of it, its channel or its room; null: nowhere now. */
export function useWayOf(): (event: TimelineEvent) => Way | null {
  const isReadable = useIsReadable();
  const showInChannel = useShowInChannel();
  const store = useAppStore();
  const { archive, view } = useActions();
  const rooms = useApp((state) => state.workspace.rooms);
  const connected = useApp(selectIsConnected);
  return useCallback(
    ({ channelId, guildId, kind, messageId }) => {
      if (channelId === null) return null;
      if (messageId !== null && kind === 'messageDeleted') {
        const fromMs = Math.floor(snowflakeTimeMs(messageId) / MINUTE_MS) * MINUTE_MS;
        const query = { ...NO_SEARCH.query, guildId, channelId, includeDeleted: true };
        const period = { kind: 'custom', fromMs, toMs: fromMs + MINUTE_MS } as const;
        return { label: words.kept, run: () => archive.showSearch({ query, period }) };
      }
      const room = rooms[channelId];
      if (room && connected && kind !== 'messageEdited') {
        return {
          label: words.room,
          run: () => {
            if (store.getState().view.guildId !== room.guildId) view.chooseGuild(room.guildId);
            view.chooseRoom(channelId);
            view.goTo('rooms');
          },
        };
      }
      if (!isReadable(channelId)) return null;
      const label = messageId === null ? words.channel : words.message;
      return { label, run: () => showInChannel(channelId, messageId) };
    },
    [archive, connected, isReadable, rooms, showInChannel, store, view],
  );
}
