import { type ReactNode, useId } from 'react';
import styles from './Settings.module.css';

/** A group of settings under its heading. */
export function SettingsSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** What ties a field to the words at its left. */
export interface FieldIds {
  id: string;
  'aria-describedby'?: string;
}

/**
 * One setting: what it is and a note at the left, the means to change it at the right. Children that are a function get
 * the ids for a field, whose label the words then are.
 */
export function SettingsLine(props: {
  label: string;
  note?: string;
  children: ReactNode | ((ids: FieldIds) => ReactNode);
}) {
  const { label, note, children } = props;
  const id = useId();
  const noteId = `${id}-note`;
  const isField = typeof children === 'function';
  const ids = { id, ...(note ? { 'aria-describedby': noteId } : {}) };
  return (
    <div className={styles.line}>
      <div className={styles.text}>
        {isField ? <label htmlFor={id}>{label}</label> : <p>{label}</p>}
        {note && (
          <p id={noteId} className={styles.note}>
            {note}
          </p>
        )}
      </div>
      <div className={styles.end}>{isField ? children(ids) : children}</div>
    </div>
  );
}
