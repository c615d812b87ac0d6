import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import { useCallback } from 'react';
import { useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { useAttempt } from '../trouble';
import { END_DELAY_MS } from './use-room-actions';

const words = strings.rooming.ends;

/** Ends several rooms after the time to undo; then they are a batch with an outcome each. */
export function useEndRooms(): (
  guildId: GuildId,
  channelIds: readonly ChannelId[],
  reason: string | null,
) => void {
  const store = useAppStore();
  const attempt = useAttempt();
  return useCallback(
    (guildId, channelIds, reason) =>
      attempt(async () => {
        const { rooms, view } = store.actions;
        const inside = store.getState().workspace.occupantKeysByRoom;
        const people = channelIds.reduce((sum, id) => sum + (inside[id]?.length ?? 0), 0);
        const undone = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => {
            view.dismissToast(toast);
            resolve(false);
          }, END_DELAY_MS);
          const toast = view.toast({
            title: words.soon(channelIds.length, people),
            body: words.body,
            stayMs: END_DELAY_MS,
            action: {
              label: strings.undo,
              run: () => {
                clearTimeout(timer);
                resolve(true);
              },
            },
          });
        });
        if (undone) return void view.toast({ title: words.undone, stayMs: 3_000 });
        await rooms.endMany(guildId, [...channelIds], reason);
      }),
    [attempt, store],
  );
}
