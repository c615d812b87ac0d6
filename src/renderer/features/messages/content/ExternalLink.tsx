import type { ReactNode } from 'react';
import { cx } from '../../../ui/cx';
import styles from './content.module.css';
import { isWebUrl } from './markdown';

/** A link to the outside: the window opens none itself, main hands it to the system's browser. Its address shows. */
export function ExternalLink(props: {
  url: string;
  className?: string | undefined;
  label?: string | undefined;
  children: ReactNode;
}) {
  const { url, className, label, children } = props;
  if (!isWebUrl(url)) return <span className={className}>{children}</span>;
  return (
    <a
      className={cx(className ?? styles.link)}
      href={url}
      target="_blank"
      rel="noreferrer noopener"
      title={url}
      aria-label={label}
      draggable={false}
    >
      {children}
    </a>
  );
}
