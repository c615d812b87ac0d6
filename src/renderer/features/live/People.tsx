import { UNDUCKED_PEOPLE } from '@shared/models/live-defaults';
import { speakerColourIndex } from '@shared/models/speaker-colour';
import { ShieldCheck, TriangleAlert, Volume2, VolumeX } from 'lucide-react';
import { Popover } from 'radix-ui';
import { memo, useCallback, useEffect, useState } from 'react';
import {
  selectActiveCall,
  selectSilencedBy,
  selectSpeaker,
  selectSpeakerIds,
} from '../../state/call/selectors';
import { selectAlarms, selectLiveSettings, selectSignal } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Checkbox } from '../../ui/Field';
import { formatDb } from '../../ui/format';
import { Meter, type MeterReading } from '../../ui/Meter';
import { Notice } from '../../ui/Notice';
import { PersonAvatar } from '../people';
import { SkipChoice, SkippedBadge } from '../recorder';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import { Fader } from './Fader';
import { inGroups } from './groups';
import parts from './parts.module.css';
import styles from './people.module.css';

const words = strings.live.people;

/** Everybody in the room, a strip each. */
export function People() {
  const inCall = useApp((state) => selectActiveCall(state) !== null);
  const ids = useApp(selectSpeakerIds);
  const silencedBy = useApp(selectSilencedBy);
  return (
    <section className={styles.people} aria-label={words.title}>
      {silencedBy !== null && <Notice title={strings.live.silenced[silencedBy]} />}
      {inCall ? (
        <ul className={styles.strips}>
          {ids.map((userId) => (
            <Strip key={userId} userId={userId} />
          ))}
        </ul>
      ) : (
        <p className={styles.empty}>{words.none}</p>
      )}
      {inCall && ids.length <= 1 && <p className={styles.empty}>{words.alone}</p>}
    </section>
  );
}

/** One person: who, how loud, how loud for us, and how their signal does. None of it touches the recording. */
const Strip = memo(function Strip({ userId }: { userId: string }) {
  const speaker = useApp(selectSpeaker(userId));
  const alarms = useApp((state) => alarmsOf(selectAlarms(state), userId));
  const { call } = useActions();
  const attempt = useAttempt();
  const sound = useSound();
  const source = speaker?.isSelf ? 'programme' : userId;
  const subscribe = useCallback(
    (listener: (reading: MeterReading) => void) => sound.subscribeLevel(source, listener),
    [sound, source],
  );
  if (!speaker) return null;
  const { displayName: name, gainDb, mutedForMe, isSelf, speaking } = speaker;
  return (
    <li className={cx(styles.strip, mutedForMe && styles.silent, isSelf && styles.self)}>
      <PersonAvatar userId={userId} name={name} url={speaker.avatarUrl} size={24} />
      <span className={styles.who} style={{ color: `var(--speaker-${speakerColourIndex(userId)})` }}>
        <span className={styles.name} title={name}>
          {name}
        </span>
        <SkippedBadge userId={userId} />
        {isSelf && <span className={styles.own}>{strings.live.own}</span>}
        {speaking && <span className="visually-hidden">{strings.rooms.state.speaking}</span>}
      </span>
      {alarms !== '' && (
        <span className={styles.alarm} title={words.alarms(alarms)}>
          <TriangleAlert size={14} aria-hidden="true" />
          <span className="visually-hidden">{words.alarms(alarms)}</span>
        </span>
      )}
      <Meter label={strings.live.level(name)} subscribe={subscribe} className={styles.meter} />
      {!isSelf && (
        <>
          <Fader
            bare
            label={strings.live.volume(name)}
            value={gainDb}
            min={-60}
            max={12}
            step={0.5}
            rest={0}
            format={formatDb}
            onChange={(next) => attempt(() => call.setSpeakerVolume(userId, next, mutedForMe))}
          />
          <IconButton
            className={parts.icon}
            label={mutedForMe ? strings.live.unmuteFor(name) : strings.live.muteFor(name)}
            pressed={mutedForMe}
            onClick={() => attempt(() => call.setSpeakerVolume(userId, gainDb, !mutedForMe))}
          >
            {mutedForMe ? <VolumeX size={15} /> : <Volume2 size={15} />}
          </IconButton>
          <More userId={userId} name={name} />
        </>
      )}
    </li>
  );
});

/** The kinds of alarm of one person in words, as one string, so that equal ones are the same. */
function alarmsOf(alarms: ReturnType<typeof selectAlarms>, userId: string): string {
  return alarms
    .filter((alarm) => alarm.direction === 'in' && alarm.userId === userId)
    .map((alarm) => strings.live.alarms.kinds[alarm.kind])
    .join(', ');
}

/** Verification code, figures of the signal, and whether this person ducks. */
function More({ userId, name }: { userId: string; name: string }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={cx(styles.more)} aria-label={words.more(name)}>
        <ShieldCheck size={15} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={parts.popover} side="left" sideOffset={6} collisionPadding={8}>
          <h3>{name}</h3>
          <Verification userId={userId} name={name} />
          <Ducks userId={userId} />
          <SkipChoice userId={userId} name={name} />
          <Signal userId={userId} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Verification({ userId, name }: { userId: string; name: string }) {
  const { live } = useActions();
  const attempt = useAttempt();
  const speaker = useApp(selectSpeaker(userId));
  const [code, setCode] = useState<{ value: string | null } | null>(null);
  const id = speaker?.userId;
  // Never another code for the same two people, but a new epoch may bring a member who had none.
  const epoch = useApp((state) => selectActiveCall(state)?.dave.epoch ?? null);
  useEffect(() => {
    if (id === undefined) return;
    // Outside of an encrypted group nobody has one.
    if (epoch === null) return setCode({ value: null });
    let over = false;
    attempt(async () => {
      const [found] = await live.ask.verificationCodes({ userIds: [id] });
      if (!over) setCode({ value: found?.code ?? null });
    });
    return () => {
      over = true;
    };
  }, [attempt, id, live, epoch]);
  return (
    <section aria-label={words.verifyOf(name)}>
      <p className={parts.soft}>{words.verify}</p>
      {code === null ? (
        <p>{words.verifyReading}</p>
      ) : code.value === null ? (
        <p>{words.verifyNone}</p>
      ) : (
        <>
          <p className={parts.code}>{inGroups(code.value)}</p>
          <p className={parts.soft}>{words.verifyHint(name)}</p>
        </>
      )}
    </section>
  );
}

function Ducks({ userId }: { userId: string }) {
  const ducking = useApp((state) => selectLiveSettings(state).ducking);
  const { live } = useActions();
  const attempt = useAttempt();
  const excluded = ducking.excludedUserIds.includes(userId);
  const set = (next: boolean) => {
    const rest = ducking.excludedUserIds.filter((id) => id !== userId);
    // Where there are too many, who was chosen longest ago ducks again.
    const excludedUserIds = next ? [...rest, userId].slice(-UNDUCKED_PEOPLE) : rest;
    attempt(() => live.changeSettings({ ducking: { excludedUserIds } }));
  };
  return <Checkbox label={words.dontDuck} checked={excluded} onChange={set} />;
}

function Signal({ userId }: { userId: string }) {
  const signal = useApp(selectSignal(userId));
  const { call } = useActions();
  const attempt = useAttempt();
  const speaker = useApp(selectSpeaker(userId));
  const n = (value: number) => value.toLocaleString();
  const rows: [string, string][] = signal
    ? [
        [words.packets, n(signal.received)],
        [words.lost, `${n(signal.lost)}`],
        [words.late, n(signal.late)],
        [words.recovered, n(signal.recovered)],
        [words.concealed, n(signal.concealed)],
        [words.undecryptable, n(signal.undecryptable)],
        [words.jitter, strings.live.signal.ms(signal.jitterMs)],
        [words.buffer, strings.live.signal.ms(signal.bufferMs)],
      ]
    : [];
  return (
    <>
      {rows.length === 0 ? (
        <p className={parts.soft}>{words.noSignal}</p>
      ) : (
        <dl className={parts.facts}>
          {rows.map(([title, value]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {speaker && speaker.gainDb !== 0 && (
        <Button
          className={parts.small}
          onClick={() => attempt(() => call.setSpeakerVolume(userId, 0, speaker.mutedForMe))}
        >
          {words.resetVolume}
        </Button>
      )}
    </>
  );
}
