import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions, useApp, useAppStore } from '../../state/react';
import type { Toast } from '../../state/view/apply';
import { selectToasts } from '../../state/view/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { KEYS, matchesKeys } from './keys';
import styles from './shell.module.css';

/** What just happened, for a few seconds, in a live region. Pointing at one keeps it. */
export function Toasts() {
  const toasts = useApp(selectToasts);
  const atDesk = useApp((state) => state.view.desk === 'live');
  usePutAway();
  return (
    <section
      data-toasts
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

/** Its key puts the latest one away, from wherever the focus is: a dialog lets none out to a button. */
function usePutAway(): void {
  const store = useAppStore();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!matchesKeys(KEYS.putAway.keys, event)) return;
      const latest = selectToasts(store.getState()).at(-1);
      if (!latest) return;
      event.preventDefault();
      event.stopPropagation();
      store.actions.view.dismissToast(latest.id);
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, [store]);
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
      className={cx(
        styles.toast,
        toast.tone === 'trouble' && styles.toastTrouble,
        toast.body !== null && toast.action !== null && styles.toastLong,
      )}
      role={toast.tone === 'trouble' ? 'alert' : 'status'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
    >
      <div className={styles.toastText}>
        <p className={styles.toastTitle}>
          {`${toast.title} `}
          {toast.times > 1 && <span className={styles.toastTimes}>{strings.toastTimes(toast.times)}</span>}
        </p>
        {toast.body !== null && <p>{toast.body}</p>}
      </div>
      {toast.action && <Button onClick={act}>{toast.action.label}</Button>}
      <button
        type="button"
        className={styles.toastClose}
        aria-label={strings.dismiss}
        title={`${strings.dismiss} (${KEYS.putAway.keys})`}
        onClick={() => view.dismissToast(toast.id)}
      >
        <X size={14} />
      </button>
    </div>
  );
}
