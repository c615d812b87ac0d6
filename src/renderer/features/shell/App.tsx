import { CircleAlert } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { logToMain } from '../../api';
import { selectHasWorkspace } from '../../state/accounts/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectPlansPlace } from '../../state/room-plans/selectors';
import { selectTheme } from '../../state/settings/selectors';
import { isGuildDesk, selectDesk, selectOverlay } from '../../state/view/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { CrashBoundary } from '../../ui/Crash';
import { loadLongLists } from '../../ui/ListDesk';
import { EmptyState } from '../../ui/Notice';
import { TooltipProvider } from '../../ui/Tooltip';
import { Welcome } from '../accounts';
import { CallBar } from '../live';
import { useRecorderWatch } from '../recorder';
import { usePlanNews } from '../room-plans';
import { RoomsDesk } from '../rooms';
import { TroubleState } from '../trouble';
import { Announcer } from './Announcer';
import { ConnectionStrip } from './ConnectionStatus';
import { Rail } from './Rail';
import styles from './shell.module.css';
import { Toasts } from './Toasts';
import { TopBar } from './TopBar';
import { useDeletionWatch } from './use-deletion-watch';
import { useRouteWatch } from './use-route-watch';
import { useShortcuts } from './use-shortcuts';

// What the first screen does not need is fetched when it is first asked for.
const MessagesDesk = lazy(() => import('../messages-desk/MessagesDesk'));
const RoomPlansPlace = lazy(() => import('../room-plans/RoomPlansPlace'));
const LiveDesk = lazy(() => import('../live/LiveDesk'));
const LibraryDesk = lazy(() => import('../recordings/LibraryDesk'));
const ArchiveDesk = lazy(() => import('../archive/ArchiveDesk'));
const SettingsDesk = lazy(() => import('../settings/SettingsDesk'));
const DiagnosticsDesk = lazy(() => import('../diagnostics/DiagnosticsDesk'));
/** Late enough not to take part in the start. */
const FETCH_AHEAD_MS = 500;
const loadPalette = () => import('./Palette');
const Palette = lazy(loadPalette);
const KeySheet = lazy(() => import('./KeySheet'));
const CreateRoomDialog = lazy(() => import('../rooms/CreateRoomDialog'));
const RoomDialogs = lazy(() => import('../rooms/RoomDialogs'));
const NewThreadDialog = lazy(() => import('../threads/NewThreadDialog'));
const NewDirectDialog = lazy(() => import('../threads/NewDirectDialog'));
const ConnectBotDialog = lazy(() => import('../accounts/ConnectBotDialog'));
const VaultDialog = lazy(() => import('../accounts/VaultDialog'));

/** The window: rail, desks, call bar, and what floats above them. */
export function App() {
  useShortcuts();
  useRouteWatch();
  usePlanNews();
  useDeletionWatch();
  useRecorderWatch();
  useTheme();
  const load = useApp((state) => state.accounts.load);
  const { accounts } = useActions();
  const settled = load.kind === 'ready' || load.kind === 'failed';
  useEffect(() => {
    if (!settled) return;
    document.documentElement.dataset.ready = 'true';
    // Fetched before it is asked for: whoever types at once after Ctrl-K must not lose letters.
    const soon = setTimeout(() => void Promise.all([loadPalette(), loadLongLists()]), FETCH_AHEAD_MS);
    return () => clearTimeout(soon);
  }, [settled]);
  return (
    <TooltipProvider delayDuration={400} skipDelayDuration={200}>
      <div className={styles.window}>
        <Rail />
        <div className={styles.content}>
          {load.kind === 'failed' ? (
            <TroubleState error={load.error} onRetry={() => void accounts.load()} />
          ) : (
            settled && <Main />
          )}
        </div>
      </div>
      <Toasts />
      <Announcer />
      <Suspense fallback={null}>
        <Overlays />
      </Suspense>
    </TooltipProvider>
  );
}

function Main() {
  const hasWorkspace = useApp(selectHasWorkspace);
  const desk = useApp(selectDesk);
  const needsAccount = isGuildDesk(desk);
  return (
    <>
      {hasWorkspace && needsAccount && <TopBar />}
      {hasWorkspace && <ConnectionStrip />}
      <div className={styles.desk}>
        <Guarded key={desk}>
          <Suspense fallback={null}>{hasWorkspace || !needsAccount ? <Desk /> : <Welcome />}</Suspense>
        </Guarded>
      </div>
      <CallBar />
    </>
  );
}

function Desk() {
  const desk = useApp(selectDesk);
  const plansPlace = useApp(selectPlansPlace);
  switch (desk) {
    case 'rooms':
      return plansPlace === null ? <RoomsDesk /> : <RoomPlansPlace />;
    case 'messages':
      return <MessagesDesk />;
    case 'live':
      return <LiveDesk />;
    case 'library':
      return <LibraryDesk />;
    case 'archive':
      return <ArchiveDesk />;
    case 'settings':
      return <SettingsDesk />;
    case 'diagnostics':
      return <DiagnosticsDesk />;
  }
}

function Overlays() {
  const overlay = useApp(selectOverlay);
  switch (overlay) {
    case null:
      return null;
    case 'palette':
      return <Palette />;
    case 'keys':
      return <KeySheet />;
    case 'createRoom':
      return <CreateRoomDialog />;
    case 'rooms':
      return <RoomDialogs />;
    case 'newThread':
      return <NewThreadDialog />;
    case 'newDirect':
      return <NewDirectDialog />;
    case 'connectBot':
      return <ConnectBotDialog />;
    case 'vault':
      return <VaultDialog />;
  }
}

function Guarded({ children }: { children: ReactNode }) {
  const { api } = useAppStore();
  const report = (error: unknown) => {
    const message = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
    logToMain(api, 'error', 'window/view', message);
  };
  return (
    <CrashBoundary
      onCrash={report}
      fallback={(again) => (
        <EmptyState
          tone="trouble"
          icon={<CircleAlert size={24} />}
          title={strings.crash.title}
          actions={<Button onClick={again}>{strings.crash.again}</Button>}
        >
          {strings.crash.body}
        </EmptyState>
      )}
    >
      {children}
    </CrashBoundary>
  );
}

/** Puts the chosen theme on the root; without a choice the system's scheme rules. */
function useTheme(): void {
  const theme = useApp(selectTheme);
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset.theme;
    else dataset.theme = theme;
  }, [theme]);
}
