import { Waypoints, Webhook } from 'lucide-react';
import { useActions, useApp } from '../../state/react';
import { selectBrokenRoutes } from '../../state/routes/selectors';
import { selectPlace } from '../../state/view/selectors';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import styles from './desk.module.css';

const words = strings.channels;

/** Below the channels: the places where one sets up where to post. */
export function SidebarFoot() {
  const place = useApp(selectPlace);
  const broken = useApp(selectBrokenRoutes).length;
  const { view } = useActions();
  return (
    <footer className={styles.foot}>
      <button
        type="button"
        className={cx(styles.footButton, place.kind === 'routes' && styles.footCurrent)}
        aria-current={place.kind === 'routes' || undefined}
        onClick={() => view.showPlace({ kind: 'routes' })}
      >
        <Waypoints size={15} aria-hidden="true" />
        <span>{words.routes}</span>
        {broken > 0 && (
          <span className={styles.brokenCount}>
            <span aria-hidden="true">{broken}</span>
            <span className="visually-hidden">{words.brokenRoutes(broken)}</span>
          </span>
        )}
      </button>
      <button
        type="button"
        className={cx(styles.footButton, place.kind === 'webhooks' && styles.footCurrent)}
        aria-current={place.kind === 'webhooks' || undefined}
        onClick={() => view.showPlace({ kind: 'webhooks' })}
      >
        <Webhook size={15} aria-hidden="true" />
        <span>{words.webhooks}</span>
      </button>
    </footer>
  );
}
