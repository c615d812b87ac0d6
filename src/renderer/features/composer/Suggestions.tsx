import { useEffect, useRef } from 'react';
import { mediaSrc } from '../../api';
import { composerStrings } from '../../strings/composer';
import { PersonAvatar } from '../people';
import type { SuggestToken } from './suggest-token';
import styles from './text-field.module.css';
import type { Suggestion } from './use-suggestions';

export interface SuggestionsProps {
  id: string;
  kind: SuggestToken['kind'];
  list: readonly Suggestion[];
  at: number;
  onHover: (index: number) => void;
  onChoose: (suggestion: Suggestion) => void;
}

/** What could complete the word at the caret. The focus stays in the text. */
export function Suggestions({ id, kind, list, at, onHover, onChoose }: SuggestionsProps) {
  const current = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (at >= 0) current.current?.scrollIntoView?.({ block: 'nearest' });
  }, [at]);
  return (
    <div className={styles.list} role="listbox" id={id} aria-label={composerStrings.suggestions.label}>
      <p className={styles.title} aria-hidden="true">
        {composerStrings.suggestions.titles[kind]}
      </p>
      {list.map((suggestion, index) => (
        // The keys are the text field's: it stays focused and names the option it stands on.
        <div
          key={suggestion.key}
          ref={index === at ? current : undefined}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className={styles.option}
          onPointerMove={() => index !== at && onHover(index)}
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(suggestion);
          }}
        >
          <span className={styles.sign}>
            <Icon icon={suggestion.icon} />
          </span>
          <span className={styles.name}>{suggestion.label}</span>
          {suggestion.hint !== null && <span className={styles.hint}>{suggestion.hint}</span>}
        </div>
      ))}
    </div>
  );
}

function Icon({ icon }: { icon: Suggestion['icon'] }) {
  switch (icon.kind) {
    case 'person':
      return <PersonAvatar userId={icon.userId} name={icon.name} url={icon.url} />;
    case 'role':
      return <span className={styles.role} style={{ background: colourOf(icon.colour) }} />;
    case 'sign':
      return icon.sign;
    case 'guildEmoji': {
      const ending = icon.animated ? 'gif' : 'webp';
      const src = mediaSrc(`https://cdn.discordapp.com/emojis/${icon.emojiId}.${ending}?size=48`);
      return src === null ? ':' : <img alt="" src={src} />;
    }
  }
}

function colourOf(colour: number | null): string {
  return colour === null ? 'var(--text-3)' : `#${colour.toString(16).padStart(6, '0')}`;
}
