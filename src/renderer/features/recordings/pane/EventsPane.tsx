import type { JournalEntryView } from '@shared/models/recordings';
import { Flag, Hash, KeyRound, LogIn, LogOut, Mic, MicOff, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useApp } from '../../../state/react';
import { selectSession } from '../../../state/review/selectors';
import { strings } from '../../../strings';
import { reviewStrings } from '../../../strings/review';
import { cx } from '../../../ui/cx';
import { useReviewDesk } from '../timeline/desk';
import { formatFine } from '../times';
import styles from './pane.module.css';
import { TimedList } from './TimedList';

const words = reviewStrings.events;
type Kind = keyof typeof words.kinds;
interface Event {
  id: string;
  atMs: number;
  kind: Kind;
  sign: JournalEntryView['kind'] | 'epoch';
  text: string;
  /** A privacy code, set so that it can be compared by reading aloud. */
  code: string | null;
}

const KIND_OF: Readonly<Record<JournalEntryView['kind'], Kind | null>> = {
  started: 'people',
  stopped: 'people',
  joined: 'people',
  left: 'people',
  muted: 'mutes',
  unmuted: 'mutes',
  // Said in the chat already.
  message: null,
  marker: 'people',
  trouble: 'alarms',
};
const SIGNS = {
  started: Hash,
  stopped: Hash,
  joined: LogIn,
  left: LogOut,
  muted: MicOff,
  unmuted: Mic,
  message: Hash,
  marker: Flag,
  trouble: TriangleAlert,
  epoch: KeyRound,
} as const;

/** In fives, as Discord shows it: so it is compared by reading aloud. */
function grouped(code: string): string {
  return code.replace(/\s/g, '').replace(/(.{5})(?=.)/g, '$1 ');
}

/** What happened besides talk: who came and went, mutes, alarms, and how it was encrypted. */
export function EventsPane() {
  const { detail, seek } = useReviewDesk();
  const session = useApp(selectSession);
  const [hidden, setHidden] = useState<ReadonlySet<Kind>>(new Set());
  const all = useMemo(() => {
    const events: Event[] = [];
    for (const [index, { atMs, kind, text }] of detail.journal.entries()) {
      const shown = KIND_OF[kind];
      if (shown !== null) events.push({ id: `j${index}`, atMs, kind: shown, sign: kind, text, code: null });
    }
    for (const [index, { atMs, epoch, privacyCode }] of (session?.epochs ?? []).entries()) {
      const text = epoch === null ? words.notEncrypted : words.epoch(epoch);
      events.push({
        id: `e${index}`,
        atMs,
        kind: 'encryption',
        sign: 'epoch',
        text,
        code: privacyCode && grouped(privacyCode),
      });
    }
    return events.sort((a, b) => a.atMs - b.atMs);
  }, [detail.journal, session?.epochs]);
  const kinds = (Object.keys(words.kinds) as Kind[]).filter((kind) => all.some((one) => one.kind === kind));
  const shown = useMemo(() => all.filter((one) => !hidden.has(one.kind)), [all, hidden]);
  const toggle = (kind: Kind) =>
    setHidden((now) => {
      const next = new Set(now);
      if (!next.delete(kind)) next.add(kind);
      return next;
    });
  if (all.length === 0) return <p className={styles.none}>{strings.review.journalEmpty}</p>;
  return (
    <>
      <fieldset className={styles.chips} aria-label={words.filter}>
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            className={styles.chip}
            aria-pressed={!hidden.has(kind)}
            onClick={() => toggle(kind)}
          >
            {words.kinds[kind]} {all.filter((one) => one.kind === kind).length}
          </button>
        ))}
      </fieldset>
      <TimedList label={strings.review.journal} items={shown} keyOf={(event) => event.id} estimatePx={32}>
        {(event, { tabStop }) => {
          const Sign = SIGNS[event.sign];
          const time = formatFine(event.atMs, 1);
          return (
            <button
              type="button"
              data-roving
              data-pass-keys
              tabIndex={tabStop ? 0 : -1}
              className={cx(styles.event, event.kind === 'alarms' && styles.alarm)}
              aria-label={strings.review.goTo(time, event.code ? `${event.text}, ${event.code}` : event.text)}
              onClick={() => seek(event.atMs)}
            >
              <Sign size={14} aria-hidden="true" />
              <time>{time}</time>
              <span>
                {event.text}
                {event.code && <code>{event.code}</code>}
              </span>
            </button>
          );
        }}
      </TimedList>
    </>
  );
}
