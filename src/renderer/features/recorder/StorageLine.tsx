import type { StorageView } from '@shared/models/recorder';
import { Trash2, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { recorderStrings } from '../../strings/recorder';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { formatBytes } from '../../ui/format';
import { useAttempt } from '../trouble';
import styles from './recorder.module.css';

const words = recorderStrings.storage;

/** Under the library: what recordings and trash take, how long the disk lasts, and emptying the trash. */
export function StorageLine() {
  const store = useAppStore();
  const { recorder, view } = useActions();
  const attempt = useAttempt();
  const [storage, setStorage] = useState<StorageView | null>(null);
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    const read = () => attempt(async () => setStorage(await recorder.askLibrary.storage()));
    read();
    // Whatever comes or goes changes it.
    return store.subscribe((after, before) => {
      if (after.recordings.list !== before.recordings.list) read();
    });
  }, [attempt, recorder, store]);
  if (!storage) return null;
  const { bytes, trashBytes, trashCount, disk } = storage;
  const empty = () =>
    attempt(async () => {
      setStorage(await recorder.askLibrary.emptyTrash());
      setAsking(false);
      view.toast({ title: words.emptied, stayMs: 3_000 });
    });
  const short = disk.level !== 'fine';
  const left = (disk.measured ? recorderStrings.disk.left : recorderStrings.disk.leftTalking)(disk.hoursLeft);
  return (
    <section className={styles.storage} aria-label={words.label}>
      <span>{words.recordings(formatBytes(bytes))}</span>
      <span>{trashCount === 0 ? words.trashEmpty : words.trash(trashCount, formatBytes(trashBytes))}</span>
      {trashCount > 0 && (
        <Button
          tone="quiet"
          className={styles.small}
          icon={<Trash2 size={14} />}
          onClick={() => setAsking(true)}
        >
          {words.empty}
        </Button>
      )}
      <span className={cx(styles.left, short && styles.trouble)}>
        {short && <TriangleAlert size={14} aria-hidden="true" />}
        {short ? recorderStrings.disk[disk.level === 'last' ? 'last' : 'low'](disk.hoursLeft) : left}
      </span>
      {asking && (
        <Dialog
          title={words.emptyTitle}
          description={words.emptyBody(trashCount, formatBytes(trashBytes))}
          closeLabel={strings.close}
          onClose={() => setAsking(false)}
        >
          <DialogActions>
            <Button onClick={() => setAsking(false)}>{strings.cancel}</Button>
            <Button tone="primary" onClick={empty}>
              {words.empty}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </section>
  );
}
