import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import type { Toast } from '../../state/view/apply';
import { selectToasts } from '../../state/view/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import styles from './shell.module.css';

/** What just happened, for a few seconds, in a live region. Pointing at one keeps it. */
export function Toasts() {
  const toasts = useApp(selectToasts);
  const atDesk = useApp((state) => state.view.desk === 'live');
  return (
    <section
      className={cx(styles.toasts, atDesk && styles.toastsLow)}
      aria-label={strings.toasts}
      aria-live="polite"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const { view } = useActions();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (toast.stayMs === null || held) return;
    const timer = setTimeout(() => view.dismissToast(toast.id), toast.stayMs);
    return () => clearTimeout(timer);
  }, [toast, held, view]);
  const act = () => {
    toast.action?.run();
    view.dismissToast(toast.id);
  };
  return (
    <div
      className={cx(styles.toast, toast.tone === 'trouble' && styles.toastTrouble)}
      role={toast.tone === 'trouble' ? 'alert' : 'status'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
    >
      <div className={styles.toastText}>
        <p className={styles.toastTitle}>{toast.title}</p>
        {toast.body !== null && <p>{toast.body}</p>}
      </div>
      {toast.action && <Button onClick={act}>{toast.action.label}</Button>}
      <button
        type="button"
        className={styles.toastClose}
        aria-label={strings.dismiss}
        onClick={() => view.dismissToast(toast.id)}
      >
        <X size={14} />
      </button>
    </div>
  );
}
