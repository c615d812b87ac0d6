import type { ChannelAbility } from '@shared/models/workspace';
import { useApp } from '../../../state/react';

const DIRECT: readonly ChannelAbility[] = [
  'send',
  'readHistory',
  'attachFiles',
  'embedLinks',
  'addReactions',
  'externalEmoji',
  'pinMessages',
];
const NONE: readonly ChannelAbility[] = [];

/** What we may do in a channel, thread or DM. */
export function useAbilities(channelId: string): readonly ChannelAbility[] {
  return useApp(({ workspace }) => {
    const place = workspace.textChannels[channelId] ?? workspace.threads[channelId];
    return place?.abilities ?? (workspace.directChannels[channelId] ? DIRECT : NONE);
  });
}
