import type { ChannelId } from '@shared/discord/snowflake';
import { CheckCheck, Link, MessagesSquare, Plus, Tag } from 'lucide-react';
import { useActions, useAppStore } from '../../state/react';
import { isUnread } from '../../state/read-states/apply';
import { selectPlaceOf } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { copyText } from '../../ui/copy-text';
import type { MenuEntry, MenuGroups } from '../../ui/Menu';
import { useAttempt } from '../trouble';
import { channelLink } from './link';

const words = strings.channels;

/** What can be done with a channel, thread or DM from the list. Asked for when the menu opens. */
export function useChannelMenu(): (channelId: string) => MenuGroups {
  const store = useAppStore();
  const { view, readStates, settings } = useActions();
  const attempt = useAttempt();
  const copy = (text: string) => {
    const done = copyText(text);
    view.toast({ title: done ? words.copied : words.notCopied, stayMs: 2_500 });
  };
  return (channelId) => {
    const state = store.getState();
    const place = selectPlaceOf(channelId)(state);
    if (!place) return [];
    const read = state.readStates.byChannel[channelId];
    const guildId = place.kind === 'channel' ? place.channel.guildId : null;
    const reading: MenuEntry[] = [
      {
        id: 'read',
        label: words.markRead,
        icon: <CheckCheck size={15} />,
        disabled: read === undefined || !isUnread(read),
        onSelect: () => attempt(() => readStates.markRead(channelId)),
      },
    ];
    if (guildId !== null) {
      reading.push({
        id: 'read-guild',
        label: words.markGuildRead,
        onSelect: () => attempt(() => readStates.markAllRead(guildId)),
      });
    }
    const copying: MenuEntry[] = [
      {
        id: 'link',
        label: words.copyLink,
        icon: <Link size={15} />,
        onSelect: () => copy(channelLink(place)),
      },
      { id: 'id', label: words.copyId, icon: <Tag size={15} />, onSelect: () => copy(channelId) },
    ];
    return [reading, place.kind === 'channel' ? threadEntries(place.channel) : [], copying];
  };

  function threadEntries(channel: { channelId: ChannelId; kind: string; abilities: readonly string[] }) {
    if (channel.kind === 'roomChat') return [];
    const isForum = channel.kind === 'forum' || channel.kind === 'media';
    const open = () => view.chooseTextChannel(channel.channelId);
    const entries: MenuEntry[] = [];
    if (isForum) {
      entries.push({
        id: 'post',
        label: words.newPost,
        icon: <Plus size={15} />,
        disabled: !channel.abilities.includes('send'),
        onSelect: () =>
          view.showPlace({
            kind: 'compose',
            destination: { kind: 'forumPost', channelId: channel.channelId, title: '', tagIds: [] },
          }),
      });
      return entries;
    }
    entries.push({
      id: 'thread',
      label: words.newThread,
      icon: <Plus size={15} />,
      disabled:
        !channel.abilities.includes('createThreads') && !channel.abilities.includes('createPrivateThreads'),
      onSelect: () => view.startThread({ channelId: channel.channelId, messageId: null }),
    });
    const { foldedIds } = store.getState().settings.settings;
    const folded = foldedIds.includes(channel.channelId);
    entries.push({
      id: 'fold',
      label: folded ? words.unfoldThreads : words.foldThreads,
      onSelect: () =>
        settings.change({
          foldedIds: folded
            ? foldedIds.filter((id) => id !== channel.channelId)
            : [...foldedIds, channel.channelId],
        }),
    });
    entries.push({
      id: 'threads',
      label: words.threadsOf,
      icon: <MessagesSquare size={15} />,
      onSelect: () => {
        open();
        settings.change({ panel: 'threads' });
      },
    });
    return entries;
  }
}
