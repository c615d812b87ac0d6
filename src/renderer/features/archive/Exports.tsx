import type { ExportState } from '@shared/models/archive';
import { X } from 'lucide-react';
import { selectArchive } from '../../state/archive/selectors';
import { useActions, useApp } from '../../state/react';
import { archiveStrings as words } from '../../strings/archive';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { useAttempt } from '../trouble';
import styles from './archive.module.css';

/** Exports under way and how the last ones ended, above whatever tab is open. */
export function Exports() {
  const { exports } = useApp(selectArchive);
  const { archive } = useActions();
  const attempt = useAttempt();
  if (exports.length === 0) return null;
  return (
    <ul className={styles.exports} aria-label={words.exports}>
      {exports.map(({ exportId, title, state }) => (
        <li key={exportId} className={cx(styles.export, state.kind === 'failed' && styles.badText)}>
          <b>{title}</b>
          <span role="status">{wordState(state)}</span>
          {state.kind === 'running' ? (
            <Button
              aria-label={words.cancelExport(title)}
              onClick={() => attempt(() => archive.cancelExport(exportId))}
            >
              {words.cancel}
            </Button>
          ) : (
            <IconButton label={words.dismissExport(title)} onClick={() => archive.dismissExport(exportId)}>
              <X size={14} />
            </IconButton>
          )}
        </li>
      ))}
    </ul>
  );
}

function wordState(state: ExportState['state']): string {
  switch (state.kind) {
    case 'running':
      return words.exporting(state.done);
    case 'written':
      return words.exported(state.rows, state.fileName);
    case 'cancelled':
      return words.exportCancelled;
    case 'failed':
      return words.exportFailed(state.reason);
  }
}
