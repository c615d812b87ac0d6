import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectPlansPlace, selectRunningSets } from '../../state/room-plans/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Place } from '../../ui/Place';
import { Segmented } from '../../ui/Segmented';
import { NoticesTab } from '../notices';
import { TroubleState } from '../trouble';
import { LobbiesTab } from './LobbiesTab';
import { RunningTab } from './RunningTab';
import styles from './room-plans.module.css';
import { SchedulesTab } from './SchedulesTab';
import { TemplatesTab } from './TemplatesTab';

const words = strings.plans;
const PLACES = ['running', 'templates', 'schedules', 'lobbies', 'notices'] as const;

/** Rooms that run themselves, in the place of the rooms desk. Escape goes back to the rooms. */
export default function RoomPlansPlace() {
  const place = useApp(selectPlansPlace) ?? 'running';
  const load = useApp((state) => state.roomPlans.load);
  const running = useApp(selectRunningSets).length;
  const { roomPlans } = useActions();
  useEscape();
  return (
    <Place
      title={words.title}
      lead={words.lead}
      actions={
        <Button icon={<ArrowLeft size={15} />} onClick={() => roomPlans.show(null)}>
          {words.back}
        </Button>
      }
      tabs={
        <Segmented
          label={words.title}
          value={place}
          options={PLACES.map((value) => ({
            value,
            label: words.places[value],
            badge:
              value === 'running' && running > 0 ? <span className={styles.badge}>{running}</span> : null,
          }))}
          onChange={roomPlans.show}
        />
      }
    >
      {load.kind === 'failed' ? (
        <TroubleState error={load.error} title={words.loadFailed} onRetry={() => void roomPlans.load()} />
      ) : (
        <Tab place={place} />
      )}
    </Place>
  );
}

function Tab({ place }: { place: (typeof PLACES)[number] }) {
  switch (place) {
    case 'running':
      return <RunningTab />;
    case 'templates':
      return <TemplatesTab />;
    case 'schedules':
      return <SchedulesTab />;
    case 'lobbies':
      return <LobbiesTab />;
    case 'notices':
      return <NoticesTab />;
  }
}

/** Not while a dialog or menu is open: Escape is theirs then. */
function useEscape(): void {
  const store = useAppStore();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (store.getState().view.overlay !== null) return;
      if (document.querySelector('[role="dialog"], [role="menu"]')) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.closest('input, select, textarea')) return;
      store.actions.roomPlans.show(null);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store]);
}
