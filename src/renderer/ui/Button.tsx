import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { cx } from './cx';
import { Tooltip } from './Tooltip';

export type ButtonTone = 'plain' | 'primary' | 'quiet' | 'air';

export interface ButtonProps extends ComponentProps<'button'> {
  tone?: ButtonTone;
  icon?: ReactNode;
  /** True while what it started is under way: it stays focusable, says so, and does not start it twice. */
  busy?: boolean;
}

export function Button({ tone = 'plain', icon, busy, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest.disabled || undefined}
      className={cx(styles.button, styles[tone], className)}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {icon}
      {children !== undefined && <span className={styles.label}>{children}</span>}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  label: string;
  /** Shown in the tooltip beside the label. */
  shortcut?: string | undefined;
  tone?: ButtonTone;
  /** For toggles: pressed or not. */
  pressed?: boolean;
  side?: 'top' | 'right' | 'bottom' | 'left';
}

export function IconButton(props: IconButtonProps) {
  const { label, shortcut, tone = 'quiet', pressed, side = 'top', className, children, ...rest } = props;
  return (
    <Tooltip label={label} shortcut={shortcut} side={side}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(styles.button, styles.icon, styles[tone], className)}
      >
        {children}
      </button>
    </Tooltip>
  );
}
