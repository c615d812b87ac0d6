import { MessageSquareText, RadioTower, Rows3 } from 'lucide-react';
import { useActions, useApp } from '../../state/react';
import { DIRECT, selectUnreadTotal } from '../../state/read-states/selectors';
import { isGuildDesk } from '../../state/view/selectors';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Segmented } from '../../ui/Segmented';
import { RehearsalBadge } from '../rehearsal';
import { ConnectionStatus } from './ConnectionStatus';
import styles from './shell.module.css';

type GuildDesk = 'rooms' | 'messages' | 'live';

/** Whose desk this is, which desk, and how the connection does. */
export function TopBar() {
  const guildId = useApp(selectGuildId);
  const name = useApp((state) => (guildId === null ? '' : (state.workspace.guilds[guildId]?.name ?? '')));
  const direct = useApp(selectUnreadTotal(DIRECT)).unread;
  const desk = useApp((state) => state.view.desk);
  const { view } = useActions();
  return (
    <header className={styles.topBar}>
      <h1 className={styles.guildName}>{name}</h1>
      <Segmented<GuildDesk>
        label={strings.desks.label}
        value={isGuildDesk(desk) ? desk : null}
        onChange={view.goTo}
        options={[
          { value: 'rooms', label: strings.desks.rooms, icon: <Rows3 size={15} aria-hidden="true" /> },
          {
            value: 'messages',
            label: strings.desks.messages,
            icon: <MessageSquareText size={15} aria-hidden="true" />,
            badge: direct > 0 && (
              <span className={styles.deskBadge}>
                <span aria-hidden="true">{direct > 99 ? '99+' : direct}</span>
                <span className="visually-hidden">{strings.desks.direct(direct)}</span>
              </span>
            ),
          },
          { value: 'live', label: strings.desks.live, icon: <RadioTower size={15} aria-hidden="true" /> },
        ]}
      />
      <div className={styles.topEnd}>
        <RehearsalBadge />
        <ConnectionStatus />
      </div>
    </header>
  );
}
