import type { ReactNode } from 'react';
import styles from './Rows.module.css';

/** Things of one kind in a frame, a line between each two. */
export function Rows({ children }: { children: ReactNode }) {
  return <ul className={styles.rows}>{children}</ul>;
}

export interface RowProps {
  /** What kind it is: an icon or a face. */
  icon: ReactNode;
  name: ReactNode;
  /** Buttons and the menu at its end. */
  actions: ReactNode;
  /** Lines under the name: `RowLine`. */
  children?: ReactNode;
}

/** One of them: what it is, how it stands, what can be done with it. */
export function Row({ icon, name, actions, children }: RowProps) {
  return (
    <li className={styles.row}>
      <span className={styles.icon}>{icon}</span>
      <div className={styles.text}>
        <p className={styles.name}>{name}</p>
        {children}
      </div>
      {actions}
    </li>
  );
}

/** A line under the name, quiet unless something is wrong. */
export function RowLine({ tone = 'quiet', children }: { tone?: 'quiet' | 'trouble'; children: ReactNode }) {
  return <p className={tone === 'trouble' ? styles.trouble : styles.quiet}>{children}</p>;
}
