import type { EmojiRef } from '@shared/discord/emoji';
import type { MessageView, ReactionView, Reactor } from '@shared/models/messages';
import { SmilePlus } from 'lucide-react';
import { HoverCard } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useAppStore } from '../../../state/react';
import { strings } from '../../../strings';
import { historyStrings as words } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import { PersonAvatar } from '../../people';
import { Emoji } from '../content/Emoji';
import { useHistoryHost } from './HistoryHost';
import styles from './history.module.css';

/** Reactions under a message: pressing one adds or takes back ours, resting on one says whose they are. */
export function Reactions({ message }: { message: MessageView }) {
  const host = useHistoryHost();
  if (message.reactions.length === 0) return null;
  return (
    <fieldset className={styles.reactions} aria-label={words.reactionsLabel}>
      {message.reactions.map((reaction) => (
        <Chip key={reaction.emoji.id ?? reaction.emoji.name} message={message} reaction={reaction} />
      ))}
      {host.canReact() && (
        <button
          type="button"
          className={styles.addReaction}
          aria-label={words.addReaction}
          onClick={(event) => host.pickReaction(message, event.currentTarget)}
        >
          <SmilePlus size={15} />
        </button>
      )}
    </fieldset>
  );
}

function Chip({ message, reaction }: { message: MessageView; reaction: ReactionView }) {
  const { actions } = useHistoryHost();
  const { emoji, count, me } = reaction;
  const name = emoji.id === null ? emoji.name : `:${emoji.name}:`;
  return (
    <HoverCard.Root openDelay={450} closeDelay={80}>
      <HoverCard.Trigger asChild>
        <button
          type="button"
          className={cx(styles.chip, me && styles.mine)}
          aria-pressed={me}
          aria-label={words.react(name, count, me)}
          onClick={() => actions.react(message, emoji, !me)}
        >
          <Emoji emoji={emoji} />
          <span className={styles.count}>{count}</span>
        </button>
      </HoverCard.Trigger>
      <HoverCard.Portal>
        <HoverCard.Content className={styles.reactors} side="top" sideOffset={6} collisionPadding={8}>
          <p>
            <Emoji emoji={emoji} /> {words.whoReacted}
          </p>
          <Reactors message={message} emoji={emoji} count={count} />
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
  );
}

const SHOWN = 12;

/** Asks when it is shown, and again when the count moves. */
function Reactors({ message, emoji, count }: { message: MessageView; emoji: EmojiRef; count: number }) {
  const { api } = useAppStore();
  const [people, setPeople] = useState<readonly Reactor[] | null>(null);
  const [failed, setFailed] = useState(false);
  const { channelId, messageId } = message;
  useEffect(() => {
    let current = true;
    // `count` is no argument: a new one means a new answer.
    void count;
    api.messages
      .reactors({ channelId, messageId, emoji, after: null })
      .then((answer) => current && setPeople(answer.people))
      .catch(() => current && setFailed(true));
    return () => {
      current = false;
    };
  }, [api, channelId, messageId, emoji, count]);
  if (failed) return <span className={styles.meta}>{words.reactorsFailed}</span>;
  if (people === null) return <span className={styles.meta}>{strings.loading}</span>;
  const shown = people.slice(0, SHOWN);
  return (
    <ul>
      {shown.map((person) => (
        <li key={person.userId}>
          <PersonAvatar userId={person.userId} name={person.displayName} url={person.avatarUrl} size={18} />
          {person.displayName}
        </li>
      ))}
      {count > shown.length && <li className={styles.meta}>+{count - shown.length}</li>}
    </ul>
  );
}
