import type { ConsentState, DiskState } from '@shared/models/recorder';
import { Check, HardDrive, Megaphone, Scissors, TriangleAlert, UserX } from 'lucide-react';
import { selectActiveCall, selectIsRecording } from '../../state/call/selectors';
import { useActions, useApp } from '../../state/react';
import { selectRecorder, selectSkippedHere } from '../../state/recorder/selectors';
import { recorderStrings as words } from '../../strings/recorder';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatTime } from '../../ui/format';
import { useAttempt } from '../trouble';
import styles from './recorder.module.css';
import { wordTrouble } from './words';

const WITH_AND = new Intl.ListFormat('en', { type: 'conjunction' });

/** Under the recording's figures: what the room was told, who is left out, how long the disk lasts, the next part. */
export function RecorderStatus() {
  const recorder = useApp(selectRecorder);
  const recording = useApp((state) => selectActiveCall(state)?.recording.kind === 'recording');
  const skipped = useApp(selectSkippedHere);
  if (!recorder || (!recording && skipped === '')) return null;
  const { consent, disk, splitAtMs } = recorder;
  return (
    <ul className={styles.facts}>
      {recording && consent && <Consent consent={consent} />}
      {skipped !== '' && (
        <li>
          <UserX size={14} aria-hidden="true" />
          <span>{words.skipped.here(skipped)}</span>
        </li>
      )}
      {recording && disk && <Disk disk={disk} />}
      {recording && <Split atMs={splitAtMs} />}
    </ul>
  );
}

function Consent({ consent }: { consent: ConsentState }) {
  const { recorder } = useActions();
  const attempt = useAttempt();
  const parts = (['notice', 'status', 'clip'] as const).filter((part) => consent[part] === 'done');
  const pending = (['notice', 'status', 'clip'] as const).some((part) => consent[part] === 'pending');
  const how = WITH_AND.format(parts.map((part) => words.consent.parts[part]));
  const text = pending
    ? words.consent.telling
    : parts.length > 0
      ? `${words.consent.told} ${how}`
      : words.consent.silent;
  return (
    <>
      {(pending || parts.length > 0 || consent.troubles.length === 0) && (
        <li role="status" aria-label={words.consent.label}>
          {parts.length > 0 ? (
            <Check size={14} aria-hidden="true" />
          ) : (
            <Megaphone size={14} aria-hidden="true" />
          )}
          <span>
            {text}
            {consent.joined > 0 && ` · ${words.consent.joined(consent.joined)}`}
          </span>
        </li>
      )}
      {consent.troubles.map((trouble, index) => {
        const { title, body } = wordTrouble(trouble);
        const last = index === consent.troubles.length - 1;
        return (
          <li key={trouble.about} className={styles.trouble}>
            <TriangleAlert size={14} aria-hidden="true" />
            <span>
              <b>{title}.</b> {body}
              {last && consent.retryAtMs !== null && ` ${words.consent.retry(formatTime(consent.retryAtMs))}`}
            </span>
            {last && (
              <Button className={styles.small} onClick={() => attempt(() => recorder.ask.tellAgain())}>
                {words.consent.again}
              </Button>
            )}
          </li>
        );
      })}
    </>
  );
}

function Disk({ disk }: { disk: DiskState }) {
  const { level, hoursLeft, measured } = disk;
  const text =
    level === 'fine'
      ? (measured ? words.disk.left : words.disk.leftTalking)(hoursLeft)
      : words.disk[level](hoursLeft);
  return (
    <li className={cx(level !== 'fine' && styles.trouble)}>
      {level === 'fine' ? (
        <HardDrive size={14} aria-hidden="true" />
      ) : (
        <TriangleAlert size={14} aria-hidden="true" />
      )}
      <span>{level === 'fine' ? text : <b>{text}</b>}</span>
    </li>
  );
}

function Split({ atMs }: { atMs: number | null }) {
  const { recorder, view } = useActions();
  const recording = useApp(selectIsRecording);
  const attempt = useAttempt();
  const split = () =>
    attempt(async () => {
      const { recordingId } = await recorder.ask.splitNow();
      if (recordingId !== null) view.toast({ title: words.split.done, stayMs: 3_000 });
    });
  return (
    <li>
      <Scissors size={14} aria-hidden="true" />
      <span>{atMs === null ? words.split.never : words.split.at(formatTime(atMs))}</span>
      <Button className={styles.small} disabled={!recording} onClick={split} title={words.split.nowHint}>
        {words.split.now}
      </Button>
    </li>
  );
}
