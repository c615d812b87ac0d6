import type { ReviewSession } from '@shared/models/review';
import { X } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useActions, useApp } from '../../../state/react';
import { selectLanes, selectSession, selectSkippedPeople } from '../../../state/review/selectors';
import { lufsText, reviewStrings } from '../../../strings/review';
import { formatBytes, formatDateTime, formatTimer } from '../../../ui/format';
import { useAttempt } from '../../trouble';
import { holeLine, holesOf } from '../holes';
import { useReviewDesk } from '../timeline/desk';
import { formatFine } from '../times';
import styles from './pane.module.css';
import { Withheld } from './Withheld';

const words = reviewStrings.details;

/** What is known of the recording as a whole: tags, whether all of it is there, its tracks, what is withheld. */
export function DetailsPane() {
  const { detail } = useReviewDesk();
  const session = useApp(selectSession);
  const summary = useApp((state) => state.recordings.review.detail?.summary) ?? detail.summary;
  return (
    <div className={styles.body}>
      <section>
        <h3>{words.tags}</h3>
        <Tags />
      </section>
      <section>
        <h3>{words.recording}</h3>
        <dl className={styles.facts}>
          <dt>{words.when}</dt>
          <dd>{formatDateTime(summary.startedAtMs)}</dd>
          <dt>{words.where}</dt>
          <dd>{[summary.guildName, summary.roomName].filter(Boolean).join(', ') || '—'}</dd>
          <dt>{words.length}</dt>
          <dd>{formatTimer(summary.durationMs)}</dd>
          <dt>{words.size}</dt>
          <dd>{formatBytes(summary.bytes)}</dd>
        </dl>
      </section>
      {session && <Integrity />}
      <Skipped />
      <Withheld detail={detail} />
      <section>
        <h3>{words.tracks}</h3>
        <TrackFacts />
      </section>
    </div>
  );
}

/** A list that nobody reads to its end; the lanes show them all. */
const MOST_HOLES = 100;

/** What the session was closed as, and what reading its files through has found since. */
function stateOf(
  closed: ReviewSession['integrity']['state'],
  isDamaged: boolean,
  checked: boolean,
): keyof typeof words.states {
  if (closed !== 'whole') return closed;
  return isDamaged ? 'damaged' : checked ? 'whole' : 'checking';
}

function Integrity() {
  const session = useApp(selectSession);
  const { seek } = useReviewDesk();
  const lanes = useApp(selectLanes);
  const { missing, damaged, checked } = useMemo(() => holesOf(lanes), [lanes]);
  if (!session) return null;
  const { lostMs, notes, cuts } = session.integrity;
  const holes = [...missing, ...damaged];
  return (
    <section aria-label={words.integrity}>
      <h3>{words.integrity}</h3>
      <p>{words.states[stateOf(session.integrity.state, damaged.length > 0, checked)]}</p>
      {lostMs > 0 && <p>{words.lost(formatFine(lostMs, 1))}</p>}
      {(notes.length > 0 || cuts.length > 0 || holes.length > 0) && (
        <ul className={styles.notes}>
          {cuts.map(({ fromMs, toMs, cause }) => (
            <li key={fromMs}>
              <button type="button" onClick={() => seek(fromMs)}>
                {words.cut(formatFine(fromMs, 0), formatFine(toMs - fromMs, 1), cause)}
              </button>
            </li>
          ))}
          {holes.slice(0, MOST_HOLES).map((hole) => (
            <li key={`${hole.trackId} ${hole.fromMs}`}>
              <button type="button" onClick={() => seek(hole.fromMs)}>
                {holeLine(hole)}
              </button>
            </li>
          ))}
          {holes.length > MOST_HOLES && <li>{reviewStrings.damaged.moreLines(holes.length - MOST_HOLES)}</li>}
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Who was not to be recorded: a click goes to where that begins. */
function Skipped() {
  const people = useApp(selectSkippedPeople);
  const { seek, durationMs } = useReviewDesk();
  if (people.length === 0) return null;
  return (
    <section aria-label={words.skipped}>
      <h3>{words.skipped}</h3>
      <p>{words.skippedBody}</p>
      <ul className={styles.notes}>
        {people.flatMap(({ userId, displayName, skipped }) =>
          skipped.map(([fromMs, toMs]) => (
            <li key={`${userId} ${fromMs}`}>
              <button type="button" onClick={() => seek(fromMs)}>
                {fromMs <= 0 && toMs >= durationMs
                  ? words.skippedWhole(displayName)
                  : words.skippedLine(displayName, formatFine(fromMs, 0), formatFine(toMs, 0))}
              </button>
            </li>
          )),
        )}
      </ul>
    </section>
  );
}

function TrackFacts() {
  const { detail } = useReviewDesk();
  const lanes = useApp(selectLanes);
  return (
    <table className={styles.tracks}>
      <thead>
        <tr>
          {words.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {detail.tracks.map(({ trackId, displayName }) => {
          const lane = lanes.find((one) => one.trackId === trackId);
          return (
            <tr key={trackId}>
              <td title={displayName}>{displayName}</td>
              <td>{lane?.loudnessLufs == null ? '—' : lufsText(lane.loudnessLufs).replace(' LUFS', '')}</td>
              <td>{lane?.lostPackets ?? '—'}</td>
              <td>{lane?.driftPpm == null ? '—' : lane.driftPpm.toFixed(0).replace('-', '−')}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const LONGEST_TAG = 40;

/** What the recording is found by: Enter adds one, the cross takes it away. */
function Tags() {
  const tags = useApp((state) => state.review.session?.annotations.tags);
  const { review } = useActions();
  const attempt = useAttempt();
  const [text, setText] = useState('');
  const add = (event: FormEvent) => {
    event.preventDefault();
    // As in the library, where all are written in one line.
    const added = text.split(',').flatMap((part) => part.trim() || []);
    if (added.length === 0 || !tags) return;
    setText('');
    const next = [...new Set([...tags, ...added])];
    if (next.length > tags.length) attempt(() => review.setTags(next));
  };
  return (
    <form className={styles.tags} onSubmit={add}>
      {(tags ?? []).map((tag) => (
        <span key={tag} className={styles.tag}>
          {tag}
          <button
            type="button"
            aria-label={words.removeTag(tag)}
            onClick={() => tags && attempt(() => review.setTags(tags.filter((one) => one !== tag)))}
          >
            <X size={12} />
          </button>
        </span>
      ))}
      <input
        className={styles.tagField}
        aria-label={words.addTag}
        placeholder={words.addTag}
        maxLength={LONGEST_TAG}
        disabled={!tags || tags.length >= 50}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
      />
    </form>
  );
}
