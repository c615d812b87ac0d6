import type { Marker, MarkerDraft } from '@shared/models/review';
import { Flag, NotebookPen, Palette, Scissors, TextSelect, Upload, X } from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useActions, useApp } from '../../../state/react';
import { selectMarkers } from '../../../state/review/selectors';
import { strings } from '../../../strings';
import { reviewStrings } from '../../../strings/review';
import { IconButton } from '../../../ui/Button';
import { cx } from '../../../ui/cx';
import { TextInput } from '../../../ui/Field';
import { formatPosition, formatTimer } from '../../../ui/format';
import { lastFocus } from '../../../ui/last-focus';
import { DropMenu } from '../../../ui/Menu';
import { SendClipButton } from '../../recorder';
import { useAttempt } from '../../trouble';
import { useReviewDesk } from '../timeline/desk';
import { formatFine } from '../times';
import { around } from '../viewport';
import styles from './markers.module.css';
import pane from './pane.module.css';

const words = reviewStrings.markers;
/** Fewer than this are found by looking. */
const SEARCH_FROM = 6;

export interface MarkersPaneProps {
  onExportClip: (markerId: string) => void;
}

/** Places and stretches that were noted, in order of time: go there, name, colour and describe them, take them away. */
export function MarkersPane({ onExportClip }: MarkersPaneProps) {
  const markers = useApp(selectMarkers);
  const [text, setText] = useState('');
  const wanted = text.trim().toLocaleLowerCase();
  const found = markers.filter((one) => `${one.label} ${one.note}`.toLocaleLowerCase().includes(wanted));
  const listRef = useKeptFocus(found);
  return (
    <section className={pane.panel} aria-label={words.title}>
      {markers.length >= SEARCH_FROM && (
        <div className={pane.find}>
          <TextInput
            type="search"
            aria-label={words.find}
            placeholder={words.find}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <span className={pane.count}>{reviewStrings.chat.count(found.length, markers.length)}</span>
        </div>
      )}
      {markers.length === 0 ? (
        <div className={pane.none}>
          <Flag size={20} aria-hidden="true" />
          <p>{words.none}</p>
        </div>
      ) : (
        <ol ref={listRef} className={styles.list}>
          {found.map((marker) => (
            <MarkerRow key={marker.markerId} marker={marker} onExportClip={onExportClip} />
          ))}
        </ol>
      )}
    </section>
  );
}

const MarkerRow = memo(function MarkerRow({ marker, onExportClip }: MarkersPaneProps & { marker: Marker }) {
  const { review } = useActions();
  const { seek, setRange, lookAt, durationMs } = useReviewDesk();
  const attempt = useAttempt();
  const remove = useRemoveMarker();
  const [writing, setWriting] = useState(false);
  const { markerId, atMs, endMs, label, note } = marker;
  const isClip = endMs !== null;
  const time = timeOf(atMs);
  const Sign = isClip ? Scissors : Flag;
  const save = (patch: Partial<MarkerDraft>) => attempt(() => review.changeMarker(markerId, patch));
  return (
    <li className={styles.row} data-marker-id={markerId}>
      <div className={styles.line}>
        <Sign size={14} style={{ color: `var(--speaker-${marker.colourIndex})` }} aria-hidden="true" />
        <Name label={label} onName={(next) => save({ label: next })} />
        <DropMenu
          trigger={
            <button type="button" className={styles.tool} aria-label={words.colour(label)}>
              <Palette size={14} />
            </button>
          }
          groups={() => [
            words.colours.map((colour, colourIndex) => ({
              id: colour,
              label: colour,
              icon: (
                <span className={styles.swatch} style={{ background: `var(--speaker-${colourIndex})` }} />
              ),
              checked: colourIndex === marker.colourIndex,
              onSelect: () => save({ colourIndex }),
            })),
          ]}
        />
        <IconButton label={words.remove(label)} onClick={() => remove(marker)}>
          <X size={14} />
        </IconButton>
      </div>
      <div className={styles.line}>
        <button
          type="button"
          data-marker
          data-grip={isClip ? 'start' : 'whole'}
          data-pass-keys
          className={styles.time}
          aria-label={words.goTo(label, time)}
          onClick={() => seek(atMs)}
        >
          {time}
        </button>
        {endMs !== null && (
          <>
            <span aria-hidden="true">–</span>
            <button
              type="button"
              data-grip="end"
              data-pass-keys
              className={cx(styles.time, styles.end)}
              aria-label={words.goToEnd(label, timeOf(endMs))}
              onClick={() => seek(endMs)}
            >
              {timeOf(endMs)}
            </button>
          </>
        )}
        <span className={styles.origin}>
          {marker.origin === 'live' ? words.live : ''}
          {endMs === null ? '' : words.length(lengthOf(endMs - atMs))}
        </span>
        <IconButton
          label={words.noteOf(label)}
          pressed={writing || note !== ''}
          className={styles.note}
          onClick={() => setWriting(!writing)}
        >
          <NotebookPen size={14} />
        </IconButton>
        {endMs !== null && (
          <>
            <IconButton
              label={words.select(label)}
              onClick={() => {
                setRange({ fromMs: atMs, toMs: endMs });
                lookAt(() => around(atMs, endMs, durationMs));
                seek(atMs);
              }}
            >
              <TextSelect size={14} />
            </IconButton>
            <IconButton label={words.exportClip(label)} onClick={() => onExportClip(markerId)}>
              <Upload size={14} />
            </IconButton>
            <SendClip markerId={markerId} label={label} />
          </>
        )}
      </div>
      {(writing || note !== '') && (
        <Note label={label} note={note} begins={writing} onNote={(next) => save({ note: next })} />
      )}
    </li>
  );
});

function SendClip(props: { markerId: string; label: string }) {
  const { recordingId } = useReviewDesk().detail.summary;
  return <SendClipButton recordingId={recordingId} {...props} />;
}

function draftOf({ origin: _origin, ...draft }: Marker): MarkerDraft {
  return draft;
}

/** A row that takes another turn in the list is out of it for a moment and loses the focus by that: it gets it back. */
function useKeptFocus(markers: readonly Marker[]) {
  const list = useRef<HTMLOListElement>(null);
  const order = markers.map(({ markerId }) => markerId).join();
  useLayoutEffect(() => {
    const last = lastFocus();
    if (order === '' || document.activeElement !== document.body) return;
    if (last && list.current?.contains(last)) last.focus();
  }, [order]);
  return list;
}

/** A marker can be moved frame by frame: what is no whole tenth is told to the hundredth. */
function timeOf(ms: number): string {
  return formatFine(ms, ms % 100 === 0 ? 1 : 2);
}

function lengthOf(ms: number): string {
  return ms < 10_000 ? formatPosition(ms) : formatTimer(ms);
}

/** Takes a marker away and offers the way back. */
function useRemoveMarker(): (marker: Marker) => void {
  const { review, view } = useActions();
  const attempt = useAttempt();
  return (marker) =>
    attempt(async () => {
      await review.removeMarker(marker.markerId);
      const undo = () => attempt(() => review.saveMarker({ ...draftOf(marker), markerId: null }));
      view.toast({
        title: words.removed(marker.label),
        stayMs: 10_000,
        action: { label: strings.undo, run: undo },
      });
    });
}

/** Out of a field and on to its marker's place: keys are commands again, and dialogs come back here and not to typing. */
function leave(field: HTMLElement): void {
  field.closest('li')?.querySelector<HTMLElement>('[data-marker]')?.focus();
}

/** Kept by Enter or on leaving, left as it was by Escape. */
function Name({ label, onName }: { label: string; onName: (label: string) => void }) {
  const [text, setText] = useState(label);
  useEffect(() => setText(label), [label]);
  const keep = () => {
    const next = text.trim();
    if (next === '') setText(label);
    else if (next !== label) onName(next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') leave(event.currentTarget);
    if (event.key === 'Escape') setText(label);
  };
  return (
    <input
      className={styles.name}
      aria-label={words.name(label)}
      maxLength={200}
      spellCheck={false}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={onKeyDown}
    />
  );
}

interface NoteProps {
  label: string;
  note: string;
  /** Somebody asked for it just now: the caret goes there. */
  begins: boolean;
  onNote: (note: string) => void;
}

/** Kept on leaving, or by Ctrl and Enter. */
function Note({ label, note, begins, onNote }: NoteProps) {
  const [text, setText] = useState(note);
  const focused = useRef(false);
  useEffect(() => setText(note), [note]);
  return (
    <textarea
      className={styles.text}
      aria-label={words.noteOf(label)}
      placeholder={words.notePlaceholder}
      maxLength={4_000}
      rows={Math.min(8, Math.max(2, text.split('\n').length))}
      ref={(field) => {
        if (begins && note === '' && !focused.current) field?.focus();
        if (field) focused.current = true;
      }}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => text.trim() !== note && onNote(text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) leave(event.currentTarget);
        if (event.key === 'Escape') setText(note);
      }}
    />
  );
}
