import { Volume2, VolumeX } from 'lucide-react';
import { memo, useCallback } from 'react';
import { selectSpeaker } from '../../state/call/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatDb } from '../../ui/format';
import { Meter, type MeterReading } from '../../ui/Meter';
import { Slider } from '../../ui/Slider';
import { PersonAvatar } from '../people';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import styles from './live.module.css';

const words = strings.live;

/** One speaker: who, how loud, and how loud for us. None of it touches the recording. */
export const SpeakerStrip = memo(function SpeakerStrip({ userId }: { userId: string }) {
  const speaker = useApp(selectSpeaker(userId));
  const { call } = useActions();
  const attempt = useAttempt();
  const sound = useSound();
  const source = speaker?.isSelf ? 'programme' : userId;
  const subscribe = useCallback(
    (listener: (reading: MeterReading) => void) => sound.subscribeLevel(source, listener),
    [sound, source],
  );
  if (!speaker) return null;
  const { displayName: name, gainDb, mutedForMe } = speaker;
  return (
    <li className={cx(styles.strip, mutedForMe && styles.silent)}>
      <PersonAvatar userId={userId} name={name} url={speaker.avatarUrl} size={28} />
      <span className={styles.who}>
        <span className={styles.whoName}>{name}</span>
        {speaker.speaking && <span className="visually-hidden">{strings.rooms.state.speaking}</span>}
        {speaker.isSelf && <span className={styles.soft}>{words.own}</span>}
      </span>
      <Meter label={words.level(name)} subscribe={subscribe} className={styles.stripMeter} />
      {speaker.isSelf ? (
        <span className={styles.noVolume} />
      ) : (
        <>
          <div className={styles.volume}>
            <Slider
              label={words.volume(name)}
              value={gainDb}
              min={-60}
              max={12}
              step={0.5}
              valueText={formatDb(gainDb)}
              onChange={(next) => attempt(() => call.setSpeakerVolume(userId, next, mutedForMe))}
            />
            <output>{formatDb(gainDb)}</output>
          </div>
          <IconButton
            label={mutedForMe ? words.unmuteFor(name) : words.muteFor(name)}
            pressed={mutedForMe}
            onClick={() => attempt(() => call.setSpeakerVolume(userId, gainDb, !mutedForMe))}
          >
            {mutedForMe ? <VolumeX size={16} /> : <Volume2 size={16} />}
          </IconButton>
        </>
      )}
    </li>
  );
});
