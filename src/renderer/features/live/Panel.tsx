import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useActions, useApp } from '../../state/react';
import { cx } from '../../ui/cx';
import styles from './parts.module.css';

export interface PanelProps {
  /** By which its fold is remembered; without one it cannot be folded. */
  id?: string;
  title: string;
  /** Beside the title; stays when folded. */
  aside?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}

/** A part of the desk under a name. Whether it is folded is remembered. */
export function Panel({ id, title, aside, className, children }: PanelProps) {
  const body = useId();
  const [folded, toggle] = useFold(id ?? null);
  const Chevron = folded ? ChevronRight : ChevronDown;
  return (
    <section className={cx(styles.panel, folded && styles.folded, className)} aria-label={title}>
      <header className={styles.head}>
        {id === undefined ? (
          <h2>{title}</h2>
        ) : (
          <h2>
            <button
              type="button"
              className={styles.fold}
              aria-expanded={!folded}
              aria-controls={body}
              onClick={toggle}
            >
              <Chevron size={14} aria-hidden="true" />
              {title}
            </button>
          </h2>
        )}
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </header>
      {!folded && (
        <div id={body} className={styles.body}>
          {children}
        </div>
      )}
    </section>
  );
}

function useFold(id: string | null): [boolean, () => void] {
  const key = `live:${id}`;
  const folded = useApp((state) => id !== null && state.settings.settings.foldedIds.includes(key));
  const ids = useApp((state) => state.settings.settings.foldedIds);
  const { settings } = useActions();
  const toggle = () => {
    const rest = ids.filter((other) => other !== key);
    settings.change({ foldedIds: folded ? rest : [...rest, key] });
  };
  return [folded, toggle];
}
