import type { EmojiRef } from '@shared/discord/emoji';
import { useId } from 'react';
import { composeStrings as words } from '../../../strings/compose';
import styles from './form.module.css';
import { useForm } from './use-form';

/** The emoji of a button or option: the character itself, or `<:name:id>`. */
export function EmojiField({ path, value }: { path: string; value: EmojiRef | undefined }) {
  const form = useForm();
  const id = useId();
  const text = emojiText(value);
  return (
    <div className={styles.field}>
      <div className={styles.labelLine}>
        <label htmlFor={id}>{words.emoji}</label>
      </div>
      <input
        id={id}
        key={text}
        className={styles.input}
        defaultValue={text}
        placeholder="🎉"
        data-path={path}
        onBlur={(event) => form.set(path, parseEmoji(event.target.value))}
      />
    </div>
  );
}

export function emojiText(emoji: EmojiRef | undefined): string {
  if (!emoji) return '';
  return emoji.id === null
    ? (emoji.name ?? '')
    : `<${emoji.animated ? 'a' : ''}:${emoji.name ?? '_'}:${emoji.id}>`;
}

/** Undefined for nothing. */
export function parseEmoji(text: string): EmojiRef | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const own = /^<(a?):(\w{1,32}):(\d{1,20})>$/.exec(trimmed);
  if (own) return { id: own[3] ?? null, name: own[2] ?? null, animated: own[1] === 'a' };
  return { id: null, name: trimmed, animated: false };
}
