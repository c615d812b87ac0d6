import { REVIEW_PANES } from '@shared/models/review-place';
import { type KeyboardEvent, type RefObject, useId } from 'react';
import { useActions, useApp } from '../../../state/react';
import { selectReviewPlace } from '../../../state/settings/selectors';
import { reviewStrings } from '../../../strings/review';
import { Resizer } from '../../../ui/Resizer';
import { ChatPane } from './ChatPane';
import { DetailsPane } from './DetailsPane';
import { EventsPane } from './EventsPane';
import { MarkersPane } from './MarkersPane';
import styles from './pane.module.css';

const words = reviewStrings.panes;

export interface PaneProps {
  findRef: RefObject<HTMLInputElement | null>;
  onExportClip: (markerId: string) => void;
}

/** What stands beside the time line; its width is kept. */
export function Pane({ findRef, onExportClip }: PaneProps) {
  const { pane, paneWidthPx } = useApp(selectReviewPlace);
  const { settings } = useActions();
  const id = useId();
  if (pane === null) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = (REVIEW_PANES.indexOf(pane) + by + REVIEW_PANES.length) % REVIEW_PANES.length;
    const next = REVIEW_PANES[at];
    if (next === undefined) return;
    settings.changeReview({ pane: next });
    document.getElementById(`${id}${next}`)?.focus();
  };
  return (
    <>
      <Resizer
        label={words.width}
        width={paneWidthPx}
        min={240}
        max={640}
        measures="after"
        onChange={(width) => settings.changeReview({ paneWidthPx: width })}
      />
      <aside className={styles.pane} style={{ width: paneWidthPx }}>
        <div className={styles.tabs} role="tablist" aria-label={words.title} onKeyDown={onKeyDown}>
          {REVIEW_PANES.map((one) => (
            <button
              key={one}
              id={`${id}${one}`}
              type="button"
              role="tab"
              className={styles.tab}
              aria-selected={one === pane}
              aria-controls={`${id}panel`}
              tabIndex={one === pane ? 0 : -1}
              onClick={() => settings.changeReview({ pane: one })}
            >
              {words.names[one]}
            </button>
          ))}
        </div>
        <div id={`${id}panel`} role="tabpanel" className={styles.panel} aria-labelledby={`${id}${pane}`}>
          {pane === 'chat' && <ChatPane findRef={findRef} />}
          {pane === 'markers' && <MarkersPane onExportClip={onExportClip} />}
          {pane === 'events' && <EventsPane />}
          {pane === 'details' && <DetailsPane />}
        </div>
      </aside>
    </>
  );
}
