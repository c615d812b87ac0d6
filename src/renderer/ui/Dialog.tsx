import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx';
import styles from './Dialog.module.css';
import { lastFocus } from './last-focus';

export interface DialogProps {
  title: string;
  description?: string | undefined;
  closeLabel: string;
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A modal dialog: focus goes in, stays in, and comes back; Escape and the scrim close it. */
export function Dialog({ title, description, closeLabel, wide, onClose, children }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content
          className={cx(styles.dialog, wide && styles.wide)}
          data-modal
          onOpenAutoFocus={focusFirstField}
          onCloseAutoFocus={focusWhereItWas}
          onEscapeKeyDown={leaveToFocused}
          onInteractOutside={stayForToasts}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className={styles.head}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close className={styles.close} aria-label={closeLabel}>
              <X size={16} />
            </Radix.Close>
          </header>
          {description !== undefined && (
            <Radix.Description className={styles.description}>{description}</Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** What a person opens a dialog for is its first field, not its close button. */
function focusFirstField(event: Event): void {
  const field = (event.currentTarget as HTMLElement | null)?.querySelector<HTMLElement>(
    'input, select, textarea',
  );
  if (!field) return;
  event.preventDefault();
  field.focus();
}

/** A field that waits for a key (`data-takes-escape`) has Escape for itself. */
function leaveToFocused(event: KeyboardEvent): void {
  if (document.activeElement?.hasAttribute('data-takes-escape')) event.preventDefault();
}

/**
 * What just happened is answered without leaving what is being done. A press is told when it is over, and its toast is
 * gone by then: nothing else outside of a dialog goes by a press.
 */
function stayForToasts(event: Event): void {
  const { target } = event;
  if (!(target instanceof Element)) return;
  if (!target.isConnected || target.closest('[data-toasts]')) event.preventDefault();
}

/** Unless another dialog is open still, or the focus was given to something else already. */
function focusWhereItWas(event: Event): void {
  event.preventDefault();
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) lastFocus()?.focus();
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <footer className={styles.actions}>{children}</footer>;
}
