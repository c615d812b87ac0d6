import { Bookmark, Circle, Square } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ActiveCall } from '../../state/call/apply';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { TextInput } from '../../ui/Field';
import { formatBytes, formatTimer } from '../../ui/format';
import { plainKey } from '../../ui/plain-key';
import { TroubleNotice, useAttempt } from '../trouble';
import styles from './live.module.css';
import { useElapsed } from './use-elapsed';
import { useToggleRecording } from './use-recording';

const words = strings.live;

/** Recording: how long, how many tracks, how much; and markers by button or by M. */
export function RecordingPanel({ call }: { call: ActiveCall }) {
  const { call: actions, view } = useActions();
  const attempt = useAttempt();
  const toggle = useToggleRecording();
  const noteRef = useRef<HTMLInputElement>(null);
  const recording = call.recording.kind === 'recording' ? call.recording : null;
  const startedAtMs = recording?.startedAtMs ?? null;
  const timer = useElapsed<HTMLTimeElement>(startedAtMs);

  const mark = () => {
    if (startedAtMs === null) return;
    const text = noteRef.current?.value.trim() ?? '';
    if (noteRef.current) noteRef.current.value = '';
    const at = formatTimer(Date.now() - startedAtMs);
    attempt(async () => {
      await actions.addMarker(text);
      view.toast({ title: words.markerSet(at), stayMs: 2_500 });
    });
  };
  const markRef = useRef(mark);
  markRef.current = mark;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (plainKey(event) === 'm') markRef.current();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <section className={styles.panel} aria-label={words.recording}>
      <header className={styles.panelHead}>
        <h2>{words.recording}</h2>
        {recording && (
          <span className={styles.onAir}>
            <Circle size={10} fill="currentColor" aria-hidden="true" />
            <time ref={timer} />
          </span>
        )}
      </header>
      {call.recording.kind === 'failed' && <TroubleNotice error={call.recording.error} />}
      <p className={styles.soft}>
        {recording
          ? `${words.tracks(recording.trackCount)} · ${formatBytes(recording.bytes)}`
          : words.recordingOff}
      </p>
      <div className={styles.transport}>
        <Button
          tone={recording ? 'air' : 'plain'}
          icon={
            recording ? (
              <Square size={14} fill="currentColor" />
            ) : (
              <Circle size={14} className={styles.recordDot} />
            )
          }
          disabled={call.readyAtMs === null}
          onClick={toggle}
        >
          {recording ? strings.call.stopRecord : strings.call.record}
        </Button>
      </div>
      {recording && (
        <form
          className={styles.marker}
          onSubmit={(event) => {
            event.preventDefault();
            mark();
          }}
        >
          <TextInput
            ref={noteRef}
            maxLength={200}
            aria-label={words.markerText}
            placeholder={words.markerText}
          />
          <Button type="submit" icon={<Bookmark size={16} />}>
            {words.marker}
          </Button>
        </form>
      )}
    </section>
  );
}
