import { useMemo } from 'react';
import { useApp } from '../../state/react';
import {
  selectDirectChannels,
  selectGuildId,
  selectTextGroups,
  selectThreadsByParent,
} from '../../state/workspace/selectors';
import { type ChannelListRow, channelListRows } from './rows';

/** The channel list of the guild on screen, as it stands. */
export function useChannelRows(currentId: string | null, filter: string): readonly ChannelListRow[] {
  const guildId = useApp(selectGuildId);
  const groups = useApp(selectTextGroups(guildId));
  const channels = useApp((state) => state.workspace.textChannels);
  const threadsByParent = useApp(selectThreadsByParent);
  const directs = useApp(selectDirectChannels);
  const readStates = useApp((state) => state.readStates.byChannel);
  const foldedIds = useApp((state) => state.settings.settings.foldedIds);
  return useMemo(
    () =>
      channelListRows({
        groups,
        channels,
        threadsByParent,
        directs,
        readStates,
        foldedIds,
        currentId,
        filter,
      }),
    [groups, channels, threadsByParent, directs, readStates, foldedIds, currentId, filter],
  );
}
