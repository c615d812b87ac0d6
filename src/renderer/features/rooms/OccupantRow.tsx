import type { Occupant } from '@shared/models/workspace';
import { Hand, HeadphoneOff, MicOff, MonitorUp, Users, Video } from 'lucide-react';
import { type KeyboardEvent, memo } from 'react';
import { selectIsSpeaking } from '../../state/call/selectors';
import { useApp, useAppStore } from '../../state/react';
import { selectOccupant } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import { personKey, useMemberActions } from '../members';
import { PersonAvatar } from '../people';
import styles from './rooms.module.css';

/** The small signs beside a name, each with its word. A moderator's mute outranks one's own. */
export function occupantSigns(occupant: Occupant): { icon: typeof MicOff; text: string; strong: boolean }[] {
  const { state } = strings.rooms;
  const signs: { icon: typeof MicOff; text: string; strong: boolean }[] = [];
  if (occupant.wantsToSpeakSinceMs !== null && occupant.suppressed)
    signs.push({ icon: Hand, text: strings.rooming.stage.asks, strong: false });
  if (occupant.suppressed) signs.push({ icon: Users, text: state.suppressed, strong: false });
  if (occupant.serverMute) signs.push({ icon: MicOff, text: state.serverMute, strong: true });
  else if (occupant.selfMute) signs.push({ icon: MicOff, text: state.selfMute, strong: false });
  if (occupant.serverDeaf) signs.push({ icon: HeadphoneOff, text: state.serverDeaf, strong: true });
  else if (occupant.selfDeaf) signs.push({ icon: HeadphoneOff, text: state.selfDeaf, strong: false });
  if (occupant.streaming) signs.push({ icon: MonitorUp, text: state.streaming, strong: false });
  if (occupant.video) signs.push({ icon: Video, text: state.video, strong: false });
  return signs;
}

/** The focus leaves the people of a room with ←, and goes among them with ↑ and ↓. */
function movePersonFocus(event: KeyboardEvent<HTMLElement>): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const room = event.currentTarget.closest<HTMLElement>('[data-room]');
  if (!room) return false;
  const people = [...room.querySelectorAll<HTMLElement>('[data-person]')];
  const at = people.indexOf(event.currentTarget);
  const target =
    event.key === 'ArrowLeft' || (event.key === 'ArrowUp' && at === 0)
      ? room.querySelector<HTMLElement>('[data-roving]')
      : event.key === 'ArrowUp'
        ? people[at - 1]
        : event.key === 'ArrowDown'
          ? people[at + 1]
          : undefined;
  if (!target) return event.key === 'ArrowDown';
  target.focus();
  return true;
}

export const OccupantRow = memo(function OccupantRow({ occupantId }: { occupantId: string }) {
  const store = useAppStore();
  const actions = useMemberActions();
  const occupant = useApp(selectOccupant(occupantId));
  const selected = useApp(
    (state) => occupant !== undefined && state.rooms.selected.includes(occupant.userId),
  );
  const leaving = useApp((state) => occupant !== undefined && occupant.userId in state.rooms.leaving);
  const dragged = useApp((state) => occupant !== undefined && state.rooms.dragged.includes(occupant.userId));
  const speaking = useApp(selectIsSpeaking(occupant?.userId ?? ''));
  if (!occupant) return null;
  const { rooms } = store.actions;
  const { userId } = occupant;
  const words = strings.rooming.person;
  return (
    <li>
      <button
        type="button"
        data-person={userId}
        data-occupant={occupantId}
        tabIndex={-1}
        draggable
        aria-pressed={selected}
        className={cx(styles.occupant, selected && styles.chosen, (leaving || dragged) && styles.ending)}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) rooms.select(userId);
          else store.actions.view.chooseRoom(occupant.channelId);
        }}
        onDoubleClick={() => rooms.openDialog({ kind: 'member', userId, section: 'overview' })}
        onDragStart={(event) => {
          const chosen = store.getState().rooms.selected;
          rooms.drag(chosen.includes(userId) ? chosen : [userId]);
          event.dataTransfer?.setData('text/plain', occupant.displayName);
          if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
        }}
        onDragEnd={() => rooms.drag([])}
        onKeyDown={(event) => {
          if (movePersonFocus(event)) {
            event.preventDefault();
            event.stopPropagation();
            return;
          }
          personKey(event, occupant, { store, actions });
        }}
      >
        <PersonAvatar userId={userId} name={occupant.displayName} url={occupant.avatarUrl} />
        <span className={styles.name}>{occupant.displayName}</span>
        {occupant.isSelf && <span className={styles.tag}>{strings.rooms.state.you}</span>}
        {occupant.isBot && !occupant.isSelf && <span className={styles.tag}>{strings.rooms.state.bot}</span>}
        {leaving && <span className={styles.aside}>{words.leaving}</span>}
        {speaking && <span className="visually-hidden">{strings.rooms.state.speaking}</span>}
        <span className={styles.signs}>
          {occupantSigns(occupant).map(({ icon: Icon, text, strong }) => (
            <span key={text} title={text} className={strong ? styles.strong : undefined}>
              <Icon size={14} aria-hidden="true" />
              <span className="visually-hidden">{text}</span>
            </span>
          ))}
        </span>
      </button>
    </li>
  );
});
