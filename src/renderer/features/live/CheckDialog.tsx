import type { CheckLine, CheckSheet } from '@shared/models/live';
import type { RoomSummary } from '@shared/models/workspace';
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CircleX,
  Ear,
  LoaderCircle,
  RotateCw,
} from 'lucide-react';
import { useEffect, useReducer, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { ADVICE } from '../../advice';
import { selectActiveCall } from '../../state/call/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectGuildId, selectRoomGroups } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { useJoinRoom } from '../rooms';
import { useAttempt } from '../trouble';
import styles from './check.module.css';
import { type CheckVerdict, checkedAtMs, nextStep, verdictOf } from './check-verdict';
import parts from './parts.module.css';

const words = strings.live.check;
const ECHO_MS = 10_000;

/** The go-live check: one sheet, green or not, with figures and what to do. */
export default function CheckDialog() {
  const { live } = useActions();
  const close = () => live.showDialog(null);
  useStopWithDialog();
  const call = useApp(selectActiveCall);
  const rooms = useRooms();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const roomId = call?.channelId ?? chosenId ?? rooms[0]?.channelId ?? null;
  const room = rooms.find((one) => one.channelId === roomId) ?? null;
  const sheet = useApp((state) => state.live.state.check);
  const shown = sheet && sheet.channelId === roomId ? sheet : null;
  return (
    <Dialog wide title={words.title} closeLabel={strings.close} onClose={close}>
      {room === null ? (
        <p>{words.noRoom}</p>
      ) : (
        <>
          <div className={styles.room}>
            {call ? (
              <p>{words.lead(room.name)}</p>
            ) : (
              <>
                <label htmlFor="check-room">{words.choose}</label>
                <select
                  id="check-room"
                  className={parts.select}
                  value={room.channelId}
                  onChange={(event) => setChosenId(event.target.value)}
                >
                  {rooms.map((one) => (
                    <option key={one.channelId} value={one.channelId}>
                      {one.name}
                    </option>
                  ))}
                </select>
              </>
            )}
            {shown && <Verdict sheet={shown} />}
          </div>
          {shown && <Lines sheet={shown} room={room} />}
          <Actions sheet={shown} room={room} inRoom={call !== null} />
        </>
      )}
    </Dialog>
  );
}

function useRooms(): readonly RoomSummary[] {
  const guildId = useApp((state) => selectActiveCall(state)?.guildId ?? selectGuildId(state));
  const groups = useApp(selectRoomGroups(guildId));
  return useApp(
    useShallow((state) =>
      groups
        .flatMap((group) => group.itemIds)
        .map((id) => state.workspace.rooms[id])
        .filter((room): room is RoomSummary => room?.canConnect === true),
    ),
  );
}

/** A check nobody looks at any more ends, with the room it joined for itself and the echo in the own ears. */
function useStopWithDialog(): void {
  const store = useAppStore();
  const attempt = useAttempt();
  useEffect(
    () => () => {
      const { check, echo } = store.getState().live.state;
      const { ask } = store.actions.live;
      if (check && check.finishedAtMs === null) attempt(() => ask.cancelCheck());
      else if (echo.phase !== 'off') attempt(() => ask.stopEcho());
    },
    [store, attempt],
  );
}

function Verdict({ sheet }: { sheet: CheckSheet }) {
  const verdict = verdictOf(sheet);
  return (
    <div className={styles.verdict}>
      <p
        className={cx(
          verdict.kind === 'failed' && styles.fail,
          (verdict.kind === 'ready' || verdict.kind === 'toKnow') && styles.ok,
        )}
        role="status"
      >
        {verdictText(verdict)}
      </p>
      {verdict.kind !== 'running' && <Age atMs={checkedAtMs(sheet)} />}
    </div>
  );
}

function verdictText(verdict: CheckVerdict): string {
  switch (verdict.kind) {
    case 'running':
      return words.running;
    case 'failed':
      return words.failures(verdict.lines);
    case 'partial':
      return words.partial(verdict.lines, verdict.stopped);
    case 'toKnow':
      return words.warnings(verdict.lines);
    case 'ready':
      return words.allGood;
  }
}

const AGE_SHOWN_MS = 15_000;

/** A sheet stays until the next one: what was good an hour ago need not be so now. */
function Age({ atMs }: { atMs: number | null }) {
  const [, tick] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, AGE_SHOWN_MS);
    return () => clearInterval(timer);
  }, []);
  return atMs === null ? null : <p className={styles.age}>{words.age(Math.max(0, Date.now() - atMs))}</p>;
}

function Lines({ sheet, room }: { sheet: CheckSheet; room: RoomSummary }) {
  return (
    <ul className={styles.lines}>
      {sheet.lines.map((line) => (
        <Line key={line.checkId} line={line} room={room} />
      ))}
    </ul>
  );
}

const ICONS = {
  waiting: CircleDashed,
  running: LoaderCircle,
  ok: CircleCheck,
  warn: CircleAlert,
  fail: CircleX,
  skipped: CircleMinus,
} as const;

function Line({ line, room }: { line: CheckLine; room: RoomSummary }) {
  const { live } = useActions();
  const attempt = useAttempt();
  const { checkId, status, figure, notes } = line;
  const Icon = ICONS[status];
  const figureText = figure === null ? '' : words.figure[checkId](figure);
  // Names of files are long: one a line.
  const listed = checkId === 'files' && status !== 'skipped' && notes.length > 0;
  const isOpen = status === 'fail' || status === 'warn';
  const rerun = () =>
    attempt(() => live.ask.check({ guildId: room.guildId, channelId: room.channelId, only: [checkId] }));
  return (
    <li className={styles.line} data-status={status}>
      <Icon size={16} className={cx(styles.icon, styles[status])} aria-hidden="true" />
      <div className={styles.text}>
        <p className={styles.name}>
          {words.names[checkId]}
          <span className="visually-hidden">: {words.status[status]}</span>
          {notes.length > 0 && !listed && (
            <span className={styles.notes}> {notes.map(noteText).join(', ')}</span>
          )}
        </p>
        {listed && <Names names={[...new Set(notes)]} />}
        {isOpen && <p className={styles.remedy}>{words.remedy[checkId]}</p>}
      </div>
      {checkId === 'echo' ? (
        <Echo figure={figureText} />
      ) : (
        <span className={styles.figure}>{figureText}</span>
      )}
      <IconButton
        className={parts.icon}
        label={`${words.only}: ${words.names[checkId]}`}
        disabled={status === 'running' || status === 'waiting'}
        onClick={rerun}
      >
        <RotateCw size={14} />
      </IconButton>
    </li>
  );
}

const NAMES_SHOWN = 4;

/** The first few of several names, and how many more there are. */
function Names({ names }: { names: readonly string[] }) {
  const more = names.length - NAMES_SHOWN;
  return (
    <ul className={styles.names}>
      {names.slice(0, NAMES_SHOWN).map((name) => (
        <li key={name} title={name}>
          {name}
        </li>
      ))}
      {more > 0 && <li title={names.slice(NAMES_SHOWN).join('\n')}>{words.moreNames(more)}</li>}
    </ul>
  );
}

/** A word of main's, or the code of an error, in a person's words; the name of a permission as it is. */
function noteText(note: string): string {
  const advice: { title: string } | undefined = ADVICE[note as keyof typeof ADVICE];
  return words.notes[note] ?? advice?.title ?? note;
}

function Echo({ figure }: { figure: string }) {
  const echo = useApp((state) => state.live.state.echo);
  const { live } = useActions();
  const attempt = useAttempt();
  const left = Math.ceil(echo.remainingMs / 1_000);
  return (
    <div className={styles.echo}>
      <span className={styles.figure} role={echo.phase === 'off' ? undefined : 'status'}>
        {echo.phase === 'off'
          ? figure
          : echo.phase === 'recording'
            ? words.echoRecording(left)
            : words.echoPlaying(left)}
      </span>
      {echo.phase === 'off' ? (
        <Button
          className={parts.small}
          icon={<Ear size={14} />}
          onClick={() => attempt(() => live.ask.startEcho({ durationMs: ECHO_MS }))}
        >
          {words.echoStart}
        </Button>
      ) : (
        <Button className={parts.small} onClick={() => attempt(() => live.ask.stopEcho())}>
          {words.echoStop}
        </Button>
      )}
    </div>
  );
}

interface ActionsProps {
  sheet: CheckSheet | null;
  room: RoomSummary;
  inRoom: boolean;
}

function Actions({ sheet, room, inRoom }: ActionsProps) {
  const { live } = useActions();
  const attempt = useAttempt();
  const join = useJoinRoom();
  const running = sheet !== null && sheet.finishedAtMs === null;
  const next = nextStep(sheet);
  const { guildId, channelId } = room;
  return (
    <DialogActions>
      {running ? (
        <Button onClick={() => attempt(() => live.ask.cancelCheck())}>{words.stop}</Button>
      ) : (
        <Button
          tone={next === 'check' ? 'primary' : 'plain'}
          onClick={() => attempt(() => live.ask.check({ guildId, channelId }))}
        >
          {sheet === null ? words.run : words.again}
        </Button>
      )}
      {!inRoom && (
        <Button
          tone={next === 'join' ? 'primary' : 'plain'}
          onClick={() => {
            join(channelId);
            live.showDialog(null);
          }}
        >
          {words.join(room.name)}
        </Button>
      )}
    </DialogActions>
  );
}
