import type { BroadcastRoom, RelaySettings } from '@shared/models/live';
import type { RoomSummary } from '@shared/models/workspace';
import { LockKeyhole, LockKeyholeOpen, PhoneOff, Plus } from 'lucide-react';
import { selectActiveCall } from '../../state/call/selectors';
import { selectConsole, selectLiveSettings } from '../../state/live/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Checkbox } from '../../ui/Field';
import { formatDb } from '../../ui/format';
import { DropMenu, type MenuGroups } from '../../ui/Menu';
import { TroubleNotice, useAttempt } from '../trouble';
import { AirLamp } from './AirLamp';
import styles from './broadcast.module.css';
import { Fader } from './Fader';
import { Panel } from './Panel';
import parts from './parts.module.css';

const words = strings.live.broadcast;

/** Further rooms that hear the same programme, one in each guild. */
export function BroadcastPanel() {
  const rooms = useApp((state) => state.live.state.broadcast);
  const join = useJoinBroadcast();
  const menu = useRoomMenu(join);
  return (
    <Panel
      id="broadcast"
      title={words.title}
      aside={
        <DropMenu
          groups={menu}
          trigger={
            <Button className={parts.small} icon={<Plus size={14} />}>
              {words.add}
            </Button>
          }
        />
      }
    >
      {rooms.length === 0 ? (
        <p className={parts.soft}>{words.teach}</p>
      ) : (
        <>
          <ul className={styles.list}>
            {rooms.map((room) => (
              <Room key={room.guildId} room={room} onJoin={join} />
            ))}
          </ul>
          <Relay />
        </>
      )}
    </Panel>
  );
}

/** The main room as a further source for those rooms. */
function Relay() {
  const { enabled, gainDb } = useApp((state) => selectLiveSettings(state).relay);
  const roomName = useApp((state) => {
    const call = selectActiveCall(state);
    return call ? state.workspace.rooms[call.channelId]?.name : undefined;
  });
  const { live } = useActions();
  const attempt = useAttempt();
  const change = (patch: Partial<RelaySettings>) => attempt(() => live.changeSettings({ relay: patch }));
  return (
    <>
      <Checkbox
        label={roomName === undefined ? words.relayNoRoom : words.relay(roomName)}
        checked={enabled}
        onChange={(checked) => change({ enabled: checked })}
      />
      {enabled && (
        <div className={parts.rows}>
          <span>{words.relayLevel}</span>
          <Fader
            label={words.relayLevel}
            value={gainDb}
            min={-24}
            max={12}
            step={1}
            rest={0}
            format={(value) => formatDb(value)}
            onChange={(value) => change({ gainDb: value })}
          />
        </div>
      )}
    </>
  );
}

type Join = (room: Pick<RoomSummary, 'guildId' | 'channelId' | 'name'>) => void;

function useJoinBroadcast(): Join {
  const { live, view } = useActions();
  const attempt = useAttempt();
  return ({ guildId, channelId, name }) =>
    attempt(async () => {
      const outcome = await live.ask.joinBroadcast({ guildId, channelId });
      switch (outcome.kind) {
        case 'joining':
          return;
        case 'roomFull':
          view.toast({ tone: 'trouble', title: words.full(name, outcome.userLimit) });
          return;
        case 'missingPermission':
          view.toast({ tone: 'trouble', title: words.permission(name, outcome.permission) });
          return;
        case 'guildTaken':
          view.toast({ tone: 'trouble', title: words.taken(outcome.roomName) });
      }
    });
}

/** Rooms of the guilds in which we are in none, guild by guild. */
function useRoomMenu(join: Join): () => MenuGroups {
  const store = useAppStore();
  return () => {
    const state = store.getState();
    const { rooms, guilds, occupantKeysByRoom } = state.workspace;
    const taken = new Set<string>(state.live.state.broadcast.map((room) => room.guildId));
    const own = selectActiveCall(state)?.guildId;
    if (own !== undefined) taken.add(own);
    const byGuild = new Map<string, RoomSummary[]>();
    for (const room of Object.values(rooms)) {
      if (!room?.canConnect || taken.has(room.guildId)) continue;
      byGuild.set(room.guildId, [...(byGuild.get(room.guildId) ?? []), room]);
    }
    if (byGuild.size === 0)
      return [[{ id: 'none', label: words.none, disabled: true, onSelect: () => undefined }]];
    return [...byGuild].map(([guildId, list]) =>
      list
        .sort((a, b) => a.position - b.position)
        .map((room) => ({
          id: room.channelId,
          label: room.name,
          hint: `${guilds[guildId]?.name ?? ''} · ${strings.rooms.people(occupantKeysByRoom[room.channelId]?.length ?? 0)}`,
          onSelect: () => join(room),
        })),
    );
  };
}

function Room({ room, onJoin }: { room: BroadcastRoom; onJoin: Join }) {
  const { live } = useActions();
  const attempt = useAttempt();
  const { guildId, channelId, roomName, guildName, phase, reason, error } = room;
  const { listeners, pingMs, daveActive, relaying } = room;
  const ready = phase === 'ready';
  const programme = useApp((state) => selectConsole(state).onAir);
  const onAir = ready && (programme || relaying);
  const state = phase === 'ended' ? words.ended : strings.call.phase[phase];
  return (
    <li className={styles.room}>
      <AirLamp ready={ready} onAir={onAir} />
      {ready && <span className="visually-hidden">{strings.call.airing(onAir)}</span>}
      <span className={styles.text}>
        <span className={styles.name} title={`${roomName} · ${guildName}`}>
          {roomName}
        </span>
        <span className={cx(parts.soft, parts.cut)}>
          {[
            guildName,
            ready ? words.listeners(listeners) : (reason ?? state),
            ready && pingMs !== null ? words.ping(pingMs) : null,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </span>
      {ready && (
        <span
          className={daveActive ? styles.locked : styles.unlocked}
          title={daveActive ? words.encrypted : words.notEncrypted}
        >
          {daveActive ? <LockKeyhole size={14} /> : <LockKeyholeOpen size={14} />}
          <span className="visually-hidden">{daveActive ? words.encrypted : words.notEncrypted}</span>
        </span>
      )}
      {phase === 'ended' && (
        <Button className={parts.small} onClick={() => onJoin({ guildId, channelId, name: roomName })}>
          {words.again}
        </Button>
      )}
      <IconButton
        className={parts.icon}
        label={words.leave(roomName)}
        onClick={() => attempt(() => live.ask.leaveBroadcast({ guildId }))}
      >
        <PhoneOff size={14} />
      </IconButton>
      {error && (
        <div className={styles.error}>
          <TroubleNotice error={error} />
        </div>
      )}
    </li>
  );
}
