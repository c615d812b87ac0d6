import type { ForumTag } from '@shared/models/workspace';
import { cx } from '../../ui/cx';
import { Emoji } from '../messages';
import styles from './threads.module.css';

/** Emoji, the guild's own too, and name of a tag. The name says all: the emoji is not read out. */
export function TagName({ tag }: { tag: ForumTag }) {
  const { emojiId: id, emojiName: name } = tag;
  return (
    <>
      {(id !== null || name !== null) && (
        <span className={styles.tagEmoji} aria-hidden="true">
          <Emoji emoji={{ id, name, animated: false }} />
        </span>
      )}
      {tag.name}
    </>
  );
}

/** A forum tag to look at. */
export function TagLabel({ tag }: { tag: ForumTag }) {
  return (
    <span className={styles.tag}>
      <TagName tag={tag} />
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
      <TagName tag={tag} />
    </button>
  );
}
