import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx';
import styles from './Notice.module.css';

export interface NoticeProps {
  tone?: 'info' | 'trouble';
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** A strip inside a view: what happened, and what can be done about it. */
export function Notice({ tone = 'info', title, children, actions }: NoticeProps) {
  const Icon = tone === 'trouble' ? CircleAlert : Info;
  return (
    <div className={cx(styles.notice, styles[tone])} role={tone === 'trouble' ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden="true" />
      <div className={styles.text}>
        <p className={styles.title}>{title}</p>
        {children && <div className={styles.body}>{children}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

export interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  tone?: 'info' | 'trouble';
}

/** What fills a view that has nothing to show: one sentence that teaches, and the next step. */
export function EmptyState({ icon, title, children, actions, tone = 'info' }: EmptyStateProps) {
  return (
    <div className={cx(styles.empty, styles[tone])} role={tone === 'trouble' ? 'alert' : undefined}>
      <span className={styles.glyph} aria-hidden="true">
        {icon}
      </span>
      <h2>{title}</h2>
      {children && <div className={styles.body}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
