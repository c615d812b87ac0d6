import type { EmojiRef } from '@shared/discord/emoji';
import { useState } from 'react';
import { emojiSrc } from '../../../api';
import { cx } from '../../../ui/cx';
import styles from './content.module.css';

/** A Unicode or custom emoji at the size of the text around it. */
export function Emoji({ emoji, className }: { emoji: EmojiRef; className?: string | undefined }) {
  const [failed, setFailed] = useState(false);
  const name = emoji.name ?? '';
  if (emoji.id === null) return <span className={cx(styles.emoji, className)}>{name}</span>;
  const src = emojiSrc(emoji.id, emoji.animated);
  const label = `:${name === '' ? 'emoji' : name}:`;
  if (src === null || failed) {
    return (
      <span className={cx(styles.emojiName, className)} data-missing>
        {label}
      </span>
    );
  }
  return (
    <img
      className={cx(styles.customEmoji, className)}
      src={src}
      alt={label}
      title={label}
      draggable={false}
      loading="lazy"
      onError={() => setFailed(true)}
    />
  );
}
