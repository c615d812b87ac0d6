import type { Occupant } from '@shared/models/workspace';
import { HeadphoneOff, MicOff, MonitorUp, Users, Video } from 'lucide-react';
import { memo } from 'react';
import { useApp } from '../../state/react';
import { selectOccupant } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { PersonAvatar } from '../people';
import styles from './rooms.module.css';

/** The small signs beside a name, each with its word. A moderator's mute outranks one's own. */
export function occupantSigns(occupant: Occupant): { icon: typeof MicOff; text: string; strong: boolean }[] {
  const { state } = strings.rooms;
  const signs: { icon: typeof MicOff; text: string; strong: boolean }[] = [];
  if (occupant.suppressed) signs.push({ icon: Users, text: state.suppressed, strong: false });
  if (occupant.serverMute) signs.push({ icon: MicOff, text: state.serverMute, strong: true });
  else if (occupant.selfMute) signs.push({ icon: MicOff, text: state.selfMute, strong: false });
  if (occupant.serverDeaf) signs.push({ icon: HeadphoneOff, text: state.serverDeaf, strong: true });
  else if (occupant.selfDeaf) signs.push({ icon: HeadphoneOff, text: state.selfDeaf, strong: false });
  if (occupant.streaming) signs.push({ icon: MonitorUp, text: state.streaming, strong: false });
  if (occupant.video) signs.push({ icon: Video, text: state.video, strong: false });
  return signs;
}

export const OccupantRow = memo(function OccupantRow({ occupantId }: { occupantId: string }) {
  const occupant = useApp(selectOccupant(occupantId));
  if (!occupant) return null;
  return (
    <li className={styles.occupant}>
      <PersonAvatar userId={occupant.userId} name={occupant.displayName} url={occupant.avatarUrl} />
      <span className={styles.name}>{occupant.displayName}</span>
      {occupant.isSelf && <span className={styles.tag}>{strings.rooms.state.you}</span>}
      {occupant.isBot && !occupant.isSelf && <span className={styles.tag}>{strings.rooms.state.bot}</span>}
      <span className={styles.signs}>
        {occupantSigns(occupant).map(({ icon: Icon, text, strong }) => (
          <span key={text} title={text} className={strong ? styles.strong : undefined}>
            <Icon size={14} aria-hidden="true" />
            <span className="visually-hidden">{text}</span>
          </span>
        ))}
      </span>
    </li>
  );
});
