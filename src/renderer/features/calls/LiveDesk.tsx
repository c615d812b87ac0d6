import { HeadphoneOff, Headphones, RadioTower } from 'lucide-react';
import { useCallback, useEffect } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ActiveCall } from '../../state/call/apply';
import {
  selectActiveCall,
  selectJoiningId,
  selectSilencedBy,
  selectSpeakerIds,
} from '../../state/call/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectGuildId, selectRoomGroups } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { formatDb } from '../../ui/format';
import { Meter, type MeterReading } from '../../ui/Meter';
import { EmptyState, Notice } from '../../ui/Notice';
import { plainKey } from '../../ui/plain-key';
import { Slider } from '../../ui/Slider';
import { useJoinRoom } from '../rooms';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import styles from './live.module.css';
import { ProgrammeDeck } from './ProgrammeDeck';
import { RecordingPanel } from './RecordingPanel';
import { SpeakerStrip } from './SpeakerStrip';

const words = strings.live;

/** The desk of a call: what goes out, who comes in, what is recorded, what we hear. */
export default function LiveDesk() {
  const call = useApp(selectActiveCall);
  return call ? <Console call={call} /> : <NoCall />;
}

function Console({ call }: { call: ActiveCall }) {
  const speakers = useApp(selectSpeakerIds);
  const silencedBy = useApp(selectSilencedBy);
  useLiveKeys();
  return (
    <div className={styles.console}>
      <div className={styles.left}>
        {silencedBy !== null && <Notice title={words.silenced[silencedBy]} />}
        <ProgrammeDeck programme={call.programme} />
        <RecordingPanel call={call} />
      </div>
      <div className={styles.right}>
        <Listening call={call} />
        <section className={styles.panel} aria-label={words.speakers}>
          <header className={styles.panelHead}>
            <h2>{words.speakers}</h2>
            <span className={styles.soft}>{speakers.length}</span>
          </header>
          <ul className={styles.strips}>
            {speakers.map((userId) => (
              <SpeakerStrip key={userId} userId={userId} />
            ))}
          </ul>
          {speakers.length <= 1 && <p className={styles.soft}>{words.alone}</p>}
        </section>
      </div>
    </div>
  );
}

/** The mix: whether we hear it, how loud, and its level. */
function Listening({ call }: { call: ActiveCall }) {
  const { call: actions, settings } = useActions();
  const attempt = useAttempt();
  const sound = useSound();
  const subscribe = useCallback(
    (listener: (reading: MeterReading) => void) => sound.subscribeLevel('master', listener),
    [sound],
  );
  const { enabled, gainDb } = call.monitor;
  const set = (nextEnabled: boolean, nextGain: number) => {
    settings.change({ monitorGainDb: nextGain });
    attempt(() => actions.setMonitor(nextEnabled, nextGain));
  };
  return (
    <section className={styles.panel} aria-label={words.master}>
      <header className={styles.panelHead}>
        <h2>{words.master}</h2>
        <div className={styles.listen}>
          <div className={styles.volume}>
            <Slider
              label={words.monitorGain}
              value={gainDb}
              min={-60}
              max={12}
              step={0.5}
              disabled={!enabled}
              valueText={formatDb(gainDb)}
              onChange={(next) => set(enabled, next)}
            />
            <output>{formatDb(gainDb)}</output>
          </div>
          <Button
            tone="quiet"
            aria-pressed={enabled}
            aria-label={words.monitor}
            icon={enabled ? <Headphones size={16} /> : <HeadphoneOff size={16} />}
            onClick={() => set(!enabled, gainDb)}
          >
            {enabled ? words.monitorOn : words.monitorOff}
          </Button>
        </div>
      </header>
      <Meter label={words.masterMeter} subscribe={subscribe} className={styles.masterMeter} scale />
    </section>
  );
}

/** Space plays and pauses the programme: on this desk only, and not while typing. */
function useLiveKeys(): void {
  const store = useAppStore();
  const attempt = useAttempt();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { view, call: slice } = store.getState();
      if (view.overlay !== null || slice.state.kind !== 'active' || plainKey(event) !== ' ') return;
      event.preventDefault();
      const { programme } = slice.state;
      if (programme.kind === 'playing') attempt(() => store.actions.call.pause());
      if (programme.kind === 'paused') attempt(() => store.actions.call.resume());
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, attempt]);
}

/** Not in a room: says so, and offers the rooms there are, fullest first. */
function NoCall() {
  const guildId = useApp(selectGuildId);
  const groups = useApp(selectRoomGroups(guildId));
  const joining = useApp(selectJoiningId);
  const rooms = useApp(
    useShallow((state) =>
      groups
        .flatMap((group) => group.itemIds)
        .map((id) => state.workspace.rooms[id])
        .filter((room) => room?.canConnect === true),
    ),
  );
  const inside = useApp((state) => state.workspace.occupantKeysByRoom);
  const join = useJoinRoom();
  const count = (id: string) => inside[id]?.length ?? 0;
  const sorted = [...rooms]
    .filter((room) => room !== undefined)
    .sort((a, b) => count(b.channelId) - count(a.channelId));
  return (
    <EmptyState icon={<RadioTower size={24} />} title={words.idleTitle}>
      <p>{words.idleBody}</p>
      <ul className={styles.joinList}>
        {sorted.slice(0, 6).map((room) => (
          <li key={room.channelId}>
            <span className={styles.joinName}>{room.name}</span>
            <span className={styles.soft}>{strings.rooms.people(count(room.channelId))}</span>
            <Button
              busy={joining === room.channelId}
              aria-label={`${strings.rooms.join}: ${room.name}`}
              onClick={() => join(room.channelId)}
            >
              {joining === room.channelId ? strings.rooms.joining : strings.rooms.join}
            </Button>
          </li>
        ))}
      </ul>
    </EmptyState>
  );
}
