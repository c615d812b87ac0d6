import { type AirState, roomsText } from '@shared/models/air';
import type { CallState } from '@shared/models/calls';
import { Circle, LockKeyhole, LockKeyholeOpen, Mic, MicOff, PhoneOff, Square } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useEffect } from 'react';
import { adviceFor } from '../../advice';
import type { ActiveCall } from '../../state/call/apply';
import { isInterrupted, selectActiveCall } from '../../state/call/selectors';
import { selectAir } from '../../state/live/air';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { useCallSound, useInputs } from '../sound';
import { useAttempt } from '../trouble';
import { AirLamp } from './AirLamp';
import styles from './CallBar.module.css';
import { inGroups } from './groups';
import { TalkButton } from './TalkButton';
import { useAirKeys } from './use-air-keys';
import { useElapsed } from './use-elapsed';
import { useToggleRecording } from './use-recording';

const words = strings.call;

/** At the bottom of every desk while we are in a room, the call's or those of a broadcast: where, how long, how well, and the ways out. */
export function CallBar() {
  const call = useApp(selectActiveCall);
  useCallSound();
  useInputs();
  useAirKeys();
  useEndedNotice();
  const air = useApp(selectAir);
  if (call) return <Bar call={call} air={air} />;
  return air.kind === 'ears' ? null : <BroadcastBar air={air} />;
}

function Bar({ call, air }: { call: ActiveCall; air: AirState }) {
  const actions = useActions();
  const attempt = useAttempt();
  const toggleRecording = useToggleRecording();
  const timer = useElapsed<HTMLTimeElement>(call.readyAtMs);
  const recording = call.recording.kind === 'recording' ? call.recording : null;
  const interrupted = isInterrupted(call);
  const recordingTimer = useElapsed<HTMLSpanElement>(interrupted ? null : (recording?.startedAtMs ?? null));
  const ready = call.phase === 'ready';
  const onAir = air.kind === 'onAir';
  // The desk has a talk button of its own.
  const atDesk = useApp((state) => state.view.desk === 'live');
  return (
    <section className={styles.bar} aria-label={words.bar}>
      <button
        type="button"
        className={styles.room}
        aria-label={words.open(call.roomName)}
        onClick={() => actions.view.goTo('live')}
      >
        <AirLamp ready={ready} onAir={onAir} />
        <span className={styles.roomText}>
          <span className={styles.roomName}>{call.roomName}</span>
          <span className={styles.phase}>{callText(call, air)}</span>
        </span>
      </button>
      <time ref={timer} className={styles.timer} title={words.timer} />
      <Health call={call} />
      <div className={styles.actions}>
        {!atDesk && <TalkButton />}
        <IconButton
          label={call.selfMute ? words.unmute : words.mute}
          shortcut="Mod+Shift+M"
          pressed={call.selfMute}
          onClick={() => attempt(() => actions.call.setSelfMute(!call.selfMute))}
        >
          {call.selfMute ? <MicOff size={18} /> : <Mic size={18} />}
        </IconButton>
        <Button
          tone={recording && !interrupted ? 'air' : 'plain'}
          className={styles.record}
          icon={
            recording ? (
              <Square size={14} fill="currentColor" />
            ) : (
              <Circle size={14} className={styles.recordDot} />
            )
          }
          disabled={call.readyAtMs === null && !recording}
          aria-pressed={recording !== null}
          aria-label={interrupted ? words.stopInterrupted : recording ? words.stopRecord : words.record}
          title={interrupted ? words.stopInterrupted : undefined}
          onClick={toggleRecording}
        >
          {interrupted ? (
            words.interrupted
          ) : recording ? (
            <span ref={recordingTimer} className={styles.timer} />
          ) : (
            words.record
          )}
        </Button>
        <IconButton
          label={words.leave}
          shortcut="Mod+Shift+L"
          tone="plain"
          onClick={() => attempt(() => actions.call.leave())}
        >
          <PhoneOff size={18} />
        </IconButton>
      </div>
    </section>
  );
}

/** How it stands with the call's own room; where else we are on air while it does not hear us. */
function callText({ phase, reason, roomName, selfMute }: ActiveCall, { airIn }: AirState): string {
  if (phase === 'reconnecting' && reason !== null) return reason;
  if (phase !== 'ready') return words.phase[phase];
  if (airIn.length === 0) return selfMute ? words.muted : words.airing(false);
  if (selfMute) return words.mutedHere(roomsText(airIn));
  // A further room of the same name is called by its guild, too.
  return airIn.includes(roomName) ? words.airing(true) : words.silentHere(roomsText(airIn));
}

/** Rooms of a broadcast go on without a call: they are heard in, and can be left, from every desk. */
function BroadcastBar({ air }: { air: AirState }) {
  const { live, view } = useActions();
  const attempt = useAttempt();
  const broadcast = useApp((state) => state.live.state.broadcast);
  const atDesk = useApp((state) => state.view.desk === 'live');
  const names = roomsText(air.rooms);
  const { kind, heardIn } = air;
  const ready = heardIn.length > 0;
  const leave = () =>
    attempt(async () => {
      for (const { guildId, phase } of broadcast) {
        if (phase !== 'ended') await live.ask.leaveBroadcast({ guildId });
      }
    });
  return (
    <section className={styles.bar} aria-label={words.bar}>
      <button
        type="button"
        className={styles.room}
        aria-label={words.open(names)}
        onClick={() => view.goTo('live')}
      >
        <AirLamp ready={ready} onAir={kind === 'onAir'} />
        <span className={styles.roomText}>
          <span className={styles.roomName}>{names}</span>
          <span className={styles.phase}>
            {ready
              ? words.roomsAiring(heardIn.length, kind === 'onAir')
              : words.phase[kind === 'reconnecting' ? 'reconnecting' : 'signalling']}
          </span>
        </span>
      </button>
      <div className={styles.actions}>
        {!atDesk && <TalkButton />}
        <IconButton label={words.leaveRooms(air.rooms.length)} tone="plain" onClick={leave}>
          <PhoneOff size={18} />
        </IconButton>
      </div>
    </section>
  );
}

function Health({ call }: { call: ActiveCall }) {
  // While the connection is made anew, the last ping and keys say nothing about the next ones.
  const connected = call.phase === 'ready';
  const { stats } = call;
  const dave = connected ? call.dave : { active: false, epoch: null, privacyCode: null };
  const ping = !connected || stats.pingMs === null ? words.noPing : words.ping(stats.pingMs);
  const rows: [string, string][] = [
    [words.dave, dave.active ? words.daveOn(dave.epoch) : words.daveOff],
    [words.encryption, call.encryptionMode ?? '—'],
    [words.packets, `${stats.packetsSent.toLocaleString()} / ${stats.packetsReceived.toLocaleString()}`],
    [words.lost, stats.lost.toLocaleString()],
    [words.dropped, `${stats.malformed} / ${stats.undecryptable}`],
    [words.late, stats.lateTicks.toLocaleString()],
    ...(call.joinMs === null ? [] : ([[words.joinTime, words.ping(call.joinMs)]] as [string, string][])),
  ];
  return (
    <Popover.Root>
      <Popover.Trigger
        className={styles.health}
        aria-label={`${words.health}: ${ping}. ${dave.active ? words.lockOn : words.lockOff}`}
      >
        <span>{ping}</span>
        {dave.active ? (
          <LockKeyhole size={15} className={styles.locked} aria-hidden="true" />
        ) : (
          <LockKeyholeOpen size={15} className={styles.unlocked} aria-hidden="true" />
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.popover} side="top" sideOffset={8} collisionPadding={8}>
          <h2>{words.healthTitle}</h2>
          {dave.privacyCode !== null && (
            <>
              <h3>{words.privacyCode}</h3>
              <p className={styles.code}>{inGroups(dave.privacyCode)}</p>
              <p className={styles.hint}>{words.privacyHint}</p>
            </>
          )}
          <dl className={styles.facts}>
            {rows.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Says why a call ended by itself, or that a recording stopped, wherever the person is. */
function useEndedNotice(): void {
  const state = useApp((s) => s.call.state);
  const { call, view } = useActions();
  const failure = recordingFailure(state);
  useEffect(() => {
    if (state.kind !== 'ended') return;
    if (state.error) {
      const advice = adviceFor(state.error);
      view.toast({
        tone: 'trouble',
        title: `${words.endedByError(state.roomName)}: ${advice.title}`,
        body: `${advice.safe} ${advice.next}`,
        stayMs: 15_000,
      });
    }
    call.dismissEnded();
  }, [state, call, view]);
  useEffect(() => {
    if (!failure) return;
    const advice = adviceFor(failure);
    view.toast({
      tone: 'trouble',
      title: `${words.recordingFailed}: ${advice.title}`,
      body: `${advice.safe} ${advice.next}`,
      stayMs: null,
    });
  }, [failure, view]);
}

function recordingFailure(state: CallState) {
  return state.kind === 'active' && state.recording.kind === 'failed' ? state.recording.error : null;
}
