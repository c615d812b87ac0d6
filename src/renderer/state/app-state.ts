import type { RendererApi } from '../api';
import { type AccountsState, initialAccounts } from './accounts/apply';
import { type ArchiveSlice, initialArchive } from './archive/apply';
import { type CallSlice, initialCall } from './call/apply';
import { type DraftsState, initialDrafts } from './drafts/apply';
import { initialLive, type LiveSlice } from './live/apply';
import { initialMessages, type MessagesState } from './messages/apply';
import { initialNotices, type NoticesSlice } from './notices/apply';
import { initialOutbox, type OutboxState } from './outbox/apply';
import { initialReadStates, type ReadStatesState } from './read-states/apply';
import { initialRecorder, type RecorderSlice } from './recorder/apply';
import { initialRecordings, type RecordingsState } from './recordings/apply';
import { initialRehearsal, type RehearsalState } from './rehearsal/apply';
import { initialReview, type ReviewState } from './review/apply';
import { initialRoomPlans, type RoomPlansState } from './room-plans/apply';
import { initialRooms, type RoomsState } from './rooms/apply';
import { initialRoutes, type RoutesState } from './routes/apply';
import { initialSettings, type SettingsState } from './settings/apply';
import { initialTemplates, type TemplatesState } from './templates/apply';
import { initialTransfer, type TransferState } from './transfer/apply';
import { initialView, type ViewState } from './view/apply';
import { initialWebhooks, type WebhooksState } from './webhooks/apply';
import { initialWorkspace, type WorkspaceState } from './workspace/apply';

/** All the window knows, as plain data. Levels, playback position and samples never come here. */
export interface AppState {
  accounts: AccountsState;
  workspace: WorkspaceState;
  rehearsal: RehearsalState;
  rooms: RoomsState;
  roomPlans: RoomPlansState;
  notices: NoticesSlice;
  archive: ArchiveSlice;
  messages: MessagesState;
  readStates: ReadStatesState;
  webhooks: WebhooksState;
  routes: RoutesState;
  outbox: OutboxState;
  drafts: DraftsState;
  templates: TemplatesState;
  call: CallSlice;
  live: LiveSlice;
  recorder: RecorderSlice;
  recordings: RecordingsState;
  review: ReviewState;
  transfer: TransferState;
  settings: SettingsState;
  view: ViewState;
}

export const initialState: AppState = {
  accounts: initialAccounts,
  workspace: initialWorkspace,
  rehearsal: initialRehearsal,
  rooms: initialRooms,
  roomPlans: initialRoomPlans,
  notices: initialNotices,
  archive: initialArchive,
  messages: initialMessages,
  readStates: initialReadStates,
  webhooks: initialWebhooks,
  routes: initialRoutes,
  outbox: initialOutbox,
  drafts: initialDrafts,
  templates: initialTemplates,
  call: initialCall,
  live: initialLive,
  recorder: initialRecorder,
  recordings: initialRecordings,
  review: initialReview,
  transfer: initialTransfer,
  settings: initialSettings,
  view: initialView,
};

/** What a slice's actions work with: the api, the present state, and one way to change a slice. */
export interface SliceContext {
  api: RendererApi;
  get(): AppState;
  /** Replaces one slice; the same identity back means no change and nobody is told. */
  update<K extends keyof AppState>(key: K, change: (slice: AppState[K]) => AppState[K]): void;
}
