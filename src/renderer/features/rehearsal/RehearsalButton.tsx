import { CloudLightning } from 'lucide-react';
import { Popover } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import { Tooltip } from '../../ui/Tooltip';
import styles from './Rehearsal.module.css';
import { useWhatIsOn } from './use-what-is-on';

const RehearsalPanel = lazy(() => import('./RehearsalPanel'));

/** The rail's way to the panel, as long as a practice server runs. It says when something is on, on every desk. */
export function RehearsalButton({ className }: { className: string | undefined }) {
  const available = useApp((state) => state.rehearsal.now?.available === true);
  const open = useApp((state) => state.rehearsal.open);
  const on = useWhatIsOn();
  const { rehearsal } = useActions();
  if (!available) return null;
  const label = on === null ? strings.rehearsal.title : strings.rehearsal.on(on);
  return (
    <Popover.Root open={open} onOpenChange={(next) => rehearsal.show(next)}>
      <Tooltip label={label} side="right">
        <Popover.Trigger className={cx(className, on !== null && styles.railOn)} aria-label={label}>
          <CloudLightning size={20} />
          {on !== null && <span className={styles.railDot} />}
        </Popover.Trigger>
      </Tooltip>
      <Popover.Anchor className={styles.anchor} />
      <Popover.Portal>
        <Popover.Content
          className={styles.panel}
          side="bottom"
          align="end"
          sideOffset={4}
          collisionPadding={12}
          avoidCollisions={false}
          aria-label={strings.rehearsal.title}
          // It stays while one works in the window: seeing what happens there is what it is for.
          onInteractOutside={(event) => event.preventDefault()}
        >
          <Suspense fallback={null}>
            <RehearsalPanel />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
