import type { AirState } from '@shared/models/air';
import { CircleStop, ListChecks, Radio } from 'lucide-react';
import { useCallback } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { selectJoiningId } from '../../state/call/selectors';
import { selectAir } from '../../state/live/air';
import { selectConsole, selectLiveSettings } from '../../state/live/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectGuildId, selectRoomGroups } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatDb } from '../../ui/format';
import type { MenuGroups } from '../../ui/Menu';
import { DropMenu } from '../../ui/Menu';
import { Meter, type MeterReading } from '../../ui/Meter';
import { useJoinRoom } from '../rooms';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import { Fader } from './Fader';
import { Loudness } from './Loudness';
import styles from './master.module.css';

const words = strings.live.master;

/** The top of the desk: are we on air, how loud, what holds it down, and the way to silence. */
export function MasterStrip() {
  const { live } = useActions();
  const attempt = useAttempt();
  const sound = useSound();
  const gainDb = useApp((state) => selectLiveSettings(state).masterGainDb);
  const subscribe = useCallback(
    (listener: (reading: MeterReading) => void) => sound.subscribeLevel('programme', listener),
    [sound],
  );
  return (
    <section className={styles.strip} aria-label={words.strip}>
      <Lamp />
      <Meter label={words.meter} subscribe={subscribe} className={styles.meter} scale />
      <Loudness />
      <div className={styles.gain}>
        <span className={styles.caption}>{words.gain}</span>
        <Fader
          label={words.gain}
          value={gainDb}
          min={-60}
          max={12}
          step={0.5}
          rest={0}
          format={formatDb}
          onChange={(masterGainDb) => attempt(() => live.changeSettings({ masterGainDb }))}
        />
      </div>
      <div className={styles.actions}>
        <Button
          icon={<ListChecks size={16} />}
          aria-label={words.check}
          title={words.check}
          onClick={() => live.showDialog({ kind: 'check' })}
        >
          {words.checkShort}
        </Button>
        <Button
          className={styles.stop}
          icon={<CircleStop size={16} />}
          title={`${words.stopAllHint} (Shift+Esc)`}
          onClick={() => attempt(() => live.ask.stopAll({}))}
        >
          {words.stopAll}
        </Button>
      </div>
    </section>
  );
}

/** On air, silent, muted, on the way, or in no room. Says it in words, too. */
function Lamp() {
  const air = useApp(selectAir);
  const bed = useApp((state) => selectConsole(state).bedPlaying);
  if (air.kind === 'ears') return <NotOnAir />;
  const isOnAir = air.kind === 'onAir';
  const where = whereText(air);
  return (
    <div className={cx(styles.lamp, isOnAir && styles.lampOn)}>
      <span className={styles.lampWord}>{isOnAir ? words.onAir : words.offAir}</span>
      <span className={styles.lampRoom} title={where}>
        {bed && isOnAir ? words.bed : where}
      </span>
    </div>
  );
}

/** Which rooms hear us, or why none does. */
function whereText({ kind, airIn, heardIn, rooms, muted }: AirState): string {
  const heard = namesOf(kind === 'onAir' ? airIn : heardIn);
  const all = namesOf(rooms);
  switch (kind) {
    case 'ears':
      return '';
    case 'onAir':
      return muted ? words.besideMuted(heard, rooms[0] ?? '') : heard;
    case 'silent':
      return words.silentIn(muted ? words.besideMuted(heard, rooms[0] ?? '') : heard);
    case 'muted':
      return words.mutedIn(all);
    case 'joining':
      return words.joining(all);
    case 'reconnecting':
      return words.reconnecting(all);
  }
}

function namesOf([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} ${strings.live.broadcast.ofRooms(others.length)}`;
}

function NotOnAir() {
  const store = useAppStore();
  const guildId = useApp(selectGuildId);
  const groups = useApp(selectRoomGroups(guildId));
  const joining = useApp(selectJoiningId);
  const join = useJoinRoom();
  const rooms = useApp(
    useShallow((state) =>
      groups
        .flatMap((group) => group.itemIds)
        .map((id) => state.workspace.rooms[id])
        .filter((room) => room?.canConnect === true),
    ),
  );
  const menu = (): MenuGroups => {
    const inside = store.getState().workspace.occupantKeysByRoom;
    if (rooms.length === 0)
      return [[{ id: 'none', label: words.noRooms, disabled: true, onSelect: () => {} }]];
    return [
      rooms.flatMap((room) =>
        room
          ? {
              id: room.channelId,
              label: room.name,
              hint: strings.rooms.people(inside[room.channelId]?.length ?? 0),
              onSelect: () => join(room.channelId),
            }
          : [],
      ),
    ];
  };
  return (
    <div className={styles.lamp} title={words.notOnAirHint}>
      <span className={styles.lampText}>
        <span className={styles.lampWord}>{words.notOnAir}</span>
        <span className={styles.lampRoom}>{words.notOnAirShort}</span>
      </span>
      <DropMenu
        align="start"
        groups={menu}
        trigger={
          <Button tone="primary" icon={<Radio size={15} />} busy={joining !== null} className={styles.join}>
            {joining === null ? words.join : strings.rooms.joining}
          </Button>
        }
      />
    </div>
  );
}
