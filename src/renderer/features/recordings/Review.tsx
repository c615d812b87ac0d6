import { toAppError } from '@shared/errors/failure';
import type { RecordingDetail } from '@shared/models/recordings';
import type { Marker, MarkerDraft } from '@shared/models/review';
import {
  ArrowLeft,
  AudioLines,
  EyeOff,
  Flag,
  Pause,
  Play,
  Scissors,
  SkipBack,
  SkipForward,
  Upload,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { logToMain } from '../../api';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectPlayer } from '../../state/recordings/selectors';
import { selectChoices, selectMarkers } from '../../state/review/selectors';
import { selectSettings } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { reviewStrings as added } from '../../strings/review';
import { Button, IconButton } from '../../ui/Button';
import { formatDateTime, formatDb, formatPosition, formatTimer } from '../../ui/format';
import { onFrame } from '../../ui/frame-loop';
import { EmptyState, Notice } from '../../ui/Notice';
import { moveRoving } from '../../ui/roving';
import { Slider } from '../../ui/Slider';
import { ClipsUnderWay, ConsentLogButton } from '../recorder';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import { ExportDialog } from './ExportDialog';
import { LaneHead } from './Lane';
import { StateLegend } from './LaneStates';
import { Markers } from './Markers';
import { createPlayhead, type Playhead } from './playhead';
import { RecordingMenu } from './RecordingMenu';
import styles from './Review.module.css';
import { ReviewTools } from './ReviewTools';
import { NO_RANGE, nextSpeed, type RangeChoice, wholeRange, withEnd, withStart } from './range';
import { TimeLine } from './TimeLine';
import { Transfers } from './Transfers';
import tools from './tools.module.css';
import { useReviewKeys } from './use-review-keys';
import { reveal, type Viewport, wholeOf, zoom } from './viewport';
import { Withheld, WithholdDialog } from './Withheld';

const words = strings.review;
const SEEK_STEP_MS = 5_000;
const ZOOM_STEP = 0.6;

/** A recording opened: a lane for each speaker on one time line, heard and seen together. */
export function Review({ detail }: { detail: RecordingDetail }) {
  const { recordingId, durationMs, title } = detail.summary;
  const store = useAppStore();
  const { recordings, review } = useActions();
  const attempt = useAttempt();
  const sound = useSound();
  const player = useApp(selectPlayer);
  const [view, setView] = useState<Viewport>(() => wholeOf(durationMs));
  const [focusedId, setFocusedId] = useState<string | null>(detail.tracks[0]?.trackId ?? null);
  const playhead = useMemo(() => createPlayhead(() => sound.reviewPositionMs()), [sound]);
  useEffect(() => store.onPlayback((playback) => playhead.heard(playback)), [store, playhead]);
  useReviewSound(recordingId, player.kind !== 'closed' && player.kind !== 'failed');

  const open = player.kind === 'closed' || player.kind === 'failed' ? null : player;
  const playing = open?.kind === 'playing';
  const choices = useApp(selectChoices);
  const markers = useApp(selectMarkers);
  const load = useApp((state) => state.review.load);
  const [range, setRange] = useState<RangeChoice>(NO_RANGE);
  const [exporting, setExporting] = useState<{ clipId: string | null } | null>(null);
  const [withholding, setWithholding] = useState(false);
  const exportClip = useCallback((clipId: string) => setExporting({ clipId }), []);
  useReviewSession(recordingId, open !== null);
  const silentIds = useMemo(() => silentTracks(detail, open), [detail, open]);

  // While it plays, the page turns when the line leaves it; a reader who scrolls away is left alone when paused.
  const followRef = useRef<(positionMs: number) => void>(() => undefined);
  followRef.current = (positionMs) => {
    if (!playing || (positionMs >= view.startMs && positionMs <= view.endMs)) return;
    setView((v) => reveal(v, positionMs, durationMs));
  };
  const seek = useCallback(
    (positionMs: number) => {
      const target = Math.min(durationMs, Math.max(0, positionMs));
      playhead.seekTo(target, performance.now());
      attempt(() => recordings.seek(target));
      setView((v) => reveal(v, target, durationMs));
    },
    [attempt, durationMs, playhead, recordings],
  );
  const zoomBy = useCallback(
    (factor: number) => setView((v) => zoom(v, factor, centreOf(v, playhead), durationMs)),
    [durationMs, playhead],
  );
  const toggle = useCallback(
    () => attempt(() => (playing ? recordings.pause() : recordings.play())),
    [attempt, playing, recordings],
  );

  const position = () => Math.min(durationMs, Math.max(0, playhead.positionMs(performance.now())));
  const changeRange = (next: RangeChoice) => {
    setRange(next);
    if (choices.loop !== null) attempt(() => review.setChoices({ loop: wholeRange(next) }));
  };
  const toggleLoop = () => {
    const loop = choices.loop === null ? wholeRange(range) : null;
    if (loop !== choices.loop) attempt(() => review.setChoices({ loop }));
    // Behind its end the player would go on to the end of the recording.
    if (loop && (position() < loop.fromMs || position() >= loop.toMs)) seek(loop.fromMs);
  };
  const setSpeed = (by: 1 | -1) => attempt(() => review.setChoices({ speed: nextSpeed(choices.speed, by) }));
  const chosen = wholeRange(range);
  const ready = load.kind === 'ready';
  const addMarker = () => attempt(() => review.saveMarker(newMarker(markers, position(), null)));
  const addClip = () => {
    if (chosen) attempt(() => review.saveMarker(newMarker(markers, chosen.fromMs, chosen.toMs)));
  };
  const focused = focusedId;
  useReviewKeys({
    ' ': toggle,
    k: toggle,
    // As in an editor: L goes on, and again faster; J goes slower.
    l: playing ? () => setSpeed(1) : toggle,
    j: () => setSpeed(-1),
    i: () => changeRange(withStart(range, position())),
    o: () => changeRange(withEnd(range, position())),
    x: () => changeRange(NO_RANGE),
    r: toggleLoop,
    m: ready ? addMarker : undefined,
    c: ready && chosen ? addClip : undefined,
    ArrowLeft: () => seek(position() - SEEK_STEP_MS),
    ArrowRight: () => seek(position() + SEEK_STEP_MS),
    Home: () => seek(0),
    End: () => seek(durationMs),
    z: () => setView(wholeOf(durationMs)),
    '+': () => zoomBy(ZOOM_STEP),
    '=': () => zoomBy(ZOOM_STEP),
    '-': () => zoomBy(1 / ZOOM_STEP),
    s:
      focused && open
        ? () => attempt(() => recordings.setSolo(focused, !open.soloTrackIds.includes(focused)))
        : undefined,
    'Shift+m':
      focused && open
        ? () => attempt(() => recordings.setMute(focused, !open.mutedTrackIds.includes(focused)))
        : undefined,
  });

  return (
    <div className={styles.review}>
      <header className={styles.head}>
        <IconButton label={words.back} onClick={() => attempt(() => recordings.closeReview())}>
          <ArrowLeft size={18} />
        </IconButton>
        <div className={styles.title}>
          <h1>{title}</h1>
          <p>
            {[detail.summary.roomName, formatDateTime(detail.summary.startedAtMs)]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <Button icon={<Upload size={15} />} onClick={() => setExporting({ clipId: null })}>
          {added.exporting.open}
        </Button>
        <ConsentLogButton recordingId={recordingId} />
        <RecordingMenu recording={detail.summary} />
      </header>
      <Transfers />
      <ClipsUnderWay />
      {player.kind === 'failed' && <Notice tone="trouble" title={words.playFailed(player.reason)} />}
      {detail.summary.health.kind === 'repaired' && (
        <Notice title={strings.library.health.repaired}>{detail.summary.health.note}</Notice>
      )}
      <div className={styles.toolbar} role="toolbar" aria-label={words.timeline}>
        <IconButton label={words.toStart} shortcut="Home" onClick={() => seek(0)}>
          <SkipBack size={16} />
        </IconButton>
        <Button
          tone="primary"
          icon={playing ? <Pause size={16} /> : <Play size={16} />}
          disabled={open === null}
          onClick={toggle}
        >
          {playing ? words.pause : words.play}
        </Button>
        <IconButton label={words.toEnd} shortcut="End" onClick={() => seek(durationMs)}>
          <SkipForward size={16} />
        </IconButton>
        <Clock playhead={playhead} durationMs={durationMs} />
        <ReviewVolume />
        <div className={styles.zoom}>
          <IconButton label={words.zoomOut} shortcut="-" onClick={() => zoomBy(1 / ZOOM_STEP)}>
            <ZoomOut size={16} />
          </IconButton>
          <IconButton label={words.zoomIn} shortcut="+" onClick={() => zoomBy(ZOOM_STEP)}>
            <ZoomIn size={16} />
          </IconButton>
          <Button tone="quiet" onClick={() => setView(wholeOf(durationMs))}>
            {words.zoomFit}
          </Button>
        </div>
      </div>
      {load.kind === 'failed' && <Notice tone="trouble" title={added.readFailed(load.error.message)} />}
      <ReviewTools
        durationMs={durationMs}
        range={range}
        onClearRange={() => changeRange(NO_RANGE)}
        onToggleLoop={toggleLoop}
      >
        <span className={tools.push}>
          <Button icon={<EyeOff size={15} />} disabled={!ready} onClick={() => setWithholding(true)}>
            {added.withholding.open}
          </Button>
          <Button icon={<Flag size={15} />} title="M" disabled={!ready} onClick={addMarker}>
            {added.markers.add}
          </Button>
          <Button icon={<Scissors size={15} />} title="C" disabled={!ready || !chosen} onClick={addClip}>
            {added.markers.addClip}
          </Button>
        </span>
      </ReviewTools>
      {detail.tracks.length === 0 ? (
        <EmptyState icon={<AudioLines size={24} />} title={words.noTracksTitle}>
          {words.noTracksBody}
        </EmptyState>
      ) : (
        <div className={styles.lanes}>
          <ul
            aria-label={words.tracks}
            className={styles.heads}
            onKeyDown={(event) => void moveRovingVertical(event)}
          >
            {detail.tracks.map((track) => (
              <LaneHead
                key={track.trackId}
                track={track}
                solo={open?.soloTrackIds.includes(track.trackId) ?? false}
                muted={open?.mutedTrackIds.includes(track.trackId) ?? false}
                silent={silentIds.has(track.trackId)}
                tabStop={track.trackId === focusedId}
                onFocus={() => setFocusedId(track.trackId)}
              />
            ))}
          </ul>
          <TimeLine
            detail={detail}
            view={view}
            range={range}
            loops={choices.loop !== null}
            silentIds={silentIds}
            playhead={playhead}
            followRef={followRef}
            onView={setView}
            onSeek={seek}
          />
        </div>
      )}
      <StateLegend />
      <div className={styles.below}>
        <div className={styles.column}>
          <Markers onSeek={seek} onExportClip={exportClip} />
          <Withheld tracks={detail.tracks} />
        </div>
        <Journal detail={detail} onSeek={seek} />
      </div>
      {withholding && (
        <WithholdDialog
          tracks={detail.tracks}
          range={chosen}
          userId={detail.tracks.find((track) => track.trackId === focusedId)?.userId ?? null}
          onClose={() => setWithholding(false)}
        />
      )}
      {exporting && (
        <ExportDialog
          detail={detail}
          range={chosen}
          clipId={exporting.clipId}
          onClose={() => setExporting(null)}
        />
      )}
    </div>
  );
}

/** Named by how many there are, coloured in turn. */
function newMarker(markers: readonly Marker[], atMs: number, endMs: number | null): MarkerDraft {
  const isClip = endMs !== null;
  const n = markers.filter((one) => (one.endMs !== null) === isClip).length + 1;
  const label = isClip ? added.markers.newClip(n) : added.markers.newMarker(n);
  return { markerId: null, atMs, endMs, label, note: '', colourIndex: markers.length % 12 };
}

/** Up and down move between lanes; Home and End belong to the time line. */
function moveRovingVertical(event: Parameters<typeof moveRoving>[0]): boolean {
  return (event.key === 'ArrowUp' || event.key === 'ArrowDown') && moveRoving(event);
}

type OpenPlayer = { soloTrackIds: readonly string[]; mutedTrackIds: readonly string[] };

/** Tracks that are not heard: muted, or not among the soloed ones. */
export function silentTracks(detail: RecordingDetail, player: OpenPlayer | null): ReadonlySet<string> {
  if (!player) return new Set();
  const { soloTrackIds, mutedTrackIds } = player;
  const silent = detail.tracks.filter(
    ({ trackId }) =>
      mutedTrackIds.includes(trackId) || (soloTrackIds.length > 0 && !soloTrackIds.includes(trackId)),
  );
  return new Set(silent.map((track) => track.trackId));
}

function centreOf(view: Viewport, playhead: Playhead): number {
  const position = playhead.positionMs(performance.now());
  const inside = position >= view.startMs && position <= view.endMs;
  return inside ? position : (view.startMs + view.endMs) / 2;
}

/** What belongs to the recording beside its tracks; how it is played is known once the player has it. */
function useReviewSession(recordingId: string, playable: boolean): void {
  const { review } = useActions();
  const attempt = useAttempt();
  useEffect(() => {
    attempt(() => review.open(recordingId));
    return () => review.close();
  }, [recordingId, review, attempt]);
  useEffect(() => {
    if (playable) attempt(() => review.readChoices());
  }, [playable, review, attempt]);
}

function useReviewSound(recordingId: string, ready: boolean): void {
  const sound = useSound();
  const store = useAppStore();
  useEffect(() => {
    if (!ready) return;
    const { settings } = store.getState().settings;
    sound.openReview(settings.reviewGainDb).catch((error: unknown) => {
      const message = `recording ${recordingId} cannot be heard: ${toAppError(error).message}`;
      logToMain(store.api, 'error', 'window/sound', message);
      store.actions.view.toast({ tone: 'trouble', title: words.playFailed(toAppError(error).message) });
    });
    return () => sound.closeReview();
  }, [recordingId, ready, sound, store]);
}

/** The place as text, written by the frame loop. */
function Clock({ playhead, durationMs }: { playhead: Playhead; durationMs: number }) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      onFrame((nowMs) => {
        const text = formatPosition(playhead.positionMs(nowMs));
        if (ref.current && ref.current.textContent !== text) ref.current.textContent = text;
      }),
    [playhead],
  );
  return (
    <p className={styles.clock}>
      <span ref={ref} data-testid="position" />
      <span className={styles.of}> / {formatTimer(durationMs)}</span>
    </p>
  );
}

function ReviewVolume() {
  const { settings } = useActions();
  const gainDb = useApp((state) => selectSettings(state).reviewGainDb);
  const sound = useSound();
  return (
    <div className={styles.volume}>
      <span>{words.volume}</span>
      <Slider
        label={words.volume}
        value={gainDb}
        min={-60}
        max={12}
        step={0.5}
        valueText={formatDb(gainDb)}
        onChange={(reviewGainDb) => {
          settings.change({ reviewGainDb });
          sound.setReviewGain(reviewGainDb);
        }}
      />
      <output>{formatDb(gainDb)}</output>
    </div>
  );
}

function Journal({ detail, onSeek }: { detail: RecordingDetail; onSeek: (positionMs: number) => void }) {
  return (
    <section className={styles.journal} aria-label={words.journal}>
      <h2>{words.journal}</h2>
      {detail.journal.length === 0 && <p>{words.journalEmpty}</p>}
      <ol>
        {detail.journal.map((entry) => {
          const time = formatTimer(entry.atMs);
          return (
            <li key={`${entry.atMs}-${entry.kind}-${entry.text}`}>
              <button
                type="button"
                aria-label={words.goTo(time, entry.text)}
                onClick={() => onSeek(entry.atMs)}
              >
                <time>{time}</time>
                <span className={entry.kind === 'trouble' ? styles.trouble : undefined}>{entry.text}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
