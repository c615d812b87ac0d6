import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useApp } from '../../../state/react';
import { selectSkippedPeople } from '../../../state/review/selectors';
import { strings } from '../../../strings';
import { moveRoving } from '../../../ui/roving';
import { Corner } from './Corner';
import { useCell } from './cell';
import { useReviewDesk } from './desk';
import { HoverLine, type Pointed } from './HoverLine';
import { LaneHead } from './LaneHead';
import { LaneWave } from './LaneWave';
import { MiniMap } from './MiniMap';
import { PlayLine } from './PlayLine';
import { RangeBand } from './RangeBand';
import { Ruler } from './Ruler';
import { SkippedHead, SkippedWave } from './SkippedLane';
import styles from './timeline.module.css';
import { useSelecting } from './use-selecting';
import { useSpeakers } from './use-speakers';
import { useWheel } from './use-wheel';

const words = strings.review;
/** Lanes share the height there is, within these, CSS px. */
const LOWEST_PX = 48;
const HIGHEST_PX = 104;
/** Lanes beyond the edge that are ready when somebody scrolls. */
const SPARE = 2;

export interface TimeLineProps {
  player: { soloTrackIds: readonly string[]; mutedTrackIds: readonly string[] } | null;
  silentIds: ReadonlySet<string>;
  loops: boolean;
  /** The lane of who speaks is scrolled to. */
  followsSpeaker: boolean;
}

/** Map, ruler and lanes over one time axis. Only lanes in sight are in the page. */
export function TimeLine({ player, silentIds, loops, followsSpeaker }: TimeLineProps) {
  const desk = useReviewDesk();
  const { lanesTop } = desk;
  const { tracks } = desk.detail;
  const scrollRef = useRef<HTMLDivElement>(null);
  const wavesRef = useRef<HTMLDivElement>(null);
  const axisRef = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ topPx: 0, heightPx: 0 });
  const focusedId = useCell(desk.focusedTrack);
  const [pointed, setPointed] = useState<Pointed>(null);
  const skipped = useApp(selectSkippedPeople);
  /** Who has no track has a lane all the same, below the others. */
  const unheard = useMemo(
    () => skipped.filter(({ userId }) => !tracks.some((track) => track.userId === userId)),
    [skipped, tracks],
  );
  const laneCount = tracks.length + unheard.length;
  const lanePx = Math.floor(Math.min(HIGHEST_PX, Math.max(LOWEST_PX, seen.heightPx / laneCount || 0)));
  const first = Math.max(0, Math.floor(seen.topPx / lanePx) - SPARE);
  const end = Math.min(tracks.length, Math.ceil((seen.topPx + seen.heightPx) / lanePx) + SPARE);
  useWheel(axisRef, scrollRef);
  useSelecting(wavesRef);
  useSpeakers({ scrollRef, lanePx, scrolls: followsSpeaker });

  useEffect(() => {
    const scroller = scrollRef.current;
    if (!scroller) return;
    const keep = () => lanesTop.set(scroller.scrollTop);
    // Lanes are drawn anew only when others come into sight, not for every pixel.
    const read = () =>
      setSeen((was) => {
        const now = { topPx: scroller.scrollTop, heightPx: scroller.clientHeight };
        const near = Math.abs(now.topPx - was.topPx) < LOWEST_PX && now.topPx > 0;
        return near && now.heightPx === was.heightPx ? was : now;
      });
    const observer = new ResizeObserver(read);
    observer.observe(scroller);
    scroller.addEventListener('scroll', read, { passive: true });
    // Where it was left, before anything is told of where it is.
    scroller.scrollTop = lanesTop.get();
    scroller.addEventListener('scroll', keep, { passive: true });
    read();
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', read);
      scroller.removeEventListener('scroll', keep);
    };
  }, [lanesTop]);

  const shown = tracks.slice(first, end === 0 ? tracks.length : end);
  const place = (index: number) => ({ top: (first + index) * lanePx, height: lanePx });
  const below = (index: number) => ({ top: (tracks.length + index) * lanePx, height: lanePx });
  return (
    <div className={styles.timeline}>
      <MiniMap />
      <div ref={axisRef} className={styles.body}>
        <Corner />
        <Ruler onPoint={setPointed} />
        <div ref={scrollRef} className={styles.scroller}>
          <ul
            aria-label={words.tracks}
            className={styles.heads}
            style={{ height: laneCount * lanePx }}
            onKeyDown={(event) => void moveLane(event)}
          >
            {shown.map((track, index) => (
              <li key={track.trackId} className={styles.slot} style={place(index)}>
                <LaneHead
                  track={track}
                  solo={player?.soloTrackIds.includes(track.trackId) ?? false}
                  muted={player?.mutedTrackIds.includes(track.trackId) ?? false}
                  silent={silentIds.has(track.trackId)}
                  tabStop={track.trackId === (focusedId ?? tracks[0]?.trackId)}
                  onFocus={desk.focusedTrack.set}
                />
              </li>
            ))}
            {unheard.map((person, index) => (
              <li key={person.userId} className={styles.slot} style={below(index)}>
                <SkippedHead person={person} />
              </li>
            ))}
          </ul>
          <div
            ref={wavesRef}
            className={styles.waves}
            style={{ height: laneCount * lanePx }}
            data-testid="time-line"
          >
            {shown.map((track, index) => (
              <div key={track.trackId} className={styles.slot} style={place(index)}>
                <LaneWave track={track} silent={silentIds.has(track.trackId)} />
              </div>
            ))}
            {unheard.map((person, index) => (
              <div key={person.userId} className={styles.slot} style={below(index)}>
                <SkippedWave person={person} />
              </div>
            ))}
          </div>
        </div>
        <div className={styles.overlay}>
          <RangeBand loops={loops} />
          <HoverLine wavesRef={wavesRef} lanePx={lanePx} pointed={pointed} />
          <PlayLine />
        </div>
      </div>
    </div>
  );
}

/** Up and down move between lanes; Home and End belong to the time line. */
function moveLane(event: KeyboardEvent<HTMLElement>): boolean {
  return (event.key === 'ArrowUp' || event.key === 'ArrowDown') && moveRoving(event);
}
