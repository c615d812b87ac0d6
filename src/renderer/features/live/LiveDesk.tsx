import { lazy, Suspense } from 'react';
import { selectSpeakerIds } from '../../state/call/selectors';
import { selectQueue } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { TroubleState } from '../trouble';
import { Alarms } from './Alarms';
import { BroadcastPanel } from './Broadcast';
import { Crossfader } from './Crossfader';
import { Deck } from './Deck';
import { DuckingPanel, LoudnessPanel } from './Ducking';
import styles from './desk.module.css';
import { Ears } from './Ears';
import { MicrophonePanel, SystemPanel } from './Inputs';
import inputs from './inputs.module.css';
import { MasterStrip } from './MasterStrip';
import { MicrophoneStrip } from './Microphone';
import { Pads } from './Pads';
import { People } from './People';
import { Queue } from './Queue';
import { RecordingPanel } from './RecordingPanel';
import { RunOfShow } from './RunOfShow';
import { ShortcutsPanel } from './Shortcuts';
import { SignalPanel } from './Signal';
import { type Tab, TabPanel } from './Tabs';
import { useLiveKeys } from './use-live-keys';
import { useMedia } from './use-media';

const words = strings.live;
const CheckDialog = lazy(() => import('./CheckDialog'));
const PadDialog = lazy(() => import('./PadDialog'));
const CueDialog = lazy(() => import('./CueDialog'));
const SavePlaylistDialog = lazy(() => import('./SavePlaylistDialog'));
const PlaylistsDialog = lazy(() => import('./PlaylistsDialog'));

/** From here on the run of show and the people have columns of their own. */
const WIDE = '(min-width: 1600px)';

/** The host's desk: a small broadcast console. It works before any call, too, and says that nobody hears it. */
export default function LiveDesk() {
  const load = useApp((state) => state.live.load);
  const { live } = useActions();
  const wide = useMedia(WIDE);
  useLiveKeys();
  if (load.kind === 'failed') return <TroubleState error={load.error} onRetry={() => void live.load()} />;
  return (
    <section className={styles.desk} aria-label={words.desk}>
      <MasterStrip />
      <div className={styles.body}>
        <div className={styles.main}>
          <div className={styles.decks}>
            <Deck deckId="a" />
            <Deck deckId="b" />
          </div>
          <Crossfader />
          <div className={styles.bottom}>
            {wide ? <Queue /> : <QueueOrShow />}
            <Pads />
          </div>
        </div>
        {wide && (
          <div className={styles.column}>
            <div className={styles.card}>
              <h2 className={styles.cardTitle}>{words.show.title}</h2>
              <RunOfShow />
            </div>
          </div>
        )}
        <div className={styles.column}>
          <div className={inputs.strips}>
            <MicrophoneStrip />
            <Ears />
          </div>
          {wide && <PeopleCard />}
          <SideTabs wide={wide} />
        </div>
      </div>
      {/* Below what hands are on: nothing there moves when an alarm comes. */}
      <Alarms />
      <Suspense fallback={null}>
        <Dialogs />
      </Suspense>
    </section>
  );
}

function QueueOrShow() {
  const queued = useApp((state) => selectQueue(state).length);
  const running = useApp((state) => state.live.state.run !== null);
  const tabs: Tab[] = [
    { id: 'queue', label: words.queue.title, count: queued, content: () => <Queue bare /> },
    { id: 'show', label: words.show.title, dot: running, content: () => <RunOfShow /> },
  ];
  return <TabPanel column="left" label={words.tabs.left} tabs={tabs} />;
}

function PeopleCard() {
  const count = useApp((state) => selectSpeakerIds(state).length);
  return (
    <div className={styles.card}>
      <h2 className={styles.cardTitle}>
        {words.people.title}
        <span className={styles.count}>{count}</span>
      </h2>
      <div className={styles.scroll}>
        <People />
      </div>
    </div>
  );
}

function SideTabs({ wide }: { wide: boolean }) {
  const people = useApp((state) => selectSpeakerIds(state).length);
  const tabs: Tab[] = [
    ...(wide ? [] : [{ id: 'people', label: words.people.title, count: people, content: () => <People /> }]),
    {
      id: 'inputs',
      label: words.inputs.tab,
      content: () => (
        <>
          <MicrophonePanel />
          <DuckingPanel />
          <LoudnessPanel />
          <SystemPanel />
          <ShortcutsPanel />
        </>
      ),
    },
    {
      id: 'room',
      label: words.tabs.room,
      content: () => (
        <>
          <RecordingPanel />
          <BroadcastPanel />
        </>
      ),
    },
    { id: 'signal', label: words.signal.tab, content: () => <SignalPanel /> },
  ];
  return <TabPanel column="right" label={words.tabs.right} tabs={tabs} scrolls />;
}

function Dialogs() {
  const dialog = useApp((state) => state.live.dialog);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'check':
      return <CheckDialog />;
    case 'pad':
      return <PadDialog padId={dialog.padId} />;
    case 'cue':
      return <CueDialog showId={dialog.showId} cueId={dialog.cueId} draft={dialog.draft ?? null} />;
    case 'savePlaylist':
      return <SavePlaylistDialog />;
    case 'playlists':
      return <PlaylistsDialog />;
  }
}
