import { toAppError } from '@shared/errors/failure';
import type { RecordingDetail } from '@shared/models/recordings';
import type { ReviewSession } from '@shared/models/review';
import { ArrowLeft, AudioLines, ChartNoAxesColumn, PanelRight, Upload } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { logToMain } from '../../api';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectPlayer } from '../../state/recordings/selectors';
import { selectChoices, selectLanes } from '../../state/review/selectors';
import { selectReviewPlace } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { reviewStrings as added } from '../../strings/review';
import { Button, IconButton } from '../../ui/Button';
import { formatDateTime } from '../../ui/format';
import { EmptyState, Notice } from '../../ui/Notice';
import { ClipsUnderWay, ConsentLogButton } from '../recorder';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import { ExportDialog } from './ExportDialog';
import type { ExportKind } from './export-request';
import { GoToDialog } from './GoToDialog';
import { damagedNote, holesOf } from './holes';
import { mendedNote } from './mended-note';
import { Pane } from './pane/Pane';
import { WithholdDialog } from './pane/Withheld';
import { RecordingMenu } from './RecordingMenu';
import styles from './Review.module.css';
import { wholeRange } from './range';
import { TalkTimeView } from './TalkTimeView';
import { Transfers } from './Transfers';
import { Transport } from './Transport';
import { ReviewDeskProvider } from './timeline/desk';
import { StateLegend } from './timeline/Legend';
import { TimeLine } from './timeline/TimeLine';
import { useDesk } from './timeline/use-desk';
import { useKeys } from './use-keys';
import { useReviewActions } from './use-review-actions';
import { useReviewKeys } from './use-review-keys';

const words = strings.review;
const NO_CUTS: ReviewSession['integrity']['cuts'] = [];
type OpenDialog =
  | { kind: 'export'; clipId: string | null; what: ExportKind | null }
  | { kind: 'withhold' }
  | { kind: 'goTo' };

/** A recording opened: a lane for each speaker on one time line, heard, seen and read together. */
export function Review({ detail, onClose }: { detail: RecordingDetail; onClose: () => void }) {
  const { recordingId, title, health, roomName, startedAtMs } = detail.summary;
  const { settings, recordings } = useActions();
  const key = useKeys();
  const player = useApp(selectPlayer);
  const choices = useApp(selectChoices);
  const load = useApp((state) => state.review.load);
  const cuts = useApp((state) => state.review.session?.integrity.cuts) ?? NO_CUTS;
  const lanes = useApp(selectLanes);
  const holes = useMemo(() => holesOf(lanes), [lanes]);
  const { pane, follows, followsSpeaker } = useApp(selectReviewPlace);
  const { desk, setFollowing } = useDesk(detail);
  const open = player.kind === 'closed' || player.kind === 'failed' ? null : player;
  const playing = open?.kind === 'playing';
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [talk, setTalk] = useState(false);
  const findRef = useRef<HTMLInputElement>(null);
  const silentIds = useMemo(() => silentTracks(detail, open), [detail, open]);
  const close = useCallback(() => setDialog(null), []);
  const exportClip = useCallback((clipId: string) => setDialog({ kind: 'export', clipId, what: null }), []);
  useReviewSound(recordingId, open !== null);
  useReviewSession(recordingId, open !== null);
  useWithheldWaves(desk.waves.refresh);
  // It is open again after a restart.
  useEffect(() => settings.changeReview({ openId: recordingId }), [settings, recordingId]);
  useEffect(() => () => recordings.leftAt(recordingId, desk.position()), [recordings, recordingId, desk]);
  useEffect(() => setFollowing(playing && follows), [setFollowing, playing, follows]);

  const actions = useReviewActions({
    desk,
    player: open,
    openDialog: setDialog,
    toggleTalk: () => setTalk((now) => !now),
    find: () => {
      settings.changeReview({ pane: 'chat' });
      // The field is there once the pane is.
      requestAnimationFrame(() => findRef.current?.focus());
    },
  });
  useReviewKeys(actions);

  return (
    <ReviewDeskProvider value={desk}>
      <div className={styles.review}>
        <header className={styles.head}>
          <IconButton label={words.back} onClick={onClose}>
            <ArrowLeft size={18} />
          </IconButton>
          <div className={styles.title}>
            <h1 title={title}>{title}</h1>
            <p>{[roomName, formatDateTime(startedAtMs)].filter(Boolean).join(' · ')}</p>
          </div>
          <Button
            icon={<ChartNoAxesColumn size={15} />}
            className={styles.toggle}
            aria-pressed={talk}
            title={key('talkTime')}
            onClick={() => setTalk(!talk)}
          >
            {added.talk.open}
          </Button>
          <Button
            icon={<Upload size={15} />}
            title={key('export')}
            onClick={() => setDialog({ kind: 'export', clipId: null, what: null })}
          >
            {added.exporting.open}
          </Button>
          <IconButton
            label={added.panes.toggle}
            pressed={pane !== null}
            className={styles.toggle}
            onClick={() => settings.changeReview({ pane: pane === null ? 'chat' : null })}
          >
            <PanelRight size={17} />
          </IconButton>
          <ConsentLogButton recordingId={recordingId} />
          <RecordingMenu recording={detail.summary} />
        </header>
        <Transfers />
        <ClipsUnderWay />
        {player.kind === 'failed' && <Notice tone="trouble" title={words.playFailed(player.reason)} />}
        {(health.kind === 'repaired' || holes.damaged.length > 0) && (
          <Notice
            title={
              health.kind === 'repaired'
                ? strings.library.health.repaired
                : added.damaged.title(holes.damaged.length)
            }
            actions={
              <Button tone="quiet" onClick={() => settings.changeReview({ pane: 'details' })}>
                {added.details.open}
              </Button>
            }
          >
            {health.kind === 'repaired'
              ? mendedNote(health, cuts, holes)
              : [...damagedNote(holes), ...(holes.checked ? [added.damaged.rest] : [])].join(' ')}
          </Notice>
        )}
        {load.kind === 'failed' && <Notice tone="trouble" title={added.readFailed(load.error.message)} />}
        <Transport playing={playing} playable={open !== null} actions={actions} />
        <div className={styles.body}>
          {talk ? (
            <TalkTimeView onExport={(what) => setDialog({ kind: 'export', clipId: null, what })} />
          ) : detail.tracks.length === 0 ? (
            <EmptyState icon={<AudioLines size={24} />} title={words.noTracksTitle}>
              {words.noTracksBody}
            </EmptyState>
          ) : (
            <TimeLine
              player={open}
              silentIds={silentIds}
              loops={choices.loop !== null}
              followsSpeaker={followsSpeaker}
            />
          )}
          <Pane findRef={findRef} onExportClip={exportClip} />
        </div>
        <StateLegend />
        {dialog?.kind === 'withhold' && (
          <WithholdDialog
            tracks={detail.tracks}
            range={wholeRange(desk.range.get())}
            userId={detail.tracks.find((track) => track.trackId === desk.focusedTrack.get())?.userId ?? null}
            onClose={close}
          />
        )}
        {dialog?.kind === 'export' && (
          <ExportDialog
            detail={detail}
            range={wholeRange(desk.range.get())}
            clipId={dialog.clipId}
            what={dialog.what}
            onClose={close}
          />
        )}
        {dialog?.kind === 'goTo' && <GoToDialog onClose={close} />}
      </div>
    </ReviewDeskProvider>
  );
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

/** What is withheld is flat in the waveform, too, and comes back when it is shown again. */
function useWithheldWaves(refresh: () => void): void {
  const withheld = useApp((state) => state.review.session?.annotations.withheld);
  const before = useRef(withheld);
  useEffect(() => {
    const isNews = before.current !== undefined && withheld !== undefined && before.current !== withheld;
    before.current = withheld;
    if (isNews) refresh();
  }, [withheld, refresh]);
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
