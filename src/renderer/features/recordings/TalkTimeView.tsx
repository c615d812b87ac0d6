import { speakerColourIndex } from '@shared/models/speaker-colour';
import { ArrowDown, ArrowUp, Copy, Upload, Users } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectSession } from '../../state/review/selectors';
import { reviewStrings } from '../../strings/review';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { copyText } from '../../ui/copy-text';
import { formatTimer } from '../../ui/format';
import { EmptyState } from '../../ui/Notice';
import { shareOf, sortedTalk, type TalkColumn, talkCsv, talkMarkdown } from './talk-time';
import styles from './talk-time.module.css';
import { useReviewDesk } from './timeline/desk';

const words = reviewStrings.talk;
const COLUMNS = ['name', 'talk', 'present', 'turns', 'longest', 'overlap'] as const;

/** Who was there and spoke how long, as a table and as bars; what is withheld counts nowhere. */
export function TalkTimeView({ onExport }: { onExport: (kind: 'talkTime csv' | 'talkTime md') => void }) {
  const { detail, durationMs } = useReviewDesk();
  const session = useApp(selectSession);
  const { view } = useActions();
  const [order, setOrder] = useState<{ by: TalkColumn; down: boolean }>({ by: 'talk', down: true });
  const colours = useMemo(
    () => new Map(detail.tracks.map((track) => [track.userId, track.colourIndex])),
    [detail.tracks],
  );
  const all = session?.talkTime ?? [];
  const people = useMemo(
    () => sortedTalk(session?.talkTime ?? [], order.by, order.down),
    [session?.talkTime, order],
  );
  if (!session) return null;
  if (people.length === 0) {
    return (
      <EmptyState icon={<Users size={24} />} title={words.nobody}>
        {words.nobodyBody}
      </EmptyState>
    );
  }
  const most = Math.max(1, ...all.map((one) => one.talkMs));
  const talked = all.reduce((sum, one) => sum + one.talkMs, 0);
  const copy = (text: string, title: string) => {
    if (copyText(text)) view.toast({ title, stayMs: 2_500 });
  };
  return (
    <section className={styles.view} aria-label={words.title}>
      <header className={styles.head}>
        <p>{words.sum(people.length, formatTimer(talked), formatTimer(durationMs))}</p>
        <Button icon={<Copy size={15} />} onClick={() => copy(talkMarkdown(people), words.copied)}>
          {words.copyMarkdown}
        </Button>
        <Button icon={<Copy size={15} />} onClick={() => copy(talkCsv(people), words.copied)}>
          {words.copyCsv}
        </Button>
        <Button icon={<Upload size={15} />} onClick={() => onExport('talkTime csv')}>
          {words.save}
        </Button>
      </header>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              {COLUMNS.map((column) => {
                const on = order.by === column;
                const Arrow = order.down ? ArrowDown : ArrowUp;
                return (
                  <th
                    key={column}
                    scope="col"
                    aria-sort={on ? (order.down ? 'descending' : 'ascending') : 'none'}
                    className={column === 'name' ? styles.left : undefined}
                  >
                    <button
                      type="button"
                      onClick={() => setOrder({ by: column, down: on ? !order.down : column !== 'name' })}
                    >
                      {words.columns[column]}
                      {on && <Arrow size={12} aria-hidden="true" />}
                    </button>
                  </th>
                );
              })}
              <th scope="col" className={styles.left}>
                {words.share}
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((one) => {
              const colour = colours.get(one.userId) ?? speakerColourIndex(one.userId);
              const share = shareOf(one, all);
              return (
                <tr key={one.userId}>
                  <th scope="row" className={styles.left}>
                    <span className={styles.who}>
                      <Avatar name={one.displayName} url={null} colourIndex={colour} size={24} />
                      <span title={one.displayName}>{one.displayName}</span>
                    </span>
                  </th>
                  <td className={styles.strong}>{formatTimer(one.talkMs)}</td>
                  <td>{formatTimer(one.presentMs)}</td>
                  <td>{one.turns}</td>
                  <td>{formatTimer(one.longestTurnMs)}</td>
                  <td>{formatTimer(one.overlapMs)}</td>
                  <td className={styles.bars}>
                    <span
                      className={styles.bar}
                      style={{
                        width: `${(one.talkMs / most) * 100}%`,
                        background: `var(--speaker-${colour})`,
                      }}
                    >
                      <span
                        className={styles.overlap}
                        style={{ width: `${(one.overlapMs / Math.max(1, one.talkMs)) * 100}%` }}
                      />
                    </span>
                    <span className={styles.percent}>{words.percent(share)}</span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <p className={styles.legend}>
          <span className={styles.sample} /> {words.overlapLegend}
        </p>
      </div>
    </section>
  );
}
