import type { GuildId, UserId } from '@shared/discord/snowflake';
import { Hash, Megaphone, MessageSquare, MessagesSquare, Volume2 } from 'lucide-react';
import { type CSSProperties, createContext, useContext } from 'react';
import { selectOwnUser } from '../../../state/accounts/selectors';
import { useActions, useApp } from '../../../state/react';
import { historyStrings as words } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import { usePersonName } from '../../people';
import styles from './content.module.css';
import type { Inline } from './markdown';
import roleStyles from './role.module.css';
import { roleStyle } from './role-colour';

/** Names of the people a message mentions, by id; channels and roles are known to the store. */
export const MentionNames = createContext<Readonly<Record<string, string>>>({});

type MentionSpan = Extract<Inline, { kind: 'mention' }>;

export function Mention({ of, id }: { of: MentionSpan['of']; id: string }) {
  switch (of) {
    case 'user':
      return <UserMention userId={id} />;
    case 'role':
      return <RoleMention roleId={id} />;
    case 'channel':
      return <ChannelMention channelId={id} />;
  }
}

function UserMention({ userId }: { userId: string }) {
  const names = useContext(MentionNames);
  const own = useApp(selectOwnUser);
  const isSelf = own?.userId === userId;
  const known = names[userId] ?? (isSelf ? own?.displayName : undefined);
  // Discord lists only who is mentioned in the text, not in embeds and layouts: those are looked up.
  const guildId = useApp((state) => state.view.guildId);
  const lookedUp = usePersonName(guildId as GuildId | null, known === undefined ? (userId as UserId) : null);
  const name = known ?? lookedUp ?? undefined;
  return (
    <span className={cx(styles.mention, isSelf && styles.mentionSelf)}>
      {name === undefined ? words.someone : `@${name}`}
    </span>
  );
}

function RoleMention({ roleId }: { roleId: string }) {
  const role = useApp((state) => state.workspace.roles[roleId]);
  const style = roleStyle(role?.colour ?? null) as CSSProperties | undefined;
  return (
    <span className={cx(styles.mention, style && roleStyles.mention)} style={style}>
      {role ? `@${role.name.replace(/^@/, '')}` : words.someRole}
    </span>
  );
}

const ICONS = {
  text: Hash,
  announcement: Megaphone,
  forum: MessagesSquare,
  media: MessagesSquare,
  roomChat: Volume2,
} as const;

function ChannelMention({ channelId }: { channelId: string }) {
  const channel = useApp((state) => state.workspace.textChannels[channelId]);
  const thread = useApp((state) => state.workspace.threads[channelId]);
  const room = useApp((state) => state.workspace.rooms[channelId]);
  const { view } = useActions();
  const name = channel?.name ?? thread?.name ?? room?.name;
  if (name === undefined) return <span className={styles.mention}>{words.someChannel}</span>;
  const Icon = channel ? ICONS[channel.kind] : thread ? MessageSquare : Volume2;
  const open = () => {
    if (channel || thread) view.chooseTextChannel(channelId);
    else {
      view.chooseRoom(channelId);
      view.goTo('rooms');
    }
  };
  return (
    <button type="button" className={styles.mention} aria-label={words.openChannel(name)} onClick={open}>
      <Icon size={13} aria-hidden="true" />
      {name}
    </button>
  );
}
