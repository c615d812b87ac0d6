import type { RecordingSummary } from '@shared/models/recordings';
import type { ReviewSession } from '@shared/models/review';
import { FolderOpen, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions, useAppStore } from '../../../state/react';
import { strings } from '../../../strings';
import { reviewStrings } from '../../../strings/review';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { useAttempt } from '../../trouble';
import { damagedNote, holesOf, missingNote } from '../holes';
import { useTrash } from '../RecordingMenu';
import { formatFine } from '../times';
import styles from './library.module.css';

const words = reviewStrings.library;

/** What happened to a recording: what was lost, what was mended, what is safe, and what can be done. */
export function HealthDialog({ recording, onClose }: { recording: RecordingSummary; onClose: () => void }) {
  const { recordingId, health, title } = recording;
  const { recordings } = useActions();
  const { api } = useAppStore();
  const attempt = useAttempt();
  const trash = useTrash();
  const [session, setSession] = useState<ReviewSession | null>(null);
  const readable = health.kind !== 'damaged';
  useEffect(() => {
    if (!readable) return;
    attempt(async () => setSession(await api.review.session({ recordingId })));
  }, [readable, recordingId, api, attempt]);
  const report = session?.integrity;
  const holes = holesOf(session?.lanes ?? []);
  const { missing, damaged } = holes;
  const isNothingLost =
    health.kind === 'repaired' && health.lostMs === 0 && session && missing.length + damaged.length === 0;
  return (
    <Dialog title={words.whatHappened(title)} closeLabel={strings.close} onClose={onClose}>
      <div className={styles.report}>
        {health.kind === 'damaged' && (
          <>
            <p>{strings.library.damaged(health.reason)}</p>
            <p>{words.damagedSafe}</p>
          </>
        )}
        {health.kind === 'repaired' && (
          <>
            <p>{health.note}</p>
            {isNothingLost && <p>{words.nothingLost}</p>}
          </>
        )}
        {missingNote(missing).map((said) => (
          <p key={said}>{said}</p>
        ))}
        {damaged.length > 0 && (
          <p>{[`${reviewStrings.damaged.title(damaged.length)}.`, ...damagedNote(holes)].join(' ')}</p>
        )}
        {report && (report.notes.length > 0 || report.cuts.length > 0) && (
          <>
            <h3>{words.repaired}</h3>
            <ul>
              {report.cuts.map(({ fromMs, toMs, cause }) => (
                <li key={fromMs}>
                  {reviewStrings.details.cut(formatFine(fromMs, 0), formatFine(toMs - fromMs, 1), cause)}
                </li>
              ))}
              {report.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </>
        )}
      </div>
      <DialogActions>
        <Button
          icon={<FolderOpen size={15} />}
          onClick={() => attempt(() => recordings.showInFolder(recordingId))}
        >
          {strings.library.showInFolder}
        </Button>
        {readable ? (
          <Button
            tone="primary"
            onClick={() => {
              onClose();
              attempt(() => recordings.openReview(recordingId));
            }}
          >
            {words.open}
          </Button>
        ) : (
          <Button
            icon={<Trash2 size={15} />}
            onClick={() => {
              onClose();
              trash(recording);
            }}
          >
            {strings.library.trash}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
