import type { PickedAudio, ProgrammeState } from '@shared/models/calls';
import { FileAudio, Pause, Play, Repeat, RotateCcw, Square } from 'lucide-react';
import { type DragEvent, useCallback, useEffect, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectSettings } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatDb, formatTimer, spokenDuration } from '../../ui/format';
import { Meter, type MeterReading } from '../../ui/Meter';
import { Slider } from '../../ui/Slider';
import { useSound } from '../sound';
import { TroubleNotice, useAttempt } from '../trouble';
import styles from './live.module.css';
import { programmePositionMs } from './programme-position';

const words = strings.live;
type Loaded = Extract<ProgrammeState, { positionMs: number }>;

/** The deck: a file goes in by button or drop, and out into the room. */
export function ProgrammeDeck({ programme }: { programme: ProgrammeState }) {
  const { call } = useActions();
  const attempt = useAttempt();
  const sound = useSound();
  const [dragging, setDragging] = useState(false);
  const [loop, setLoop] = useState(false);
  const [picked, setPicked] = useState<PickedAudio | null>(null);
  /** Chosen and not on air: choosing a file never changes what the room hears. */
  const [cued, setCued] = useState<PickedAudio | null>(null);

  const load = (audio: PickedAudio | null) => {
    if (audio) setCued(audio);
  };
  const playCued = () => {
    if (!cued) return;
    setPicked(cued);
    setCued(null);
    attempt(() => call.playFile(cued, loop));
  };
  const pick = () => attempt(async () => load(await call.pickAudio()));
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    const file = event.dataTransfer.files[0];
    if (file) attempt(async () => load(await call.openDropped(file)));
  };
  const replay = () => {
    if (picked) attempt(() => call.playFile(picked, loop));
  };
  const loaded = 'positionMs' in programme ? programme : null;
  const subscribe = useCallback(
    (listener: (reading: MeterReading) => void) => sound.subscribeLevel('programme', listener),
    [sound],
  );
  return (
    <section
      className={cx(styles.panel, dragging && styles.dropping)}
      aria-label={words.programme}
      onDragOver={(event) => {
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={(event) =>
        !event.currentTarget.contains(event.relatedTarget as Node | null) && setDragging(false)
      }
      onDrop={onDrop}
    >
      <header className={styles.panelHead}>
        <h2>{words.programme}</h2>
        {(loaded || cued) && (
          <Button tone="quiet" icon={<FileAudio size={16} />} onClick={pick}>
            {words.another}
          </Button>
        )}
      </header>
      {programme.kind === 'failed' && <TroubleNotice error={programme.error} title={programme.name} />}
      {programme.kind === 'loading' && <p className={styles.soft}>{words.loadingFile(programme.name)}</p>}
      {cued && (
        <div className={styles.cued}>
          <div className={styles.cuedText}>
            <p className={styles.fileName} title={cued.name}>
              {cued.name}
            </p>
            <p className={styles.soft}>
              {cued.durationMs === null ? words.ready : `${words.ready} · ${formatTimer(cued.durationMs)}`}
            </p>
          </div>
          <Button tone="primary" icon={<Play size={16} />} onClick={playCued}>
            {words.play}
          </Button>
        </div>
      )}
      {!cued && (programme.kind === 'empty' || programme.kind === 'failed') && (
        <div className={styles.dropZone}>
          <Button tone="primary" icon={<FileAudio size={16} />} onClick={pick}>
            {words.pick}
          </Button>
          <p>{dragging ? words.dropNow : words.dropHere}</p>
        </div>
      )}
      {loaded && (
        <Transport
          programme={loaded}
          onReplay={replay}
          loop={loaded.loop}
          onLoop={(next) => {
            setLoop(next);
            attempt(() => call.setLoop(next));
          }}
        />
      )}
      <Gain />
      <Meter label={words.programmeMeter} subscribe={subscribe} scale />
    </section>
  );
}

interface TransportProps {
  programme: Loaded;
  loop: boolean;
  onLoop: (loop: boolean) => void;
  onReplay: () => void;
}

function Transport({ programme, loop, onLoop, onReplay }: TransportProps) {
  const { call } = useActions();
  const attempt = useAttempt();
  const [seeking, setSeeking] = useState<number | null>(null);
  const position = useProgrammePosition(programme);
  const shown = seeking ?? position;
  const duration = programme.durationMs;
  const playing = programme.kind === 'playing';
  return (
    <>
      <div>
        <p className={styles.fileName} title={programme.name}>
          {programme.name}
        </p>
        {programme.passthrough && <p className={styles.soft}>{words.passthrough}</p>}
      </div>
      <div>
        <Slider
          label={words.seek}
          value={Math.min(shown, duration ?? shown)}
          min={0}
          max={duration ?? Math.max(1, shown)}
          step={1_000}
          disabled={duration === null}
          valueText={spokenDuration(shown)}
          onChange={setSeeking}
          onCommit={(positionMs) =>
            attempt(async () => {
              await call.seek(positionMs);
              setSeeking(null);
            })
          }
        />
        <div className={styles.times}>
          <span>{formatTimer(shown)}</span>
          <span>{duration === null ? '—' : formatTimer(duration)}</span>
        </div>
      </div>
      <div className={styles.transport}>
        {programme.kind === 'ended' ? (
          <Button tone="primary" icon={<RotateCcw size={16} />} onClick={onReplay}>
            {words.replay}
          </Button>
        ) : (
          <Button
            tone="primary"
            icon={playing ? <Pause size={16} /> : <Play size={16} />}
            onClick={() => attempt(() => (playing ? call.pause() : call.resume()))}
          >
            {playing ? words.pause : words.resume}
          </Button>
        )}
        <Button icon={<Square size={14} />} onClick={() => attempt(() => call.stop())}>
          {words.stop}
        </Button>
        <IconButton label={words.loop} pressed={loop} onClick={() => onLoop(!loop)}>
          <Repeat size={16} />
        </IconButton>
      </div>
    </>
  );
}

/** The place in the file, four times a second: enough for a timer, and nothing else renders with it. */
function useProgrammePosition(programme: Loaded): number {
  const [position, setPosition] = useState(programme.positionMs);
  useEffect(() => {
    const heard = {
      positionMs: programme.positionMs,
      atMs: performance.now(),
      playing: programme.kind === 'playing',
    };
    const show = () => setPosition(programmePositionMs(heard, performance.now(), programme.durationMs));
    show();
    if (!heard.playing) return;
    const timer = setInterval(show, 250);
    return () => clearInterval(timer);
  }, [programme]);
  return position;
}

function Gain() {
  const { call, settings } = useActions();
  const gainDb = useApp((state) => selectSettings(state).programmeGainDb);
  const attempt = useAttempt();
  return (
    <div className={styles.gain}>
      <span>{words.gain}</span>
      <Slider
        label={words.gain}
        value={gainDb}
        min={-60}
        max={12}
        step={0.5}
        valueText={formatDb(gainDb)}
        onChange={(programmeGainDb) => {
          settings.change({ programmeGainDb });
          attempt(() => call.setProgrammeGain(programmeGainDb));
        }}
      />
      <output>{formatDb(gainDb)}</output>
    </div>
  );
}
