import { type ReactNode, useId } from 'react';
import styles from './archive.module.css';

export interface SectionProps {
  title: string;
  hint: string;
  /** Beside the heading. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A part of a page under a heading, with a line on what it is for. */
export function Section({ title, hint, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.sectionHead}>
        <div>
          <h2 id={id}>{title}</h2>
          <p className={styles.quiet}>{hint}</p>
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}
