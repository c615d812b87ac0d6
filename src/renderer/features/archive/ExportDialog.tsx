import type { ArchiveQuery, ExportFormat } from '@shared/models/archive';
import { useState } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { archiveStrings as words } from '../../strings/archive';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import { useAttempt } from '../trouble';
import styles from './archive.module.css';
import { ALL, isNarrow } from './query';

const FORMATS: readonly ExportFormat[] = ['html', 'text', 'markdown', 'csv', 'json'];

/** Which messages, as what, under which name; then the system asks for the file. */
export function ExportDialog({ query, onClose }: { query: ArchiveQuery; onClose: () => void }) {
  const { archive } = useActions();
  const attempt = useAttempt();
  const narrow = isNarrow(query);
  const [scope, setScope] = useState<'search' | 'all'>(narrow ? 'search' : 'all');
  const [format, setFormat] = useState<ExportFormat>('html');
  const [title, setTitle] = useState(() => (query.text.trim() === '' ? words.title : query.text.trim()));
  const [busy, setBusy] = useState(false);
  const missing = title.trim() === '';
  const go = () =>
    attempt(async () => {
      setBusy(true);
      try {
        const what = { kind: 'messages', query: scope === 'search' ? query : ALL } as const;
        if (await archive.startExport(what, format, title.trim())) onClose();
      } finally {
        setBusy(false);
      }
    });
  return (
    <Dialog title={words.exportTitle} closeLabel={strings.close} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!missing && !busy) go();
        }}
      >
        <Field label={words.exportName} error={missing ? words.exportNameMissing : null}>
          {(ids) => (
            <TextInput
              {...ids}
              value={title}
              maxLength={200}
              onChange={(event) => setTitle(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.exportScope}>
          {(ids) => (
            <Select
              {...ids}
              value={scope}
              onChange={(event) => setScope(event.target.value === 'search' ? 'search' : 'all')}
            >
              {narrow && <option value="search">{words.scopeSearch}</option>}
              <option value="all">{words.scopeAll}</option>
            </Select>
          )}
        </Field>
        <Field label={words.exportFormat}>
          {(ids) => (
            <Select
              {...ids}
              value={format}
              onChange={(event) => setFormat(FORMATS.find((one) => one === event.target.value) ?? 'html')}
            >
              {FORMATS.map((one) => (
                <option key={one} value={one}>
                  {words.formats[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" tone="primary" busy={busy} disabled={missing}>
            {words.exportGo}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
