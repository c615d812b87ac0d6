import type { MessageView } from '@shared/models/messages';
import { CornerUpLeft, CornerUpRight, MoreHorizontal, Pencil, SmilePlus } from 'lucide-react';
import { useRef } from 'react';
import { isEditable, isOwnWriting } from '../../../state/messages/slice';
import { historyStrings as words } from '../../../strings/history';
import { IconButton } from '../../../ui/Button';
import { DropMenu } from '../../../ui/Menu';
import { useHistoryHost } from './HistoryHost';
import styles from './history.module.css';

/** What is done most, at the message's corner; the rest is in its menu. */
export function Toolbar({ message }: { message: MessageView }) {
  const host = useHistoryHost();
  const { actions } = host;
  const barRef = useRef<HTMLDivElement>(null);
  const canReact = host.canReact();
  return (
    <div ref={barRef} className={styles.toolbar} role="toolbar" aria-label={words.toolbar}>
      {canReact &&
        host.quickEmoji().map((emoji) => (
          <button
            key={emoji}
            type="button"
            className={styles.quick}
            aria-label={`${words.addReaction} ${emoji}`}
            tabIndex={-1}
            onClick={() => actions.react(message, { id: null, name: emoji, animated: false }, true)}
          >
            {emoji}
          </button>
        ))}
      {canReact && (
        <IconButton
          label={words.addReaction}
          shortcut="+"
          tabIndex={-1}
          onClick={() => barRef.current && host.pickReaction(message, barRef.current)}
        >
          <SmilePlus size={16} />
        </IconButton>
      )}
      {isOwnWriting(message) && (
        <IconButton
          label={words.edit}
          shortcut="E"
          tabIndex={-1}
          onClick={() => (isEditable(message) ? actions.startEditing : actions.editFull)(message)}
        >
          <Pencil size={15} />
        </IconButton>
      )}
      <IconButton label={words.reply} shortcut="R" tabIndex={-1} onClick={() => actions.reply(message)}>
        <CornerUpLeft size={16} />
      </IconButton>
      {!isOwnWriting(message) && (
        <IconButton label={words.forward} shortcut="F" tabIndex={-1} onClick={() => host.forward(message)}>
          <CornerUpRight size={16} />
        </IconButton>
      )}
      <DropMenu
        trigger={
          <button type="button" className={styles.moreButton} aria-label={words.more} tabIndex={-1}>
            <MoreHorizontal size={16} />
          </button>
        }
        groups={host.menuOf(message)}
      />
    </div>
  );
}
