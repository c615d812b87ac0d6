import type { ReactNode } from 'react';
import styles from './Place.module.css';

export interface PlaceProps {
  title: string;
  /** What it is for, in a sentence. */
  lead: string;
  /** Buttons at the right of the head. */
  actions?: ReactNode;
  /** Under the head, above what scrolls: choices of what the place shows. */
  tabs?: ReactNode;
  children: ReactNode;
}

/** What fills the main part of a desk: a head that stays, and what scrolls under it. */
export function Place({ title, lead, actions, tabs, children }: PlaceProps) {
  return (
    <section className={styles.place} aria-label={title}>
      <header className={styles.head}>
        <div className={styles.headText}>
          <h2>{title}</h2>
          <p>{lead}</p>
        </div>
        {actions}
        {tabs !== undefined && <div className={styles.tabs}>{tabs}</div>}
      </header>
      <div className={styles.scroll}>{children}</div>
    </section>
  );
}

/** Buttons above a list, at its right end. */
export function PlaceBar({ children }: { children: ReactNode }) {
  return <div className={styles.bar}>{children}</div>;
}
