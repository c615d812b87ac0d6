import { Command as Cmdk } from 'cmdk';
import { useActions, useApp } from '../../state/react';
import { selectDirectChannels, selectGuilds } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { usePeopleSearch } from '../threads';
import { useAttempt } from '../trouble';

const { groups, threadHint, directHint, personHint } = strings.palette;
/** Threads can be thousands: they come in once something is typed, and no more than one looks through. */
const THREADS_SHOWN = 30;

export interface PlaceItemsProps {
  /** What is typed in the palette. */
  text: string;
  /** Puts the palette away, then does the work. */
  close: (work: () => void) => () => void;
}

/** Channels, threads and conversations, and people one could write to. */
export function PlaceItems({ text, close }: PlaceItemsProps) {
  const channels = useApp((state) => state.workspace.textChannels);
  const threads = useApp((state) => state.workspace.threads);
  const directs = useApp(selectDirectChannels);
  const guilds = useApp(selectGuilds);
  const { threads: threadActions, view } = useActions();
  const attempt = useAttempt();
  const { people } = usePeopleSearch(text.length > 1 ? text.replace(/^@/, '') : '');
  const guildName = (guildId: string) =>
    guilds.length > 1 ? (guilds.find((g) => g.guildId === guildId)?.name ?? '') : '';
  const read = (channelId: string) =>
    close(() => {
      view.chooseTextChannel(channelId);
      view.goTo('messages');
    });
  const needle = text.trim().toLocaleLowerCase();
  const found =
    needle === ''
      ? []
      : Object.values(threads)
          .filter((thread) => thread.name.toLocaleLowerCase().includes(needle))
          .slice(0, THREADS_SHOWN);
  const withDirect = new Set(directs.map((direct) => direct.userId));
  const others = people.filter((person) => !person.isBot && !withDirect.has(person.userId));

  return (
    <>
      <Cmdk.Group heading={groups.channel}>
        {Object.values(channels).map((channel) => (
          <Cmdk.Item
            key={channel.channelId}
            value={`# ${channel.name} channel ${channel.channelId}`}
            onSelect={read(channel.channelId)}
          >
            <span># {channel.name}</span>
            <small>{guildName(channel.guildId)}</small>
          </Cmdk.Item>
        ))}
        {found.map((thread) => (
          <Cmdk.Item
            key={thread.channelId}
            value={`${thread.name} thread ${thread.channelId}`}
            onSelect={read(thread.channelId)}
          >
            <span>{thread.name}</span>
            <small>{threadHint(channels[thread.parentId]?.name ?? '')}</small>
          </Cmdk.Item>
        ))}
      </Cmdk.Group>
      <Cmdk.Group heading={groups.person}>
        {directs.map((direct) => (
          <Cmdk.Item
            key={direct.channelId}
            value={`@ ${direct.displayName} direct message ${direct.channelId}`}
            onSelect={read(direct.channelId)}
          >
            <span>@ {direct.displayName}</span>
            <small>{directHint}</small>
          </Cmdk.Item>
        ))}
        {others.map((person) => (
          <Cmdk.Item
            key={person.userId}
            value={`@ ${person.displayName} ${person.username} person ${person.userId}`}
            onSelect={close(() =>
              attempt(async () => {
                const outcome = await threadActions.openDirect(person.userId);
                if (outcome.kind === 'done') {
                  view.chooseTextChannel(outcome.channelId);
                  return view.goTo('messages');
                }
                const words = strings.threads.direct;
                view.toast({
                  title: words.closedTitle(person.displayName),
                  body: words.closedBody,
                  stayMs: 12_000,
                });
              }),
            )}
          >
            <span>@ {person.displayName}</span>
            <small>{personHint(person.username)}</small>
          </Cmdk.Item>
        ))}
      </Cmdk.Group>
    </>
  );
}
