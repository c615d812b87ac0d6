import type { ExportJob, ImportJob } from '@shared/models/review';
import { FolderOpen, X } from 'lucide-react';
import { useEffect } from 'react';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { reviewStrings } from '../../strings/review';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatBytes } from '../../ui/format';
import { useAttempt } from '../trouble';
import { kindOf, writesSound } from './export-request';
import styles from './transfer.module.css';

const words = reviewStrings.exporting;

/** Exports and imports under way or ended: how far, how they ended, where they are. */
export function Transfers() {
  const exports = useApp((state) => state.transfer.exports);
  const imports = useApp((state) => state.transfer.imports);
  const { transfer } = useActions();
  const attempt = useAttempt();
  useEffect(() => attempt(() => transfer.load()), [attempt, transfer]);
  if (exports.length + imports.length === 0) return null;
  const overExports = exports.filter(({ status }) => !isUnderWay(status));
  const overImports = imports.filter(({ status }) => !isUnderWay(status));
  const clearOver = () => {
    for (const { exportId } of overExports) attempt(() => transfer.clearExport(exportId));
    for (const { importId } of overImports) transfer.dismissImport(importId);
  };
  return (
    <div className={styles.transfers}>
      {/* The latest on top: what was just begun is in sight. */}
      <ul className={styles.queue} aria-label={words.queue}>
        {imports.toReversed().map((job) => (
          <ImportLine key={job.importId} job={job} />
        ))}
        {exports.toReversed().map((job) => (
          <ExportLine key={job.exportId} job={job} />
        ))}
      </ul>
      {overExports.length + overImports.length > 1 && (
        <Button tone="quiet" className={styles.all} onClick={clearOver}>
          {words.clearOver}
        </Button>
      )}
    </div>
  );
}

function ExportLine({ job }: { job: ExportJob }) {
  const { transfer } = useActions();
  const attempt = useAttempt();
  const { exportId, title, status } = job;
  const kind = kindOf(job.what);
  const under = isUnderWay(status);
  return (
    <li className={cx(styles.job, status === 'failed' && styles.failed)}>
      <b title={title}>{title}</b>
      <span className={styles.what}>
        {writesSound(kind) ? words.whatAs(words.kinds[kind], words.formats[job.format]) : words.kinds[kind]}
      </span>
      <span role="status" title={job.problem ?? undefined}>
        {wordExport(job)}
      </span>
      {under && <Progress title={title} value={job.progress} />}
      {status === 'done' && (
        <Button
          tone="quiet"
          icon={<FolderOpen size={14} />}
          aria-label={words.show(title)}
          onClick={() => attempt(() => transfer.showExport(exportId))}
        >
          {words.showShort}
        </Button>
      )}
      {under ? (
        <Button
          aria-label={words.cancel(title)}
          onClick={() => attempt(() => transfer.cancelExport(exportId))}
        >
          {strings.cancel}
        </Button>
      ) : (
        <IconButton label={words.clear(title)} onClick={() => attempt(() => transfer.clearExport(exportId))}>
          <X size={14} />
        </IconButton>
      )}
    </li>
  );
}

function ImportLine({ job }: { job: ImportJob }) {
  const { transfer, recordings } = useActions();
  const attempt = useAttempt();
  const { importId, name, status, recordingId } = job;
  const under = isUnderWay(status);
  const skipped = job.skipped.map((one) => reviewStrings.importing.skipped(one.name, one.reason)).join('\n');
  return (
    <li className={cx(styles.job, status === 'failed' && styles.failed)}>
      <b title={name}>{name}</b>
      <span role="status" title={job.problem ?? skipped}>
        {wordImport(job)}
      </span>
      {under && <Progress title={name} value={job.progress} />}
      {status === 'done' && recordingId !== null && (
        <Button
          tone="quiet"
          aria-label={reviewStrings.importing.open(name)}
          onClick={() => attempt(() => recordings.openReview(recordingId))}
        >
          {reviewStrings.importing.openShort}
        </Button>
      )}
      {under ? (
        <Button
          aria-label={words.cancel(name)}
          onClick={() => attempt(() => transfer.cancelImport(importId))}
        >
          {strings.cancel}
        </Button>
      ) : (
        <IconButton label={words.clear(name)} onClick={() => transfer.dismissImport(importId)}>
          <X size={14} />
        </IconButton>
      )}
    </li>
  );
}

/** Waiting counts: it can be cancelled, not cleared. */
function isUnderWay(status: ExportJob['status'] | ImportJob['status']): boolean {
  return ['waiting', 'reading', 'running', 'verifying'].includes(status);
}

function Progress({ title, value }: { title: string; value: number }) {
  return <progress className={styles.progress} aria-label={words.progress(title)} max={1} value={value} />;
}

function wordExport(job: ExportJob): string {
  const bytes = job.files.reduce((sum, file) => sum + file.bytes, 0);
  switch (job.status) {
    case 'waiting':
      return words.states.waiting;
    case 'running':
      return words.states.running(Math.floor(job.progress * 100));
    case 'verifying':
      return words.states.verifying;
    case 'done':
      return words.states.done(job.files.length, formatBytes(bytes));
    case 'failed':
      return words.states.failed(job.problem ?? '');
    case 'cancelled':
      return words.states.cancelled;
  }
}

function wordImport(job: ImportJob): string {
  switch (job.status) {
    case 'waiting':
      return words.states.waiting;
    case 'reading':
      return reviewStrings.importing.reading;
    case 'running':
      return words.states.running(Math.floor(job.progress * 100));
    case 'done':
      return reviewStrings.importing.done(job.skipped.length);
    case 'failed':
      return words.states.failed(job.problem ?? '');
    case 'cancelled':
      return words.states.cancelled;
  }
}
