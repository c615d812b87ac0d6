import { Bookmark, Circle, Square } from 'lucide-react';
import { useRef } from 'react';
import { isInterrupted, selectActiveCall } from '../../state/call/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { TextInput } from '../../ui/Field';
import { formatBytes, formatTimer } from '../../ui/format';
import { RecorderSettingsLink, RecorderStatus, ReplayControls } from '../recorder';
import { TroubleNotice, useAttempt } from '../trouble';
import { Panel } from './Panel';
import parts from './parts.module.css';
import styles from './recording.module.css';
import { useElapsed } from './use-elapsed';
import { useToggleRecording } from './use-recording';

const words = strings.live.recording;

/** Recording: how long, how many tracks, how much; and markers by button or by M. */
export function RecordingPanel() {
  const call = useApp(selectActiveCall);
  const { call: actions, view } = useActions();
  const attempt = useAttempt();
  const toggle = useToggleRecording();
  const noteRef = useRef<HTMLInputElement>(null);
  const recording = call?.recording.kind === 'recording' ? call.recording : null;
  const startedAtMs = recording?.startedAtMs ?? null;
  const interrupted = isInterrupted(call);
  const timer = useElapsed<HTMLTimeElement>(interrupted ? null : startedAtMs);

  const mark = () => {
    if (startedAtMs === null || interrupted) return;
    const text = noteRef.current?.value.trim() ?? '';
    if (noteRef.current) noteRef.current.value = '';
    const at = formatTimer(Date.now() - startedAtMs);
    attempt(async () => {
      await actions.addMarker(text);
      view.toast({ title: words.markerSet(at), stayMs: 2_500 });
    });
  };
  const inCall = call !== null;
  return (
    <Panel
      id="recording"
      title={words.title}
      aside={
        <>
          <RecorderSettingsLink className={parts.icon} />
          <Button
            tone={recording && !interrupted ? 'air' : 'plain'}
            className={parts.small}
            icon={recording ? <Square size={12} fill="currentColor" /> : <Circle size={12} />}
            disabled={!inCall || (call.readyAtMs === null && !recording)}
            onClick={toggle}
          >
            {recording ? strings.call.stopRecord : strings.call.record}
          </Button>
        </>
      }
    >
      {call?.recording.kind === 'failed' && <TroubleNotice error={call.recording.error} />}
      {recording ? (
        <p className={parts.line}>
          {!interrupted && <time ref={timer} className={styles.time} />}
          <span className={parts.soft}>
            {interrupted
              ? words.interrupted
              : `${words.tracks(recording.trackCount)} · ${formatBytes(recording.bytes)}`}
          </span>
        </p>
      ) : (
        <p className={parts.soft}>{inCall ? words.off : words.offNoCall}</p>
      )}
      <RecorderStatus />
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
          <Button type="submit" icon={<Bookmark size={16} />} disabled={interrupted}>
            {words.marker}
          </Button>
        </form>
      )}
      <ReplayControls />
    </Panel>
  );
}
