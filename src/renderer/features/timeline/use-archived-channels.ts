import { toAppError } from '@shared/errors/failure';
import type { ArchivedChannel } from '@shared/models/archive';
import { useCallback, useEffect, useState } from 'react';
import { useApp, useAppStore } from '../../state/react';
import { useAttempt } from '../trouble';

/** The channels that something was kept of; null until they are read. */
export function useArchivedChannels(): readonly ArchivedChannel[] | null {
  const { api } = useAppStore();
  const attempt = useAttempt();
  const [channels, setChannels] = useState<readonly ArchivedChannel[] | null>(null);
  useEffect(() => {
    let gone = false;
    attempt(async () => {
      const found = await api.archive.channels().catch((thrown: unknown) => {
        if (toAppError(thrown).code === 'archive/empty') return [];
        throw thrown;
      });
      if (!gone) setChannels(found);
    });
    return () => {
      gone = true;
    };
  }, [api, attempt]);
  return channels;
}

/** A channel's name by its id: as it is now, or as it was kept. */
export function useNameOf(
  channels: readonly ArchivedChannel[] | null,
): (channelId: string) => string | undefined {
  const rooms = useApp((state) => state.workspace.rooms);
  return useCallback(
    (channelId) =>
      rooms[channelId]?.name ?? channels?.find((channel) => channel.channelId === channelId)?.name,
    [rooms, channels],
  );
}
