import type { RecordingHits, RecordingSummary } from '@shared/models/recordings';
import { LIBRARY_COLUMNS, type LibraryColumn } from '@shared/models/review-place';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, Library as LibraryIcon, SearchX, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useActions, useApp, useAppStore } from '../../../state/react';
import { selectRecording } from '../../../state/recordings/selectors';
import { selectReviewPlace } from '../../../state/settings/selectors';
import { strings } from '../../../strings';
import { reviewStrings } from '../../../strings/review';
import { Button } from '../../../ui/Button';
import { cx } from '../../../ui/cx';
import { TextInput } from '../../../ui/Field';
import { formatTimer } from '../../../ui/format';
import { EmptyState } from '../../../ui/Notice';
import { moveRoving } from '../../../ui/roving';
import { ClipsUnderWay, StorageLine } from '../../recorder';
import { TroubleState, useAttempt } from '../../trouble';
import { ImportButtons, useImportDrop } from '../ImportButtons';
import { Transfers } from '../Transfers';
import transfers from '../transfer.module.css';
import { rowsOf, tagsOf } from './find';
import styles from './library.module.css';
import { linesOf, RecordingRow } from './Row';

const words = strings.library;
const added = reviewStrings.library;
const ROW_PX = 60;
const HIT_PX = 28;
/** Typing rests this long before the recordings are searched, ms. */
const SEARCH_AFTER_MS = 150;
const KEEP_AFTER_MS = 300;

/** Everything that was recorded or brought in: found by words, tags and columns. */
export function Library() {
  const load = useApp((state) => state.recordings.load);
  const list = useApp((state) => state.recordings.list);
  const { recordings } = useActions();
  const drop = useImportDrop();
  const over = cx(styles.library, drop.over && transfers.over);
  if (load.kind === 'failed' && list.length === 0) {
    return (
      <TroubleState error={load.error} title={words.loadFailed} onRetry={() => void recordings.load()} />
    );
  }
  if (load.kind !== 'ready' && list.length === 0) return <p className={styles.waiting}>{strings.loading}</p>;
  return (
    <div className={over} {...drop.handlers}>
      {list.length === 0 ? (
        <>
          <Transfers />
          <EmptyState icon={<LibraryIcon size={24} />} title={words.emptyTitle} actions={<ImportButtons />}>
            {words.emptyBody} {added.emptyImport}
          </EmptyState>
        </>
      ) : (
        <List />
      )}
    </div>
  );
}

function List() {
  const list = useApp((state) => state.recordings.list);
  const { librarySort, libraryTopPx } = useApp(selectReviewPlace);
  const { settings } = useActions();
  const [text, setText] = useState('');
  const [tags, setTags] = useState<ReadonlySet<string>>(new Set());
  const found = useSearch(text, list);
  const scrollRef = useRef<HTMLElement>(null);
  const rows = useMemo(() => rowsOf(list, found, tags, librarySort), [list, found, tags, librarySort]);
  const allTags = useMemo(() => tagsOf(list), [list]);
  const [startPx] = useState(libraryTopPx);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (index) => ROW_PX + linesOf(rows[index]?.hits?.hits ?? []).length * HIT_PX,
    getItemKey: (index) => rows[index]?.recordingId ?? index,
    overscan: 6,
    initialOffset: startPx,
  });
  const toggleTag = useCallback(
    (tag: string) =>
      setTags((now) => {
        const next = new Set(now);
        if (!next.delete(tag)) next.add(tag);
        return next;
      }),
    [],
  );
  useKeptScroll(scrollRef);
  const sort = (by: LibraryColumn) =>
    settings.changeReview({
      librarySort: { by, down: librarySort.by === by ? !librarySort.down : by !== 'title' && by !== 'room' },
    });
  return (
    <>
      <header className={styles.head}>
        <h1>{words.title}</h1>
        <span className={styles.count} role="status">
          {rows.length === list.length ? words.count(list.length) : added.found(rows.length, list.length)}
        </span>
        <TextInput
          type="search"
          className={styles.filter}
          aria-label={words.filter}
          placeholder={added.searchHint}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <GoBack />
        <ImportButtons />
      </header>
      <Transfers />
      <ClipsUnderWay />
      {allTags.length > 0 && (
        <fieldset className={styles.tags} aria-label={added.tags}>
          {allTags.map(({ tag, count }) => (
            <button
              key={tag}
              type="button"
              className={styles.chip}
              aria-pressed={tags.has(tag)}
              onClick={() => toggleTag(tag)}
            >
              {tag} <span>{count}</span>
            </button>
          ))}
        </fieldset>
      )}
      <div className={cx(styles.row, styles.columns)}>
        <span />
        {LIBRARY_COLUMNS.map((column) => {
          const on = librarySort.by === column;
          const Arrow = librarySort.down ? ArrowDown : ArrowUp;
          return (
            <span key={column} className={styles[column]}>
              <button
                type="button"
                aria-label={added.sort(column === 'people' ? added.numberOfPeople : words.columns[column])}
                title={added.sort(column === 'people' ? added.numberOfPeople : words.columns[column])}
                aria-pressed={on}
                onClick={() => sort(column)}
              >
                {words.columns[column]}
                {on && <Arrow size={12} aria-hidden="true" />}
              </button>
            </span>
          );
        })}
      </div>
      {rows.length === 0 && (
        <EmptyState
          icon={<SearchX size={24} />}
          title={words.noMatch}
          actions={
            <Button
              onClick={() => {
                setText('');
                setTags(new Set());
              }}
            >
              {added.showAll}
            </Button>
          }
        />
      )}
      <section
        ref={scrollRef}
        className={styles.scroll}
        aria-label={words.title}
        onKeyDown={(event) => void moveRoving(event)}
      >
        <ul style={{ height: virtual.getTotalSize() }} className={styles.rows}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <li
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  className={styles.slot}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <RecordingRow row={row} tabStop={item.index === 0} onTag={toggleTag} />
                </li>
              )
            );
          })}
        </ul>
      </section>
      <StorageLine />
    </>
  );
}

/** To the recording that was open last, there where it was left. */
function GoBack() {
  const left = useApp((state) => state.recordings.left);
  const title = useApp((state) => left && selectRecording(left.recordingId)(state)?.title);
  const { recordings } = useActions();
  const attempt = useAttempt();
  if (!left || typeof title !== 'string') return null;
  const label = added.goBack(title, formatTimer(left.positionMs));
  return (
    <Button
      tone="quiet"
      icon={<Undo2 size={15} />}
      className={styles.goBack}
      aria-label={label}
      title={label}
      onClick={() => attempt(() => recordings.goBack())}
    >
      <span>{title}</span> {formatTimer(left.positionMs)}
    </Button>
  );
}

/** Where the words are; null while there are none. Shows what was found before until there is news. */
function useSearch(text: string, list: readonly RecordingSummary[]): readonly RecordingHits[] | null {
  const { recordings } = useActions();
  const attempt = useAttempt();
  const wanted = text.trim();
  // One that has come, gone or been mended since is searched as well.
  const shelf = useMemo(() => list.map(shelfMark).join(), [list]);
  const question = useMemo(() => ({ words: wanted.slice(0, 200), shelf }), [wanted, shelf]);
  const [found, setFound] = useState<readonly RecordingHits[] | null>(null);
  useEffect(() => {
    if (question.words === '') return setFound(null);
    let over = false;
    const timer = setTimeout(
      () =>
        attempt(async () => {
          const hits = await recordings.search(question.words);
          if (!over) setFound(hits);
        }),
      SEARCH_AFTER_MS,
    );
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [question, recordings, attempt]);
  return wanted === '' ? null : found;
}

function shelfMark({ recordingId, health }: RecordingSummary): string {
  return `${recordingId} ${health.kind}`;
}

/** Where the list was scrolled to is remembered when it rests. */
function useKeptScroll(ref: { readonly current: HTMLElement | null }): void {
  const store = useAppStore();
  useEffect(() => {
    const scroller = ref.current;
    if (!scroller) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = () => {
      clearTimeout(timer);
      const top = scroller.scrollTop;
      timer = setTimeout(
        () => store.actions.settings.changeReview({ libraryTopPx: Math.max(0, Math.round(top)) }),
        KEEP_AFTER_MS,
      );
    };
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      scroller.removeEventListener('scroll', onScroll);
    };
  }, [ref, store]);
}
