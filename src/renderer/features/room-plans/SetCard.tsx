import type { RoomSet, RoomSlot } from '@shared/models/room-plans';
import { CircleAlert, FolderClosed, Presentation, Volume2 } from 'lucide-react';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useActions, useApp } from '../../state/react';
import { isRunning, progressOf } from '../../state/room-plans/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { formatDateTime, formatTime } from '../../ui/format';
import { MoreMenu } from '../../ui/MoreMenu';
import { useAttempt } from '../trouble';
import styles from './room-plans.module.css';
import { wordProblem, wordSlot } from './wording';

const words = strings.plans.running;
const ICONS = { category: FolderClosed, voice: Volume2, stage: Presentation } as const;
const FIVE_MINUTES = { graceMs: 300_000, unusedMs: 1_800_000 };

/** All rooms of one opening: how each stands, and what can be done with them together. */
export function SetCard({ set, nowMs }: { set: RoomSet; nowMs: number }) {
  const { roomPlans } = useActions();
  const attempt = useAttempt();
  const [isEnding, setEnding] = useState(false);
  const { setId } = set;
  const { waiting, open, troubled } = progressOf(set.slots);
  const going = isRunning(set);
  const ours = set.slots.filter(({ state, kind }) => state.kind === 'open' && kind !== 'category');
  const by =
    set.ownerName !== null
      ? words.openedBy.lobby(set.ownerName)
      : set.scheduleId !== null
        ? words.openedBy.schedule
        : words.openedBy.hand;
  return (
    <article className={styles.card} aria-label={set.name}>
      <header className={styles.cardHead}>
        <div className={styles.rowText}>
          <h3>{set.name}</h3>
          <p className={styles.sub2}>
            {words.opened(formatDateTime(set.openedAtMs))} {by}
            {set.endsAtMs !== null && going && ` · ${words.setEnds(formatTime(set.endsAtMs))}`}
          </p>
        </div>
        {waiting > 0 && (
          <span className={styles.sub2} role="status">
            {words.making(open, set.slots.length)}
          </span>
        )}
        {waiting > 0 && (
          <Button onClick={() => attempt(() => roomPlans.ask.cancelOpening({ setId }))}>{words.stop}</Button>
        )}
        {troubled > 0 && waiting === 0 && (
          <Button onClick={() => attempt(() => roomPlans.ask.retry({ setId }))}>{words.retry}</Button>
        )}
        {ours.length > 0 && <Button onClick={() => setEnding(true)}>{words.endAll(ours.length)}</Button>}
        <MoreMenu
          label={strings.plans.more(set.name)}
          groups={[
            [
              {
                id: 'forget',
                label: words.forget,
                onSelect: () => attempt(() => roomPlans.ask.forgetSet({ setId })),
              },
            ],
          ]}
        />
      </header>
      <ul className={styles.slots}>
        {set.slots.map((slot) => (
          <SlotRow key={slot.slotId} set={set} slot={slot} nowMs={nowMs} />
        ))}
      </ul>
      {isEnding && <EndDialog set={set} rooms={ours} onClose={() => setEnding(false)} />}
    </article>
  );
}

function SlotRow({ set: { setId }, slot, nowMs }: { set: RoomSet; slot: RoomSlot; nowMs: number }) {
  const { roomPlans } = useActions();
  const attempt = useAttempt();
  const { slotId, state } = slot;
  const channelId = 'channelId' in state ? state.channelId : null;
  const people = usePeople(channelId === null ? [] : [channelId]);
  const Icon = ICONS[slot.kind];
  const isTroubled = state.kind === 'failed' || state.kind === 'uncertain' || state.kind === 'stuck';
  const isRoom = slot.kind !== 'category';
  return (
    <li className={styles.slot}>
      {isTroubled ? (
        <CircleAlert size={15} className={styles.bad} aria-hidden="true" />
      ) : (
        <Icon size={15} className={styles.kindIcon} aria-hidden="true" />
      )}
      <div className={styles.rowText}>
        <p className={styles.slotLine}>
          <span className={styles.slotName}>{slot.name}</span>
          <span className={cx(styles.sub2, isTroubled && styles.bad, styles.figures)}>
            {wordSlot(slot, people, nowMs)}
          </span>
        </p>
        {slot.notes.map(({ step, problem }) => (
          <p key={step} className={styles.bad}>
            {strings.plans.state.note[step](wordProblem(problem))}
          </p>
        ))}
        {state.kind === 'uncertain' && (
          <div className={styles.choices}>
            {state.candidates.map((one) => (
              <Button
                key={one.channelId}
                onClick={() =>
                  attempt(() => roomPlans.ask.settle({ setId, slotId, channelId: one.channelId }))
                }
              >
                {strings.plans.state.mine(one.name)}
              </Button>
            ))}
            <Button onClick={() => attempt(() => roomPlans.ask.settle({ setId, slotId, channelId: null }))}>
              {strings.plans.state.noneOfThem}
            </Button>
          </div>
        )}
      </div>
      {isRoom && state.kind === 'open' && (
        <Button
          tone="quiet"
          onClick={() =>
            attempt(() =>
              roomPlans.ask.setTemporary({ setId, slotId, temporary: slot.temporary ? null : FIVE_MINUTES }),
            )
          }
        >
          {slot.temporary ? words.notTemporary : words.makeTemporary}
        </Button>
      )}
      {isRoom && (state.kind === 'open' || state.kind === 'stuck') && (
        <Button
          tone="quiet"
          aria-label={words.keepLabel(slot.name)}
          onClick={() => attempt(() => roomPlans.ask.keep({ setId, slotId }))}
        >
          {words.keep}
        </Button>
      )}
    </li>
  );
}

/** Says which rooms end and how many people that disconnects. */
function EndDialog({ set, rooms, onClose }: { set: RoomSet; rooms: RoomSlot[]; onClose: () => void }) {
  const { roomPlans } = useActions();
  const attempt = useAttempt();
  const people = usePeople(rooms.flatMap(({ state }) => ('channelId' in state ? [state.channelId] : [])));
  const end = () => {
    attempt(() => roomPlans.ask.endSet({ setId: set.setId }));
    onClose();
  };
  return (
    <Dialog
      title={words.endTitle(set.name, rooms.length)}
      description={words.endBody(rooms.map(({ name }) => name).join(', '), people)}
      closeLabel={strings.close}
      onClose={onClose}
    >
      <DialogActions>
        <Button onClick={onClose}>{strings.cancel}</Button>
        <Button tone="primary" onClick={end}>
          {words.endAll(rooms.length)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** People, not bots, in these rooms. */
function usePeople(channelIds: readonly string[]): number {
  const occupants = useApp(
    useShallow((state) =>
      Object.values(state.workspace.occupants).filter(
        (one) => !one.isBot && channelIds.some((id) => id === one.channelId),
      ),
    ),
  );
  return occupants.length;
}
