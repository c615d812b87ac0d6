import type { ChannelId, MessageId } from '@shared/discord/snowflake';
import type { Destination } from '@shared/models/message-body';
import type { MessageView } from '@shared/models/messages';
import type { Draft } from '@shared/models/outbox';
import type { WebhookMessage } from '@shared/models/routes';

/** Where the person is in the window, and what floats above it. */
export type Desk = 'rooms' | 'messages' | 'live' | 'library' | 'archive' | 'settings' | 'diagnostics';
export type Overlay =
  | 'palette'
  | 'keys'
  | 'createRoom'
  /** One of the rooms desk's; `rooms.dialog` says which. */
  | 'rooms'
  | 'connectBot'
  | 'vault'
  | 'newThread'
  | 'newDirect'
  | null;

/** What the messages desk shows in its main place. */
export type MessagesPlace =
  /** The channel, thread or DM `textChannelId` names; a forum as its posts. */
  | { kind: 'channel' }
  | { kind: 'webhooks' }
  | { kind: 'routes' }
  /** A composer for somewhere that is no open channel: a webhook, a route, a new post. */
  | { kind: 'compose'; destination: Destination }
  /** A posted message of a webhook, opened from its link. */
  | { kind: 'editPosted'; message: WebhookMessage }
  /** A posted message of our own. */
  | { kind: 'editOwn'; message: MessageView };

export const CHANNEL_PLACE: MessagesPlace = { kind: 'channel' };

/** What a new thread is to hang on. */
export interface ThreadSeed {
  channelId: ChannelId;
  messageId: MessageId | null;
}

type PostDestination = Extract<Destination, { kind: 'forumPost' }>;

export interface Toast {
  id: number;
  tone: 'info' | 'trouble';
  title: string;
  body: string | null;
  action: { label: string; run: () => void } | null;
  /** How long it stays, ms; null until it is put away. */
  stayMs: number | null;
  /** How often it was said while it stood. */
  times: number;
}

export interface ViewState {
  desk: Desk;
  /** Where diagnostics were opened from, to go back to. */
  deskBefore: Exclude<Desk, 'diagnostics'>;
  guildId: string | null;
  roomId: string | null;
  /** The channel, thread or DM that is read. */
  textChannelId: string | null;
  /** The one last read in each guild, to come back to. */
  textChannelByGuild: Readonly<Record<string, string>>;
  place: MessagesPlace;
  /** What was shown before a full composer was opened, to go back to. */
  placeBefore: MessagesPlace;
  /** Title and tags of a post begun in each forum: they are no part of its draft and are not lost by looking away. */
  begunPosts: Readonly<Record<string, PostDestination>>;
  /** For the overlay `newThread`. */
  threadSeed: ThreadSeed | null;
  overlay: Overlay;
  toasts: readonly Toast[];
  /** Rooms about to end unless undone, with the moment they do (Unix ms). */
  endingRooms: Readonly<Record<string, number>>;
  /** The last thing worth saying to a screen reader. */
  announcement: string;
}

export const initialView: ViewState = {
  desk: 'rooms',
  deskBefore: 'settings',
  guildId: null,
  roomId: null,
  textChannelId: null,
  textChannelByGuild: {},
  place: CHANNEL_PLACE,
  placeBefore: CHANNEL_PLACE,
  begunPosts: {},
  threadSeed: null,
  overlay: null,
  toasts: [],
  endingRooms: {},
  announcement: '',
};

export function applyDesk(view: ViewState, desk: Desk): ViewState {
  if (view.desk === desk) return view;
  const deskBefore = view.desk === 'diagnostics' ? view.deskBefore : view.desk;
  return { ...view, desk, deskBefore };
}

/** More than this many at once is a wall; the oldest goes. */
export const MAX_TOASTS = 4;

/** The latest at the end. What says the same and asks nothing takes the other's place and counts: ten failures of a kind are one to read. */
export function addToast(view: ViewState, toast: Toast): ViewState {
  const saysSame = (one: Toast) =>
    one.action === null && toast.action === null && one.title === toast.title && one.body === toast.body;
  const same = view.toasts.find(saysSame);
  const others = view.toasts.filter((one) => one !== same);
  const latest = same ? { ...toast, times: same.times + toast.times } : toast;
  return { ...view, toasts: [...others, latest].slice(-MAX_TOASTS) };
}

export function dropToast(view: ViewState, id: number): ViewState {
  const toasts = view.toasts.filter((toast) => toast.id !== id);
  return toasts.length === view.toasts.length ? view : { ...view, toasts };
}

/** A full composer, which is opened over something else and closed again. */
function isWriting({ kind }: MessagesPlace): boolean {
  return kind === 'compose' || kind === 'editPosted' || kind === 'editOwn';
}

/** Closes a full composer: what was there before is shown again. */
export function applyBack(view: ViewState): ViewState {
  return isWriting(view.place) ? { ...view, place: view.placeBefore, placeBefore: CHANNEL_PLACE } : view;
}

/** Shows a place. A post that was begun goes on where it was left; writing in it is remembered. */
export function applyPlace(before: ViewState, place: MessagesPlace): ViewState {
  const view =
    isWriting(place) && !isWriting(before.place) ? { ...before, placeBefore: before.place } : before;
  const destination = place.kind === 'compose' ? place.destination : null;
  if (destination?.kind !== 'forumPost') return { ...view, place };
  const open = view.place.kind === 'compose' ? view.place.destination : null;
  const goesOn = open?.kind === 'forumPost' && open.channelId === destination.channelId;
  const isNew = destination.title === '' && destination.tagIds.length === 0 && !goesOn;
  const post = (isNew && view.begunPosts[destination.channelId]) || destination;
  return {
    ...view,
    place: { kind: 'compose', destination: post },
    begunPosts: { ...view.begunPosts, [post.channelId]: post },
  };
}

/** Posts begun before the window was opened, from their drafts; what is written here since then wins. */
export function applyKeptPosts(view: ViewState, drafts: readonly Draft[]): ViewState {
  const kept = drafts.flatMap(({ key, post }) => {
    const channelId = /^post:(\d+)$/.exec(key)?.[1];
    return post === null || channelId === undefined
      ? []
      : [[channelId, { kind: 'forumPost' as const, channelId: channelId as ChannelId, ...post }] as const];
  });
  if (kept.length === 0) return view;
  return { ...view, begunPosts: { ...Object.fromEntries(kept), ...view.begunPosts } };
}

/** A post is on its way: the next one in this forum begins anew. */
export function applyPostGone(view: ViewState, channelId: ChannelId): ViewState {
  const { [channelId]: _sent, ...begunPosts } = view.begunPosts;
  const open = view.place.kind === 'compose' ? view.place.destination : null;
  const isOpen = open?.kind === 'forumPost' && open.channelId === channelId;
  const next: PostDestination = { kind: 'forumPost', channelId, title: '', tagIds: [] };
  return { ...view, begunPosts, place: isOpen ? { kind: 'compose', destination: next } : view.place };
}
