import type { RecordingHit, RecordingSummary } from '@shared/models/recordings';
import { speakerColourIndex } from '@shared/models/speaker-colour';
import { CircleAlert, Wrench } from 'lucide-react';
import { memo, useState } from 'react';
import { useActions, useApp } from '../../../state/react';
import { selectRecording } from '../../../state/recordings/selectors';
import { strings } from '../../../strings';
import { reviewStrings } from '../../../strings/review';
import { Avatar } from '../../../ui/Avatar';
import { cx } from '../../../ui/cx';
import { formatBytes, formatDateTime, formatTimer } from '../../../ui/format';
import { useAttempt } from '../../trouble';
import { RecordingMenu } from '../RecordingMenu';
import type { LibraryRow } from './find';
import { HealthDialog } from './HealthDialog';
import styles from './library.module.css';
import { Thumb } from './Thumb';

const words = strings.library;
const added = reviewStrings.library;
/** Faces before it says how many more. */
const FACES = 5;
/** Lines of what was found, below a recording. */
export const HITS_SHOWN = 3;

export interface RowProps {
  row: LibraryRow;
  tabStop: boolean;
  onTag: (tag: string) => void;
}

/** A recording in the library: its small picture, what it is called, who was there, and whether all of it is there. */
export const RecordingRow = memo(function RecordingRow({ row, tabStop, onTag }: RowProps) {
  const recording = useApp(selectRecording(row.recordingId));
  const { recordings } = useActions();
  const attempt = useAttempt();
  const [asking, setAsking] = useState(false);
  if (!recording) return null;
  const { recordingId, health, title } = recording;
  const damaged = health.kind === 'damaged';
  const open = (atMs?: number | null) =>
    attempt(async () => {
      if (damaged) return setAsking(true);
      await recordings.openReview(recordingId);
      if (typeof atMs === 'number') await recordings.seek(Math.max(0, atMs - 3_000));
    });
  const people = recording.people.map((person) => person.displayName).join(', ');
  // Recorded on or withheld: the picture is another one.
  const state = `${recording.bytes} ${recording.durationMs}`;
  return (
    <>
      <div className={cx(styles.row, damaged && styles.damaged)}>
        <button
          type="button"
          data-roving
          tabIndex={tabStop ? 0 : -1}
          className={styles.open}
          aria-label={words.open(title)}
          aria-description={damaged ? words.damaged(health.reason) : undefined}
          onClick={() => open()}
        />
        {damaged ? <span className={styles.thumb} /> : <Thumb recordingId={recordingId} state={state} />}
        <span className={styles.title}>
          <span className={styles.name} title={title}>
            {title}
          </span>
          <span className={styles.marks}>
            <Health recording={recording} onAsk={() => setAsking(true)} />
            {recording.tags.map((tag) => (
              <button key={tag} type="button" className={styles.tag} tabIndex={-1} onClick={() => onTag(tag)}>
                {tag}
              </button>
            ))}
            {damaged && <span className={styles.reason}>{words.damaged(health.reason)}</span>}
          </span>
        </span>
        <span className={styles.room}>{damaged ? '' : (recording.roomName ?? '—')}</span>
        <span className={styles.date}>{formatDateTime(recording.startedAtMs)}</span>
        <span className={styles.length}>{damaged ? '' : formatTimer(recording.durationMs)}</span>
        <span className={styles.people} title={people}>
          {recording.people.slice(0, FACES).map(({ userId, displayName }) => (
            <Avatar
              key={userId}
              name={displayName}
              url={null}
              colourIndex={speakerColourIndex(userId)}
              size={24}
            />
          ))}
          {recording.people.length > FACES && (
            <span className={styles.others}>{added.morePeople(recording.people.length - FACES)}</span>
          )}
          <span className={styles.spoken}>{people}</span>
        </span>
        <span className={styles.size}>{formatBytes(recording.bytes)}</span>
        <RecordingMenu recording={recording} />
      </div>
      {row.hits && <Hits hits={row.hits.hits} more={row.hits.more} onOpen={open} />}
      {asking && <HealthDialog recording={recording} onClose={() => setAsking(false)} />}
    </>
  );
});

interface HitsProps {
  hits: readonly RecordingHit[];
  more: number;
  onOpen: (atMs: number | null) => void;
}

/** Where in a recording the words are: what is at a time leads there. Its title is above already. */
export function linesOf(hits: readonly RecordingHit[]): RecordingHit[] {
  return hits.filter((hit) => hit.kind !== 'title' && hit.kind !== 'tag').slice(0, HITS_SHOWN);
}

function Hits({ hits, more, onOpen }: HitsProps) {
  const shown = linesOf(hits);
  const rest =
    more + hits.filter((hit) => hit.kind === 'chat' || hit.kind === 'marker').length - shown.length;
  return (
    <ul className={styles.hits}>
      {shown.map((hit) => (
        <li key={`${hit.kind} ${hit.atMs} ${hit.text}`}>
          <button type="button" onClick={() => onOpen(hit.atMs)}>
            <span>{added.kinds[hit.kind]}</span>
            {hit.atMs !== null && <time>{formatTimer(hit.atMs)}</time>}
            <span className={styles.hit}>{hit.text}</span>
          </button>
        </li>
      ))}
      {rest > 0 && shown.length > 0 && <li className={styles.moreHits}>{added.moreHits(rest)}</li>}
    </ul>
  );
}

function Health({ recording: { health, title }, onAsk }: { recording: RecordingSummary; onAsk: () => void }) {
  switch (health.kind) {
    case 'ok':
      return null;
    case 'recording':
      return <span className={cx(styles.badge, styles.air)}>{words.health.recording}</span>;
    case 'repaired':
    case 'damaged': {
      const Sign = health.kind === 'repaired' ? Wrench : CircleAlert;
      return (
        <button
          type="button"
          tabIndex={-1}
          className={cx(styles.badge, health.kind === 'damaged' && styles.trouble)}
          title={added.whatHappened(title)}
          onClick={onAsk}
        >
          <Sign size={12} aria-hidden="true" />
          {words.health[health.kind]}
        </button>
      );
    }
  }
}
