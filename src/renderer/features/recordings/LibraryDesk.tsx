import type { RecordingSummary } from '@shared/models/recordings';
import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleAlert, Library, Wrench } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectRecording, selectReview } from '../../state/recordings/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { TextInput } from '../../ui/Field';
import { formatBytes, formatDateTime, formatTimer } from '../../ui/format';
import { EmptyState } from '../../ui/Notice';
import { moveRoving } from '../../ui/roving';
import { ClipsUnderWay, StorageLine } from '../recorder';
import { TroubleState, useAttempt } from '../trouble';
import { ImportButtons, useImportDrop } from './ImportButtons';
import styles from './library.module.css';
import { RecordingMenu } from './RecordingMenu';
import { Review } from './Review';
import { Transfers } from './Transfers';
import transfers from './transfer.module.css';

const words = strings.library;
const ROW_PX = 40;
const COLUMNS = ['title', 'room', 'date', 'length', 'people', 'size'] as const;

/** All recordings, without any account; or the one that is open. */
export default function LibraryDesk() {
  const review = useApp(selectReview);
  const { recordings } = useActions();
  const attempt = useAttempt();
  useEffect(() => {
    attempt(() => recordings.load());
    // Leaving the desk closes the player: nothing plays out of sight.
    return () => attempt(() => recordings.closeReview());
  }, [recordings, attempt]);

  if (review.recordingId === null) return <List />;
  if (review.load.kind === 'failed') {
    const { recordingId } = review;
    return (
      <TroubleState
        error={review.load.error}
        title={strings.review.openFailed}
        onRetry={
          review.load.error.retryable ? () => attempt(() => recordings.openReview(recordingId)) : undefined
        }
        actions={
          <Button onClick={() => attempt(() => recordings.closeReview())}>{strings.review.back}</Button>
        }
      />
    );
  }
  if (!review.detail) return <p className={styles.waiting}>{strings.review.opening}</p>;
  return <Review key={review.recordingId} detail={review.detail} />;
}

function matches(recording: RecordingSummary, filter: string): boolean {
  const text = [
    recording.title,
    recording.roomName,
    recording.guildName,
    ...recording.people.map((p) => p.displayName),
  ];
  return text.join(' ').toLocaleLowerCase().includes(filter);
}

function List() {
  const load = useApp((state) => state.recordings.load);
  const list = useApp((state) => state.recordings.list);
  const { recordings } = useActions();
  const [filter, setFilter] = useState('');
  const drop = useImportDrop();
  const scrollRef = useRef<HTMLDivElement>(null);
  const wanted = filter.trim().toLocaleLowerCase();
  const ids = useMemo(
    () => list.filter((recording) => matches(recording, wanted)).map((recording) => recording.recordingId),
    [list, wanted],
  );
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 10,
  });
  if (load.kind === 'failed' && list.length === 0) {
    return (
      <TroubleState error={load.error} title={words.loadFailed} onRetry={() => void recordings.load()} />
    );
  }
  if (load.kind !== 'ready' && list.length === 0) return <p className={styles.waiting}>{strings.loading}</p>;
  if (list.length === 0) {
    return (
      <div className={cx(styles.empty, drop.over && transfers.over)} {...drop.handlers}>
        <Transfers />
        <EmptyState icon={<Library size={24} />} title={words.emptyTitle}>
          {words.emptyBody}
        </EmptyState>
        <ImportButtons />
      </div>
    );
  }
  return (
    <div className={cx(styles.library, drop.over && transfers.over)} {...drop.handlers}>
      <header className={styles.head}>
        <h1>{words.title}</h1>
        <span className={styles.count}>{words.count(list.length)}</span>
        <TextInput
          type="search"
          className={styles.filter}
          aria-label={words.filter}
          placeholder={words.filter}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <ImportButtons />
      </header>
      <Transfers />
      <ClipsUnderWay />
      <div className={cx(styles.row, styles.columns)} aria-hidden="true">
        {COLUMNS.map((column) => (
          <span key={column} className={styles[column]}>
            {words.columns[column]}
          </span>
        ))}
      </div>
      {ids.length === 0 && <p className={styles.waiting}>{words.noMatch}</p>}
      <section
        ref={scrollRef}
        className={styles.scroll}
        aria-label={words.title}
        onKeyDown={(event) => void moveRoving(event)}
      >
        <ul style={{ height: virtual.getTotalSize() }} className={styles.rows}>
          {virtual.getVirtualItems().map((item) => {
            const id = ids[item.index];
            return (
              id !== undefined && (
                <li
                  key={item.key}
                  className={styles.slot}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <RecordingRow recordingId={id} tabStop={item.index === 0} />
                </li>
              )
            );
          })}
        </ul>
      </section>
      <StorageLine />
    </div>
  );
}

const RecordingRow = memo(function RecordingRow(props: { recordingId: string; tabStop: boolean }) {
  const recording = useApp(selectRecording(props.recordingId));
  const { recordings } = useActions();
  const attempt = useAttempt();
  if (!recording) return null;
  const { health } = recording;
  const damaged = health.kind === 'damaged';
  const people = recording.people.map((person) => person.displayName).join(', ');
  return (
    <div className={cx(styles.row, damaged && styles.damaged)}>
      <button
        type="button"
        data-roving
        tabIndex={props.tabStop ? 0 : -1}
        className={styles.open}
        aria-label={words.open(recording.title)}
        aria-disabled={damaged}
        aria-description={damaged ? words.damaged(health.reason) : undefined}
        onClick={() => !damaged && attempt(() => recordings.openReview(recording.recordingId))}
      />
      <span className={styles.title}>
        <span>{recording.title}</span>
        <Health recording={recording} />
      </span>
      {damaged ? (
        <span className={styles.reason}>{words.damaged(health.reason)}</span>
      ) : (
        <>
          <span className={styles.room}>{recording.roomName ?? '—'}</span>
          <span>{formatDateTime(recording.startedAtMs)}</span>
          <span className={styles.length}>{formatTimer(recording.durationMs)}</span>
          <span className={styles.people} title={people}>
            {people}
          </span>
          <span className={styles.size}>{formatBytes(recording.bytes)}</span>
        </>
      )}
      <RecordingMenu recording={recording} />
    </div>
  );
});

function Health({ recording: { health } }: { recording: RecordingSummary }) {
  switch (health.kind) {
    case 'ok':
      return null;
    case 'recording':
      return <span className={cx(styles.badge, styles.air)}>{words.health.recording}</span>;
    case 'repaired':
      return (
        <span className={styles.badge} title={health.note}>
          <Wrench size={12} aria-hidden="true" />
          {words.health.repaired}
        </span>
      );
    case 'damaged':
      return (
        <span className={cx(styles.badge, styles.trouble)}>
          <CircleAlert size={12} aria-hidden="true" />
          {words.health.damaged}
        </span>
      );
  }
}
