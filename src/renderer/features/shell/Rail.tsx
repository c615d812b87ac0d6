import type { GuildSummary } from '@shared/models/workspace';
import { Archive, Command, Library, Settings } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useState } from 'react';
import { mediaSrc } from '../../api';
import { selectHasWorkspace } from '../../state/accounts/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectUnreadTotal } from '../../state/read-states/selectors';
import { isGuildDesk } from '../../state/view/selectors';
import { selectGuildId, selectGuilds, selectLiveGuildIds } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { initialsOf } from '../../ui/Avatar';
import { cx } from '../../ui/cx';
import { moveRoving } from '../../ui/roving';
import { Tooltip } from '../../ui/Tooltip';
import { Mark } from '../accounts';
import { RehearsalButton } from '../rehearsal';
import { useAttempt } from '../trouble';
import { goToLibrary } from './go-to-library';
import { KEYS } from './keys';
import styles from './shell.module.css';

/** The left rail: guilds, and at its foot what needs no account. */
export function Rail() {
  const guilds = useApp(selectGuilds);
  const hasWorkspace = useApp(selectHasWorkspace);
  const guildId = useApp(selectGuildId);
  const desk = useApp((state) => state.view.desk);
  const { view } = useActions();
  const store = useAppStore();
  const attempt = useAttempt();
  const onGuildDesk = isGuildDesk(desk);
  return (
    <nav className={styles.rail} aria-label={strings.rail.label}>
      <section
        className={styles.guilds}
        aria-label={strings.rail.guilds}
        onKeyDown={(event: KeyboardEvent<HTMLElement>) => void moveRoving(event)}
      >
        {hasWorkspace ? (
          guilds.map((guild) => (
            <GuildButton
              key={guild.guildId}
              guild={guild}
              current={onGuildDesk && guild.guildId === guildId}
            />
          ))
        ) : (
          <Tooltip label={strings.appName} side="right">
            <button
              type="button"
              className={styles.guild}
              aria-label={strings.appName}
              aria-current={onGuildDesk || undefined}
              onClick={() => view.goTo('rooms')}
            >
              <Mark size={36} />
            </button>
          </Tooltip>
        )}
      </section>
      <RehearsalButton className={styles.railButton} />
      <RailButton
        label={strings.rail.commands}
        keys={KEYS.palette.keys}
        current={false}
        onClick={() => view.openOverlay('palette')}
      >
        <Command size={20} />
      </RailButton>
      <RailButton
        label={strings.rail.library}
        keys={KEYS.library.keys}
        current={desk === 'library'}
        onClick={() => attempt(() => goToLibrary(store))}
      >
        <Library size={20} />
      </RailButton>
      <RailButton
        label={strings.rail.archive}
        keys={KEYS.archive.keys}
        current={desk === 'archive'}
        onClick={() => view.goTo('archive')}
      >
        <Archive size={20} />
      </RailButton>
      <RailButton
        label={strings.rail.settings}
        keys={KEYS.settings.keys}
        current={desk === 'settings' || desk === 'diagnostics'}
        onClick={() => view.goTo('settings')}
      >
        <Settings size={20} />
      </RailButton>
    </nav>
  );
}

const GuildButton = memo(function GuildButton({ guild, current }: { guild: GuildSummary; current: boolean }) {
  const live = useApp((state) => selectLiveGuildIds(state).has(guild.guildId));
  const { unread, mentions } = useApp(selectUnreadTotal(guild.guildId));
  const [failed, setFailed] = useState(false);
  const { view } = useActions();
  const desk = useApp((state) => state.view.desk);
  const icon = mediaSrc(guild.iconUrl);
  const name = [
    guild.name,
    live && strings.rail.live,
    unread > 0 && strings.rail.unread(unread),
    mentions > 0 && strings.rail.mentions(mentions),
  ]
    .filter(Boolean)
    .join(', ');
  const choose = () => {
    if (!current) view.chooseGuild(guild.guildId);
    if (!isGuildDesk(desk)) view.goTo('rooms');
  };
  return (
    <Tooltip label={name} side="right">
      <button
        type="button"
        data-roving
        className={cx(styles.guild, !guild.available && styles.unavailable)}
        aria-label={name}
        aria-current={current || undefined}
        onClick={choose}
      >
        <span className={styles.guildIcon}>
          {icon !== null && !failed ? (
            <img src={icon} alt="" onError={() => setFailed(true)} />
          ) : (
            initialsOf(guild.name)
          )}
        </span>
        {live && <span className={styles.liveDot} />}
        {mentions > 0 ? (
          <span className={styles.mentions}>{mentions > 99 ? '99+' : mentions}</span>
        ) : (
          unread > 0 && <span className={styles.unread} />
        )}
      </button>
    </Tooltip>
  );
});

interface RailButtonProps {
  label: string;
  keys: string;
  current: boolean;
  onClick: () => void;
  children: ReactNode;
}

function RailButton({ label, keys, current, onClick, children }: RailButtonProps) {
  return (
    <Tooltip label={label} shortcut={keys} side="right">
      <button
        type="button"
        className={styles.railButton}
        aria-label={label}
        aria-current={current || undefined}
        onClick={onClick}
      >
        {children}
      </button>
    </Tooltip>
  );
}
