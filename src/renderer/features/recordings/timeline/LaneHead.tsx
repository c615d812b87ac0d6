import type { RecordingTrack } from '@shared/models/recordings';
import { memo } from 'react';
import { useActions, useApp } from '../../../state/react';
import { selectSpeechShare } from '../../../state/review/selectors';
import { strings } from '../../../strings';
import { Avatar } from '../../../ui/Avatar';
import { cx } from '../../../ui/cx';
import { useAttempt } from '../../trouble';
import { TrackGain } from '../TrackGain';
import styles from './timeline.module.css';

export interface LaneHeadProps {
  track: RecordingTrack;
  solo: boolean;
  muted: boolean;
  silent: boolean;
  tabStop: boolean;
  onFocus: (trackId: string) => void;
}

/** The name of a track, its solo, mute and level; focusable as a row so that the keys know which track is meant. */
export const LaneHead = memo(function LaneHead(props: LaneHeadProps) {
  const { track, solo, muted, silent } = props;
  const { recordings } = useActions();
  const attempt = useAttempt();
  const { displayName: name, trackId } = track;
  // A waveform that was made again after this was opened: what the lane knows holds meanwhile.
  const heard = useApp(selectSpeechShare(trackId, track.activity === 0 ? track.durationMs : 0));
  const activity = track.activity || heard;
  const isRaw = track.source === 'microphone';
  return (
    <div className={cx(styles.head, silent && styles.silent)} data-lane={trackId}>
      <button
        type="button"
        data-roving
        data-pass-keys
        tabIndex={props.tabStop ? 0 : -1}
        className={styles.name}
        title={isRaw ? `${name}\n${strings.review.rawMicrophoneHint}` : name}
        aria-label={strings.review.lane(name, activity)}
        onFocus={() => props.onFocus(trackId)}
      >
        <Avatar name={name} url={null} colourIndex={track.colourIndex} size={24} />
        <span className={styles.label}>
          <span className={styles.text}>{name}</span>
          <span className={styles.share}>
            {isRaw ? strings.review.rawMicrophone : strings.review.share(activity, track.isSelf)}
          </span>
        </span>
      </button>
      <span className={styles.tools}>
        <button
          type="button"
          tabIndex={-1}
          className={cx(styles.toggle, solo && styles.soloOn)}
          aria-pressed={solo}
          aria-label={strings.review.solo(name)}
          onClick={() => attempt(() => recordings.setSolo(trackId, !solo))}
        >
          {strings.review.soloShort}
        </button>
        <button
          type="button"
          tabIndex={-1}
          className={cx(styles.toggle, muted && styles.muteOn)}
          aria-pressed={muted}
          aria-label={strings.review.mute(name)}
          onClick={() => attempt(() => recordings.setMute(trackId, !muted))}
        >
          {strings.review.muteShort}
        </button>
        <TrackGain trackId={trackId} name={name} />
      </span>
    </div>
  );
});
