import type { DeckId, DeckState } from '@shared/models/console';
import {
  FolderOpen,
  Headphones,
  ListStart,
  LoaderCircle,
  Pause,
  Play,
  Repeat,
  SquareArrowUp,
} from 'lucide-react';
import { useCallback, useRef } from 'react';
import { adviceFor } from '../../advice';
import { selectIsHeard } from '../../state/live/air';
import { selectDeck, selectIsLoading, selectKeyDeck, selectQueue } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatDb, formatPosition, formatTimer } from '../../ui/format';
import { Meter, type MeterReading } from '../../ui/Meter';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import styles from './deck.module.css';
import { startDrag } from './drag';
import { Fader } from './Fader';
import { SeekBar } from './SeekBar';
import { useFetchedDrop } from './use-audio-drop';
import { useDeckLoad } from './use-deck-load';

const words = strings.live.deck;
/** From here on the time left stands out. */
const NEAR_END_MS = 15_000;
/** A deck that is done with more than this left did not come to the end of its file. */
const ENDED_BEFORE_MS = 1_000;

/** One of the two decks: a file goes in by drop, queue or dialog, and out into the room. */
export function Deck({ deckId }: { deckId: DeckId }) {
  const deck = useApp(selectDeck(deckId));
  const isKeyDeck = useApp((state) => selectKeyDeck(state) === deckId);
  const isHeard = useApp(selectIsHeard);
  const { live } = useActions();
  const attempt = useAttempt();
  const load = useDeckLoad();
  const sound = useSound();
  const isLoading = useApp(selectIsLoading(deckId));
  const drop = useFetchedDrop((fetch, dragged) =>
    dragged?.from === 'queue' ? load.takeFromQueue(deckId, dragged.itemId) : load.putOn(deckId, fetch),
  );
  const subscribe = useCallback(
    (listener: (reading: MeterReading) => void) => sound.subscribeLevel(`deck:${deckId}`, listener),
    [sound, deckId],
  );
  const choose = () =>
    attempt(() => load.putOn(deckId, async () => (await live.ask.pickFiles()).map(({ itemId }) => itemId)));
  const playing = deck.status === 'playing';
  const loaded = deck.status !== 'empty' && deck.status !== 'failed';
  return (
    <section
      className={cx(styles.deck, drop.over && styles.dropping, isKeyDeck && styles.keyDeck)}
      aria-label={strings.live.deckName(deckId)}
      data-status={deck.status}
      onFocusCapture={() => live.focusDeck(deckId)}
      onDragStart={(event) =>
        deck.itemId !== null && startDrag(event, { itemId: deck.itemId, from: 'deck' }, deck.name)
      }
      {...drop.handlers}
    >
      <Head deck={deck} isHeard={isHeard} over={drop.over} isLoading={isLoading} onChoose={choose} />
      <Place deck={deck} />
      <div className={styles.controls}>
        <Button
          tone={playing ? 'plain' : 'primary'}
          className={styles.play}
          disabled={!loaded && !isLoading}
          aria-label={playing ? words.pause(deckId) : words.play(deckId)}
          icon={playing ? <Pause size={16} fill="currentColor" /> : <Play size={16} fill="currentColor" />}
          onClick={() => attempt(() => live.togglePlay(deckId))}
        >
          {playing ? words.pauseWord : words.playWord}
        </Button>
        <Button
          tone="quiet"
          className={styles.cue}
          aria-label={words.cue(deckId)}
          aria-pressed={deck.cue}
          disabled={!loaded}
          icon={<Headphones size={15} />}
          onClick={() => attempt(() => live.ask.setDeck({ deckId, cue: !deck.cue }))}
        >
          {words.cueWord}
        </Button>
        <IconButton
          label={words.loop(deckId)}
          pressed={deck.loop}
          disabled={!loaded}
          onClick={() => attempt(() => live.ask.setDeck({ deckId, loop: !deck.loop }))}
        >
          <Repeat size={15} />
        </IconButton>
        <IconButton className={styles.end} label={words.choosing(deckId)} onClick={choose}>
          <FolderOpen size={15} />
        </IconButton>
        <IconButton
          label={words.eject(deckId)}
          disabled={deck.status === 'empty'}
          onClick={() => attempt(() => load.eject(deckId))}
        >
          <SquareArrowUp size={15} />
        </IconButton>
      </div>
      <div className={styles.levels}>
        <Meter label={words.meter(deckId)} subscribe={subscribe} className={styles.meter} />
        <Fader
          label={words.gain(deckId)}
          value={deck.gainDb}
          min={-60}
          max={12}
          step={0.5}
          rest={0}
          format={formatDb}
          onChange={(gainDb) => attempt(() => live.ask.setDeck({ deckId, gainDb }))}
        />
      </div>
    </section>
  );
}

interface HeadProps {
  deck: DeckState;
  isHeard: boolean;
  over: boolean;
  isLoading: boolean;
  onChoose: () => void;
}

function Head({ deck, isHeard, over, isLoading, onChoose }: HeadProps) {
  const queued = useApp((state) => selectQueue(state).length);
  const { live } = useActions();
  const attempt = useAttempt();
  const { deckId, status, name, itemId, cue } = deck;
  const playing = status === 'playing';
  const loadNext = () =>
    attempt(async () => {
      await live.ask.next();
    });
  return (
    <div className={styles.head}>
      <span className={cx(styles.letter, playing && (isHeard && !cue ? styles.letterAir : styles.letterOn))}>
        {deckId.toUpperCase()}
      </span>
      {status === 'empty' || over ? (
        <p className={styles.teach}>{over ? words.dropNow : queued > 0 ? words.emptyNext : words.empty}</p>
      ) : (
        <div className={styles.what} draggable={itemId !== null}>
          <p className={styles.name} title={name}>
            {name}
          </p>
          <Facts deck={deck} isHeard={isHeard} />
        </div>
      )}
      {status === 'empty' && !over && (
        <span className={styles.headActions}>
          {queued > 0 ? (
            <Button className={styles.small} icon={<ListStart size={14} />} onClick={loadNext}>
              {words.loadNext}
            </Button>
          ) : (
            <Button className={styles.small} icon={<FolderOpen size={14} />} onClick={onChoose}>
              {words.choose}
            </Button>
          )}
        </span>
      )}
      {status === 'failed' && (
        <Button className={styles.small} onClick={onChoose}>
          {words.locate}
        </Button>
      )}
      {isLoading && (
        <LoaderCircle size={16} className={styles.loading} role="img" aria-label={words.loading} />
      )}
    </div>
  );
}

function Facts({ deck, isHeard }: { deck: DeckState; isHeard: boolean }) {
  const { live } = useActions();
  const { deckId, status, cue, loudnessLufs, levellingDb, passthrough, error, durationMs } = deck;
  // Where it stands is not in the store: it is asked for when the status changes.
  const left = (durationMs ?? 0) - live.positions.deckMs(deckId, performance.now());
  if (status === 'failed') {
    const advice = error ? adviceFor(error) : null;
    return (
      <p
        className={styles.failed}
        role="alert"
        title={advice ? `${advice.title}. ${advice.next}` : undefined}
      >
        {advice ? advice.title : words.failed('')}
      </p>
    );
  }
  const state =
    status === 'playing' && (cue || !isHeard)
      ? words.status.playingOff
      : status === 'ended' && left > ENDED_BEFORE_MS
        ? words.status.fadedOut
        : words.status[status];
  const facts = [
    state,
    loudnessLufs === null ? (status === 'loading' ? null : words.measuring) : words.lufs(loudnessLufs),
    Math.abs(levellingDb) < 0.05 ? null : words.levelled(formatDb(levellingDb)),
  ].filter((fact) => fact !== null);
  return (
    <p className={styles.facts}>
      {passthrough && (
        <span className={styles.badge} title={words.passthroughHint}>
          {words.passthrough}
        </span>
      )}
      {facts.join(' · ')}
    </p>
  );
}

/** Seek bar and times. Written at frame rate, past React. */
function Place({ deck }: { deck: DeckState }) {
  const { live } = useActions();
  const attempt = useAttempt();
  const { deckId, durationMs, status, loop } = deck;
  const elapsed = useRef<HTMLSpanElement>(null);
  const remaining = useRef<HTMLSpanElement>(null);
  const shown = useRef({ elapsed: '', remaining: '' });
  const empty = status === 'empty' || status === 'failed' || status === 'loading';
  const onShown = (at: number) => {
    const nextElapsed = empty ? '–:––' : formatPosition(at);
    const left = durationMs === null ? null : Math.max(0, durationMs - at);
    const nextRemaining = empty ? '' : left === null ? '−?' : `−${formatTimer(left + 999)}`;
    if (elapsed.current && shown.current.elapsed !== nextElapsed) elapsed.current.textContent = nextElapsed;
    if (remaining.current && shown.current.remaining !== nextRemaining) {
      remaining.current.textContent = nextRemaining;
      const near = !loop && status === 'playing' && left !== null && left <= NEAR_END_MS;
      remaining.current.toggleAttribute('data-near', near);
    }
    shown.current = { elapsed: nextElapsed, remaining: nextRemaining };
  };
  return (
    <div className={styles.place}>
      <span ref={elapsed} className={styles.elapsed} title={words.elapsed} />
      <SeekBar
        label={words.seek(deckId)}
        durationMs={durationMs}
        disabled={empty}
        positionMs={() => live.positions.deckMs(deckId, performance.now())}
        onShown={onShown}
        valueText={words.of}
        onSeek={(positionMs) => attempt(() => live.seek(deckId, positionMs))}
      />
      <span ref={remaining} className={styles.remaining} title={words.remaining} />
    </div>
  );
}
