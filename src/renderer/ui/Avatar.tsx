import { type CSSProperties, useState } from 'react';
import styles from './Avatar.module.css';
import { cx } from './cx';

export interface AvatarProps {
  name: string;
  url: string | null;
  /** 0..11, the person's colour; a ring of it shows while they speak. */
  colourIndex: number;
  size?: number;
  speaking?: boolean;
}

/** The first letters of up to two words, without splitting what a person sees as one letter. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join('').toLocaleUpperCase() || '?';
}

/** A picture or coloured initials. Decorative: the name always stands beside it. */
export function Avatar({ name, url, colourIndex, size = 20, speaking = false }: AvatarProps) {
  const [failedUrl, setFailedUrl] = useState<string | null>(null);
  const style = { '--size': `${size}px`, '--own': `var(--speaker-${colourIndex})` } as CSSProperties;
  return (
    <span className={cx(styles.avatar, speaking && styles.speaking)} style={style} aria-hidden="true">
      {url !== null && url !== failedUrl ? (
        <img src={url} alt="" draggable={false} onError={() => setFailedUrl(url)} />
      ) : (
        initialsOf(name)
      )}
    </span>
  );
}
