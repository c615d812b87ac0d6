import type { AppErrorView } from '@shared/errors/app-error';
import { toAppError } from '@shared/errors/failure';
import type { ConsentLine } from '@shared/models/recorder';
import { ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { recorderStrings } from '../../strings/recorder';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { formatDateTime, formatDay, formatTime } from '../../ui/format';
import { TroubleNotice } from '../trouble';
import styles from './recorder.module.css';

const words = recorderStrings.log;

/** Opens who was told what about a recording. */
export function ConsentLogButton({ recordingId }: { recordingId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button tone="quiet" icon={<ShieldCheck size={15} />} onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      {open && <ConsentLogDialog recordingId={recordingId} onClose={() => setOpen(false)} />}
    </>
  );
}

type Read =
  | { kind: 'reading' }
  | { kind: 'read'; lines: ConsentLine[] }
  | { kind: 'failed'; error: AppErrorView };

function ConsentLogDialog({ recordingId, onClose }: { recordingId: string; onClose: () => void }) {
  const { recorder } = useActions();
  const [read, setRead] = useState<Read>({ kind: 'reading' });
  useEffect(() => {
    let over = false;
    recorder.ask.consentLog({ recordingId }).then(
      (lines) => !over && setRead({ kind: 'read', lines }),
      (thrown: unknown) => !over && setRead({ kind: 'failed', error: toAppError(thrown).toView() }),
    );
    return () => {
      over = true;
    };
  }, [recorder, recordingId]);
  return (
    <Dialog title={words.title} closeLabel={strings.close} wide onClose={onClose}>
      {read.kind === 'reading' && <p className={styles.soft}>{strings.loading}</p>}
      {read.kind === 'failed' && <TroubleNotice error={read.error} />}
      {read.kind === 'read' && read.lines.length === 0 && <p className={styles.soft}>{words.none}</p>}
      {read.kind === 'read' && read.lines.length > 0 && <Lines lines={read.lines} />}
    </Dialog>
  );
}

function Lines({ lines }: { lines: readonly ConsentLine[] }) {
  const [first] = lines;
  const sameDay = first !== undefined && lines.every(({ atMs }) => formatDay(atMs) === formatDay(first.atMs));
  return (
    <div className={styles.log}>
      {sameDay && <p className={styles.soft}>{formatDay(first.atMs)}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">{words.columns.time}</th>
            <th scope="col">{words.columns.what}</th>
            <th scope="col">{words.columns.who}</th>
            <th scope="col">{words.columns.text}</th>
          </tr>
        </thead>
        <tbody>
          {keyed(lines).map(({ key, line }) => (
            <tr key={key} className={cx(line.kind === 'failed' && styles.trouble)}>
              <td>{sameDay ? formatTime(line.atMs) : formatDateTime(line.atMs)}</td>
              <td>{words.kinds[line.kind]}</td>
              <td>{line.displayName ?? ''}</td>
              <td>{line.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Lines never change place, and two of them may be alike. */
function keyed(lines: readonly ConsentLine[]): { key: number; line: ConsentLine }[] {
  return lines.map((line, key) => ({ key, line }));
}
