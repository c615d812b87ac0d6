import type { ForumTag } from '@shared/models/workspace';
import { cx } from '../../ui/cx';
import styles from './threads.module.css';

/** A forum tag to look at. */
export function TagLabel({ tag }: { tag: ForumTag }) {
  return (
    <span className={styles.tag}>
      {tag.emojiName !== null && tag.emojiId === null && <span aria-hidden="true">{tag.emojiName}</span>}
      {tag.name}
    </span>
  );
}

export interface TagChipProps {
  tag: ForumTag;
  on: boolean;
  disabled?: boolean;
  title?: string | undefined;
  onChange: (on: boolean) => void;
}

/** A forum tag to switch on and off. */
export function TagChip({ tag, on, disabled, title, onChange }: TagChipProps) {
  return (
    <button
      type="button"
      className={cx(styles.tag, styles.tagButton)}
      aria-pressed={on}
      disabled={disabled}
      title={title}
      onClick={() => onChange(!on)}
    >
      {tag.emojiName !== null && tag.emojiId === null && <span aria-hidden="true">{tag.emojiName}</span>}
      {tag.name}
    </button>
  );
}
