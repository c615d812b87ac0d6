import type { RoomSet } from '@shared/models/room-plans';
import { DoorOpen } from 'lucide-react';
import { useActions, useApp } from '../../state/react';
import { selectOverSets, selectRunningSets } from '../../state/room-plans/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/Notice';
import styles from './room-plans.module.css';
import { SetCard } from './SetCard';
import { useNow } from './use-now';

const words = strings.plans.running;

/** What is open from plans, and what was. */
export function RunningTab() {
  const running = useApp(selectRunningSets);
  const over = useApp(selectOverSets);
  const { roomPlans } = useActions();
  const now = useNow(running.some(hasCountdown));
  return (
    <>
      {running.length === 0 && (
        <EmptyState
          icon={<DoorOpen size={24} />}
          title={words.noneTitle}
          actions={
            <Button tone="primary" onClick={() => roomPlans.show('templates')}>
              {words.goTemplates}
            </Button>
          }
        >
          {words.noneBody}
        </EmptyState>
      )}
      {running.map((set) => (
        <SetCard key={set.setId} set={set} nowMs={now} />
      ))}
      {over.length > 0 && <h3 className={styles.sub}>{words.overTitle}</h3>}
      {over.map((set) => (
        <SetCard key={set.setId} set={set} nowMs={now} />
      ))}
    </>
  );
}

function hasCountdown({ slots }: RoomSet): boolean {
  return slots.some(({ state }) => state.kind === 'open' && state.endsAtMs !== null);
}
