import { Pause, Play, SkipForward, TriangleAlert, Undo2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { selectNextCue } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { formatTimer } from '../../ui/format';
import { useAttempt } from '../trouble';
import { selectCueMissing } from './cue-words';
import parts from './parts.module.css';
import styles from './show.module.css';

const words = strings.live.show;

/** While it runs: the next cue, when it goes, and the keys to make it go, hold or be skipped. */
export function RunBar() {
  const next = useApp(selectNextCue);
  const run = useApp((state) => state.live.state.run);
  const missing = useApp(selectCueMissing(next));
  const { live } = useActions();
  const attempt = useAttempt();
  if (!run) return null;
  const { held, nextAtMs, outcomes } = run;
  const done = outcomes.filter((one) => one.status !== 'waiting').length;
  const byDeck = next?.start.kind === 'deckEnds' ? next.start.deckId : null;
  return (
    <div className={styles.bar}>
      <div className={styles.nextText}>
        <p className={styles.nextLabel} title={next?.label}>
          {next ? next.label : words.goNone}
        </p>
        <p className={parts.soft}>
          {held ? (
            words.heldWord
          ) : nextAtMs !== null ? (
            <Countdown atMs={nextAtMs} />
          ) : byDeck !== null ? (
            words.onDeck(byDeck)
          ) : (
            words.of(done, outcomes.length)
          )}
        </p>
        {missing !== null && (
          <p className={styles.missing} role="alert" title={missing}>
            <TriangleAlert size={12} aria-hidden="true" /> {missing}
          </p>
        )}
      </div>
      <IconButton
        label={held ? words.resume : words.hold}
        shortcut="H"
        pressed={held}
        disabled={next === null}
        onClick={() => attempt(() => live.ask.holdShow({ held: !held }))}
      >
        {held ? <Undo2 size={16} /> : <Pause size={16} />}
      </IconButton>
      <IconButton
        label={words.skip}
        shortcut="Shift+N"
        disabled={next === null}
        onClick={() => attempt(() => live.ask.skipCue())}
      >
        <SkipForward size={16} />
      </IconButton>
      <Button
        tone="primary"
        className={styles.go}
        disabled={next === null}
        aria-label={next ? words.goName(next.label) : words.goNone}
        icon={<Play size={16} fill="currentColor" />}
        onClick={() => attempt(() => live.ask.goNext())}
      >
        {words.go}
      </Button>
    </div>
  );
}

function Countdown({ atMs }: { atMs: number }) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = () => {
      const text = words.nextIn(formatTimer(Math.max(0, atMs - Date.now()) + 999));
      if (ref.current && ref.current.textContent !== text) ref.current.textContent = text;
    };
    show();
    const timer = setInterval(show, 250);
    return () => clearInterval(timer);
  }, [atMs]);
  return <span ref={ref} />;
}
