import type { Marker, MarkerDraft } from '@shared/models/review';
import { Flag, Palette, Scissors, Upload, X } from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectMarkers } from '../../state/review/selectors';
import { strings } from '../../strings';
import { reviewStrings } from '../../strings/review';
import { IconButton } from '../../ui/Button';
import { formatPosition } from '../../ui/format';
import { DropMenu } from '../../ui/Menu';
import { SendClipButton } from '../recorder';
import { useAttempt } from '../trouble';
import styles from './markers.module.css';

const words = reviewStrings.markers;

export interface MarkersProps {
  onSeek: (positionMs: number) => void;
  onExportClip: (markerId: string) => void;
}

/** Places and stretches that were noted, in order of time: go there, name them, colour them, take them away. */
export function Markers({ onSeek, onExportClip }: MarkersProps) {
  const markers = useApp(selectMarkers);
  return (
    <section className={styles.section} aria-label={words.title}>
      <h2>{words.title}</h2>
      {markers.length === 0 && <p className={styles.none}>{words.none}</p>}
      <ol>
        {markers.map((marker) => (
          <MarkerRow key={marker.markerId} marker={marker} onSeek={onSeek} onExportClip={onExportClip} />
        ))}
      </ol>
    </section>
  );
}

const MarkerRow = memo(function MarkerRow(props: MarkersProps & { marker: Marker }) {
  const { marker, onSeek, onExportClip } = props;
  const { review } = useActions();
  const attempt = useAttempt();
  const remove = useRemoveMarker();
  const isClip = marker.endMs !== null;
  const time = formatPosition(marker.atMs);
  const Sign = isClip ? Scissors : Flag;
  return (
    <li className={styles.row}>
      <Sign size={14} style={{ color: `var(--speaker-${marker.colourIndex})` }} aria-hidden="true" />
      <button
        type="button"
        className={styles.time}
        aria-label={words.goTo(marker.label, time)}
        title={marker.origin === 'live' ? words.live : undefined}
        onClick={() => onSeek(marker.atMs)}
      >
        {time}
        {marker.endMs !== null && ` – ${formatPosition(marker.endMs)}`}
      </button>
      <Name
        label={marker.label}
        onName={(label) => attempt(() => review.saveMarker({ ...draftOf(marker), label }))}
      />
      {isClip && (
        <IconButton label={words.exportClip(marker.label)} onClick={() => onExportClip(marker.markerId)}>
          <Upload size={14} />
        </IconButton>
      )}
      {isClip && <SendClip markerId={marker.markerId} label={marker.label} />}
      <DropMenu
        trigger={
          <button type="button" className={styles.tool} aria-label={words.colour(marker.label)}>
            <Palette size={14} />
          </button>
        }
        groups={() => [
          words.colours.map((label, colourIndex) => ({
            id: label,
            label,
            icon: <span className={styles.swatch} style={{ background: `var(--speaker-${colourIndex})` }} />,
            checked: colourIndex === marker.colourIndex,
            onSelect: () => attempt(() => review.saveMarker({ ...draftOf(marker), colourIndex })),
          })),
        ]}
      />
      <IconButton label={words.remove(marker.label)} onClick={() => remove(marker)}>
        <X size={14} />
      </IconButton>
    </li>
  );
});

function SendClip(props: { markerId: string; label: string }) {
  const recordingId = useApp((state) => state.review.session?.recordingId);
  return recordingId === undefined ? null : <SendClipButton recordingId={recordingId} {...props} />;
}

function draftOf({ origin: _origin, ...draft }: Marker): MarkerDraft {
  return draft;
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
    if (event.key === 'Enter') event.currentTarget.blur();
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
