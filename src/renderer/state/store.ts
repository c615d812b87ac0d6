import type { PlaybackState } from '@shared/models/recordings';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RendererApi } from '../api';
import { applyAccounts, applyPractice } from './accounts/apply';
import { type AccountsActions, createAccountsActions } from './accounts/slice';
import { type AppState, initialState, type SliceContext } from './app-state';
import { type ArchiveActions, createArchiveActions } from './archive/slice';
import { type CallActions, createCallActions } from './call/slice';
import { createDraftsActions, type DraftsActions } from './drafts/slice';
import { createLiveActions, type LiveActions } from './live/slice';
import { createMessagesActions, type MessagesActions } from './messages/slice';
import { createNoticesActions, type NoticesActions } from './notices/slice';
import { createOutboxActions, type OutboxActions } from './outbox/slice';
import { createReadStatesActions, type ReadStatesActions } from './read-states/slice';
import { createRecorderActions, type RecorderActions } from './recorder/slice';
import { createRecordingsActions, type RecordingsActions } from './recordings/slice';
import { createRehearsalActions, type RehearsalActions } from './rehearsal/slice';
import { createReviewActions, type ReviewActions } from './review/slice';
import { createRoomPlansActions, type RoomPlansActions } from './room-plans/slice';
import { createRoomsActions, type RoomsActions } from './rooms/slice';
import { createRoutesActions, type RoutesActions } from './routes/slice';
import { createSettingsActions, type SettingsActions } from './settings/slice';
import { createTemplatesActions, type TemplatesActions } from './templates/slice';
import { createThreadsActions, type ThreadsActions } from './threads/slice';
import { createTransferActions, type TransferActions } from './transfer/slice';
import { createViewActions, type ViewActions } from './view/slice';
import { createWebhooksActions, type WebhooksActions } from './webhooks/slice';
import { createWorkspaceActions, type WorkspaceActions } from './workspace/slice';

export interface Actions {
  accounts: AccountsActions;
  workspace: WorkspaceActions;
  rehearsal: RehearsalActions;
  rooms: RoomsActions;
  roomPlans: RoomPlansActions;
  notices: NoticesActions;
  archive: ArchiveActions;
  messages: MessagesActions;
  readStates: ReadStatesActions;
  threads: ThreadsActions;
  webhooks: WebhooksActions;
  routes: RoutesActions;
  outbox: OutboxActions;
  drafts: DraftsActions;
  templates: TemplatesActions;
  call: CallActions;
  live: LiveActions;
  recorder: RecorderActions;
  recordings: RecordingsActions;
  review: ReviewActions;
  transfer: TransferActions;
  settings: SettingsActions;
  view: ViewActions;
}

export interface AppStore extends StoreApi<AppState> {
  api: RendererApi;
  actions: Actions;
  /** Subscribes to main and loads what the first screen needs. */
  start(): Promise<void>;
  /** The latest playback state at once, then every one, with its position, for the playhead; positions do not enter the store. */
  onPlayback(listener: (playback: PlaybackState) => void): () => void;
  /** Ends all subscriptions and writes what is waiting. */
  close(): Promise<void>;
}

/** The one store of the window: state as data, actions beside it, main as its only source. */
export function createAppStore(api: RendererApi): AppStore {
  const store = createStore<AppState>(() => initialState);
  let playback: PlaybackState = { kind: 'closed' };
  const context: SliceContext = {
    api,
    get: store.getState,
    update(key, change) {
      const before = store.getState()[key];
      const after = change(before);
      if (after !== before) store.setState({ [key]: after });
    },
  };
  const settings = createSettingsActions(context);
  const drafts = createDraftsActions(context, () => settings.change({ drafts: {} }));
  const actions: Actions = {
    accounts: createAccountsActions(context),
    workspace: createWorkspaceActions(context),
    rehearsal: createRehearsalActions(context),
    rooms: createRoomsActions(context),
    roomPlans: createRoomPlansActions(context),
    notices: createNoticesActions(context),
    archive: createArchiveActions(context),
    messages: createMessagesActions(context),
    readStates: createReadStatesActions(context),
    threads: createThreadsActions(context),
    webhooks: createWebhooksActions(context),
    routes: createRoutesActions(context),
    outbox: createOutboxActions(context),
    drafts,
    templates: createTemplatesActions(context),
    call: createCallActions(context, ({ enabled, gainDb }) =>
      settings.change({ monitorEnabled: enabled, monitorGainDb: gainDb }),
    ),
    live: createLiveActions(context),
    recorder: createRecorderActions(context),
    recordings: createRecordingsActions(context, (openId) => settings.changeReview({ openId })),
    review: createReviewActions(context),
    transfer: createTransferActions(context),
    settings,
    view: createViewActions(
      context,
      (patch) => settings.change(patch),
      (channelId) => drafts.keepPost(channelId),
    ),
  };
  const subscriptions: (() => void)[] = [];

  const subscribe = () => {
    subscriptions.push(
      api.accounts.onChanged((snapshot) => {
        const before = store.getState().accounts.snapshot.connection.kind;
        context.update('accounts', (state) => applyAccounts(state, snapshot));
        const after = store.getState().accounts.snapshot.connection.kind;
        if (before !== after) connectionMoved(after);
      }),
      api.practice.onChanged((practice) => context.update('accounts', (s) => applyPractice(s, practice))),
      api.practice.onRehearsalChanged((now) => actions.rehearsal.changed(now)),
      api.workspace.onChanged((event) => actions.workspace.changed(event)),
      api.workspace.onWasAway((digest) => actions.rooms.wasAway(digest)),
      api.roomPlans.onChanged((plans) => actions.roomPlans.changed(plans)),
      api.notices.onChanged((notices) => actions.notices.changed(notices)),
      api.archive.onStatusChanged((status) => actions.archive.statusChanged(status)),
      api.archive.onBackfillChanged(({ channelId, state }) =>
        actions.archive.backfillChanged(channelId, state),
      ),
      api.archive.onExportChanged((state) => actions.archive.exportChanged(state)),
      api.rooms.onBatchChanged((batch) => actions.rooms.batchChanged(batch)),
      api.messages.onChanged(({ changes }) => actions.messages.changed(changes)),
      api.messages.onReadStatesChanged(({ states }) => actions.readStates.changed(states)),
      api.outbox.onChanged((change) => actions.outbox.changed(change)),
      api.templates.onChanged(({ templates }) => actions.templates.listChanged(templates)),
      api.routes.onChanged(({ routes }) => actions.routes.listChanged(routes)),
      api.calls.onChanged((state) => actions.call.changed(state)),
      api.calls.onRecordingEndFailed((end) => actions.recorder.endFailed(end)),
      api.live.onChanged((change) => actions.live.changed(change)),
      api.recorder.onChanged((state) => actions.recorder.changed(state)),
      api.library.onClipChanged((sending) => actions.recorder.clipChanged(sending)),
      api.recordings.onChanged(({ recordings }) => actions.recordings.listChanged(recordings)),
      api.recordings.onPlayback((state) => {
        playback = state;
        actions.recordings.playbackChanged(state);
      }),
      api.review.onAnnotated(({ recordingId, annotations }) =>
        actions.review.annotated(recordingId, annotations),
      ),
      api.review.onLaneMeasured(({ recordingId, lane }) => actions.review.laneMeasured(recordingId, lane)),
      api.exports.onChanged((job) => actions.transfer.exportChanged(job)),
      api.imports.onChanged((job) => actions.transfer.importChanged(job)),
    );
  };

  const connectionMoved = (kind: AppState['accounts']['snapshot']['connection']['kind']) => {
    if (kind === 'signedOut') {
      actions.workspace.clear();
      actions.rooms.clear();
      actions.roomPlans.clear();
      actions.notices.clear();
      actions.messages.clear();
      actions.readStates.clear();
      actions.webhooks.clear();
      actions.outbox.clear();
      void actions.drafts.flush();
    }
    if (kind !== 'connected') return;
    void actions.workspace.load();
    void actions.readStates.load();
    void actions.routes.load();
    void actions.roomPlans.load();
    void actions.notices.load();
    void actions.outbox.load();
    // Drafts belong to an account: what waits is written before the other's are read.
    void actions.drafts.reload();
    // While we were away messages may have been missed: what is on screen is read again.
    for (const [channelId, channel] of Object.entries(store.getState().messages.byChannel)) {
      if (channel.load.kind === 'ready') void actions.messages.reload(channelId);
    }
  };

  return {
    ...store,
    api,
    actions,
    async start() {
      subscribe();
      actions.rooms.restoreAway();
      const restored = settings.load().then(() => actions.view.restore());
      await Promise.all([
        restored,
        actions.accounts.load(),
        actions.rehearsal.load(),
        actions.workspace.load(),
        actions.call.load(),
        actions.live.load(),
        actions.recorder.load(),
        actions.readStates.load(),
        actions.routes.load(),
        actions.roomPlans.load(),
        actions.notices.load(),
        actions.outbox.load(),
        restored.then(() => actions.drafts.load()),
        actions.templates.load(),
      ]);
    },
    onPlayback(listener) {
      // A review that is drawn late has missed where its player stands.
      listener(playback);
      return api.recordings.onPlayback(listener);
    },
    async close() {
      for (const unsubscribe of subscriptions.splice(0)) unsubscribe();
      await Promise.all([settings.flush(), actions.drafts.flush()]);
    },
  };
}
