import type { PlaybackChoices } from '@shared/models/review';
import {
  EyeOff,
  Flag,
  LocateFixed,
  Pause,
  Play,
  Repeat,
  Scale,
  Scissors,
  SkipBack,
  SkipForward,
  TextSelect,
  Users,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectChoices, selectSession } from '../../state/review/selectors';
import { selectReviewPlace, selectSettings } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { reviewStrings } from '../../strings/review';
import { Button, IconButton } from '../../ui/Button';
import { Select } from '../../ui/Field';
import { formatDb, formatTimer } from '../../ui/format';
import { onFrame } from '../../ui/frame-loop';
import { Slider } from '../../ui/Slider';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import { SPEEDS, wholeRange } from './range';
import type { ReviewAction } from './review-keys';
import { useCell } from './timeline/cell';
import { useReviewDesk } from './timeline/desk';
import { formatFine } from './times';
import styles from './transport.module.css';
import { useKeys } from './use-keys';
import type { ReviewActions } from './use-review-keys';
import { spanOf } from './viewport';

const words = strings.review;
const added = reviewStrings;

export interface TransportProps {
  playing: boolean;
  playable: boolean;
  actions: ReviewActions;
}

/** How it is played and looked at: two lines of tools that stay where they are. */
export function Transport({ playing, playable, actions }: TransportProps) {
  const key = useKeys();
  const { settings } = useActions();
  const place = useApp(selectReviewPlace);
  const run = (action: ReviewAction) => () => actions[action]?.();
  return (
    <div className={styles.transport}>
      <div className={styles.row} role="toolbar" aria-label={words.timeline}>
        <IconButton label={words.toStart} shortcut={key('start')} onClick={run('start')}>
          <SkipBack size={16} />
        </IconButton>
        <Button
          tone="primary"
          className={styles.play}
          icon={playing ? <Pause size={16} /> : <Play size={16} />}
          disabled={!playable}
          title={key('play')}
          onClick={run('play')}
        >
          {playing ? words.pause : words.play}
        </Button>
        <IconButton label={words.toEnd} shortcut={key('end')} onClick={run('end')}>
          <SkipForward size={16} />
        </IconButton>
        <Clock />
        <ReviewVolume />
        <span className={styles.push}>
          <IconButton
            label={added.follow}
            shortcut={key('follow')}
            pressed={place.follows}
            className={styles.toggle}
            onClick={() => settings.changeReview({ follows: !place.follows })}
          >
            <LocateFixed size={16} />
          </IconButton>
          <IconButton
            label={added.followSpeaker}
            shortcut={key('followSpeaker')}
            pressed={place.followsSpeaker}
            className={styles.toggle}
            onClick={() => settings.changeReview({ followsSpeaker: !place.followsSpeaker })}
          >
            <Users size={16} />
          </IconButton>
          <IconButton label={words.zoomOut} shortcut={key('zoomOut')} onClick={run('zoomOut')}>
            <ZoomOut size={16} />
          </IconButton>
          <IconButton label={words.zoomIn} shortcut={key('zoomIn')} onClick={run('zoomIn')}>
            <ZoomIn size={16} />
          </IconButton>
          <Button tone="quiet" title={key('fit')} onClick={run('fit')}>
            {words.zoomFit}
          </Button>
        </span>
      </div>
      <Listening actions={actions} />
    </div>
  );
}

/** Speed, speech only, levels, loop, and what is made of a stretch. */
function Listening({ actions }: { actions: ReviewActions }) {
  const { durationMs, range } = useReviewDesk();
  const key = useKeys();
  const choices = useApp(selectChoices);
  const session = useApp(selectSession);
  const { review } = useActions();
  const attempt = useAttempt();
  const chosen = useCell(range);
  const set = (patch: Partial<PlaybackChoices>) => attempt(() => review.setChoices(patch));
  const matching = session?.annotations.levelMatching ?? false;
  const whole = wholeRange(chosen);
  return (
    <div className={styles.row} role="toolbar" aria-label={added.listening}>
      <Select
        className={styles.speed}
        aria-label={added.speed}
        value={String(choices.speed)}
        onChange={(event) => set({ speed: Number(event.target.value) })}
      >
        {speedsWith(choices.speed).map((speed) => (
          <option key={speed} value={String(speed)}>
            {added.times(speed)}
          </option>
        ))}
      </Select>
      <Button
        icon={<TextSelect size={15} />}
        className={styles.toggle}
        aria-pressed={choices.speechOnly}
        title={key('speechOnly')}
        onClick={() => set({ speechOnly: !choices.speechOnly })}
      >
        {added.speechOnly}
      </Button>
      {session && (
        <span className={styles.note} data-on={choices.speechOnly}>
          {(choices.speechOnly ? added.became : added.wouldBecome)(
            formatTimer(durationMs),
            formatTimer(session.speechMs),
          )}
        </span>
      )}
      <Button
        icon={<Scale size={15} />}
        className={styles.toggle}
        aria-pressed={matching}
        disabled={!session}
        title={added.levelMatchingHint}
        onClick={() => attempt(() => review.setLevelMatching(!matching))}
      >
        {added.levelMatching}
      </Button>
      <Button
        icon={<Repeat size={15} />}
        className={styles.toggle}
        aria-pressed={choices.loop !== null}
        disabled={whole === null && choices.loop === null}
        title={whole === null ? added.loopHint : key('loop')}
        onClick={() => actions.loop?.()}
      >
        {added.loop}
      </Button>
      <span className={styles.push}>
        <Button
          icon={<Flag size={15} />}
          title={key('marker')}
          disabled={!actions.marker}
          onClick={() => actions.marker?.()}
        >
          {added.markers.add}
        </Button>
        <Button
          icon={<Scissors size={15} />}
          title={key('clip')}
          disabled={!actions.clip || !whole}
          onClick={() => actions.clip?.()}
        >
          {added.markers.addClip}
        </Button>
        <Button
          icon={<EyeOff size={15} />}
          title={key('withhold')}
          disabled={!actions.withhold}
          onClick={() => actions.withhold?.()}
        >
          {added.withholding.open}
        </Button>
      </span>
    </div>
  );
}

/** The steps, and between them what was chosen elsewhere. */
function speedsWith(speed: number): number[] {
  return [...new Set<number>([...SPEEDS, speed])].sort((a, b) => a - b);
}

/** Closer than this, tenths of a second are too coarse, ms in view. */
const CLOSE_MS = 30_000;

/** The place as text, written by the frame loop: with milliseconds where somebody looks closely. */
function Clock() {
  const { playhead, view, durationMs } = useReviewDesk();
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let shown = '';
    return onFrame((nowMs) => {
      const text = formatFine(playhead.positionMs(nowMs), spanOf(view.get()) < CLOSE_MS ? 3 : 1);
      if (ref.current && text !== shown) ref.current.textContent = text;
      shown = text;
    });
  }, [playhead, view]);
  return (
    <p className={styles.clock}>
      <span ref={ref} data-testid="position" />
      <span className={styles.of}> / {formatTimer(durationMs)}</span>
    </p>
  );
}

function ReviewVolume() {
  const { settings } = useActions();
  const gainDb = useApp((state) => selectSettings(state).reviewGainDb);
  const sound = useSound();
  return (
    <div className={styles.volume}>
      <span>{words.volume}</span>
      <Slider
        label={words.volume}
        value={gainDb}
        min={-60}
        max={12}
        step={0.5}
        valueText={formatDb(gainDb)}
        onChange={(reviewGainDb) => {
          settings.change({ reviewGainDb });
          sound.setReviewGain(reviewGainDb);
        }}
      />
      <output>{formatDb(gainDb)}</output>
    </div>
  );
}
