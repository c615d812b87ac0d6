import { join } from 'node:path';
import { type ChannelId, compareSnowflakes, type MessageId } from '@shared/discord/snowflake';
import type { Dispatch } from '@shared/discord/wire/dispatch';
import type { WireMessage } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type { MessageBody } from '@shared/models/message-body';
import type {
  EditOutcome,
  MessageChange,
  MessagePage,
  MessageRef,
  MessageView,
  PageFrom,
  PendingDeletion,
  PinnedPage,
  ReadState,
  SearchInput,
  SearchResult,
} from '@shared/models/messages';
import { discordCodeOf, routes } from '../../discord/rest';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { signedIn } from '../../discord/signed-in';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { FrameBatcher } from '../../support/frame-batcher';
import { createMessageActions, type MessageActions, may, messageRefusal } from './actions';
import { createDeletions } from './deletions';
import { toEditCall } from './edit';
import { deleted, takeIn } from './live-changes';
import { createMemoryMessageStore, type MessageStore } from './message-store';
import { pageQuery, toPage } from './page';
import { createReadStates, type ReadStates } from './read-states';
import { type Found, joinFound, searchMessages } from './search';
import { isWritten } from './system-lines';
import { mentionsSelf, toMessageView } from './to-message-view';

/** Reading messages, acting on them, and what changes while we watch. Posting new ones is the outbox's work. */
export interface MessagesService extends MessageActions {
  /** One page, oldest first. Rejects with `rest/missing-permission` where we may not look. */
  list(
    input: { channelId: ChannelId; from: PageFrom; limit: number },
    options?: { signal?: AbortSignal },
  ): Promise<MessagePage>;
  /** One message; null when it is gone. */
  get(input: MessageRef): Promise<MessageView | null>;
  edit(input: MessageRef & { body: MessageBody; keepAttachmentIds: string[] }): Promise<EditOutcome>;
  /** Happens after the undo window of the settings, or when the app closes. */
  delete(input: { channelId: ChannelId; messageIds: MessageId[]; reason: string | null }): PendingDeletion;
  undoDelete(input: { deletionId: string }): { undone: boolean };
  pins(input: { channelId: ChannelId; beforeMs: number | null }): Promise<PinnedPage>;
  /** Says that we are writing; more often than every ten seconds is ignored. */
  typing(input: { channelId: ChannelId }): Promise<void>;
  /** Among what has been seen since connecting, and everything the archive keeps. */
  search(input: SearchInput): Promise<SearchResult>;
  readStates(): ReadState[];
  markRead(input: { channelId: ChannelId; messageId: MessageId }): void;
  onChanged(listener: (changed: { changes: MessageChange[] }) => void): () => void;
  onReadStates(listener: (changed: { states: ReadState[] }) => void): () => void;
  /** Carries out what waits to be deleted; before a session is left on purpose. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface MessagesOptions {
  sessions: SessionSource;
  clock: Clock;
  /** Read marks are files in `read-marks/` of it. */
  dataDir: string;
  /** How long a deletion can be taken back, ms. */
  undoMs(): number;
  /** Where a staged file is; null when it is gone. */
  pathOfFile(fileId: string): Promise<string | null>;
  /** Searches what is kept beyond this session; left out: nothing is. */
  findArchived?(
    input: SearchInput,
  ): Promise<{ messages: WireMessage[]; searched: number; truncated: boolean }>;
  onError?: (error: unknown) => void;
}

const FRAME_MS = 16;
const TYPING_EVERY_MS = 10_000;
const PINS_PAGE = 50;
/** Ending waits no longer than this for deletions: the network may be gone. */
const SETTLE_MS = 3_000;
const UNKNOWN_MESSAGE = 10_008;

export function createMessagesService(options: MessagesOptions): MessagesService {
  const { sessions, clock, onError } = options;
  const changed = new Emitter<{ changes: MessageChange[] }>(onError);
  const readChanged = new Emitter<{ states: ReadState[] }>(onError);
  const batcher = new FrameBatcher<MessageChange>(clock, FRAME_MS, (changes) => changed.emit({ changes }));
  const readBatcher = new FrameBatcher<ReadState>(clock, FRAME_MS, (states) => readChanged.emit({ states }));
  const store: MessageStore = createMemoryMessageStore();
  const lastTyped = new Map<string, number>();
  const openFiles = new Set<ReadStates>();
  let reads: ReadStates | null = null;
  let attachedTo: DiscordSession | null = null;
  let release: () => void = () => undefined;

  const deletions = createDeletions(clock, {
    pending: (deletion) =>
      batcher.add([[`pending:${deletion.deletionId}`, { type: 'deletionPending', deletion }]]),
    deleted: (channelId, ids) => {
      forgetUnread(channelId, ids);
      batcher.add(deleted(store, channelId, ids));
    },
    ended: (deletion, problem, error) =>
      batcher.add([
        [
          `ended:${deletion.deletionId}`,
          { type: 'deletionEnded', deletion, problem, ...(error ? { error } : {}) },
        ],
      ]),
    refusalOf: (session, channelId, error) =>
      messageRefusal(session, clock, channelId, ['MANAGE_MESSAGES', 'READ_MESSAGE_HISTORY'], error),
  });

  const announceReads = (channelIds: Iterable<string>) => {
    const state = attachedTo?.cache.state;
    if (!state || !reads) return;
    for (const channelId of channelIds) {
      const one = reads.one(state, channelId);
      if (one) readBatcher.add([[channelId, one]]);
    }
  };

  const forgetUnread = (channelId: string, ids: readonly string[]) => {
    if (!reads || !attachedTo) return;
    for (const messageId of ids) {
      const known = store.get(channelId, messageId);
      const called = known ? mentionsSelf(attachedTo.cache.state, known) : false;
      reads.deleted(channelId, { messageId, mentionsSelf: called });
    }
    announceReads([channelId]);
  };

  const followReads = (session: DiscordSession, dispatch: Dispatch) => {
    switch (dispatch.t) {
      case 'MESSAGE_CREATE': {
        const { d } = dispatch;
        const isDirect = !session.cache.state.guildOfChannel.has(d.channel_id);
        reads?.arrived({
          channelId: d.channel_id,
          messageId: d.id,
          isSelf: d.author.id === session.userId,
          mentionsSelf: isDirect || mentionsSelf(session.cache.state, d),
        });
        announceReads([d.channel_id]);
        return;
      }
      case 'CHANNEL_CREATE':
      case 'THREAD_CREATE': {
        announceReads(reads?.reconcile(session.cache.state) ?? []);
        return;
      }
      case 'MESSAGE_DELETE':
        return forgetUnread(dispatch.d.channel_id, [dispatch.d.id]);
      case 'MESSAGE_DELETE_BULK':
        return forgetUnread(dispatch.d.channel_id, dispatch.d.ids);
      case 'GUILD_CREATE':
      case 'THREAD_LIST_SYNC':
        announceReads(reads?.reconcile(session.cache.state) ?? []);
        return;
      default:
        return;
    }
  };

  const attach = (session: DiscordSession | null) => {
    release();
    release = () => undefined;
    if (attachedTo && attachedTo !== session) {
      deletions.abandon(new AppError('account/not-connected', 'The connection ended before it was deleted.'));
    }
    batcher.flushNow();
    readBatcher.close();
    if (reads) void closeFile(reads);
    reads = null;
    attachedTo = session;
    store.clear();
    lastTyped.clear();
    if (!session) return;
    const own = createReadStates({
      path: join(options.dataDir, 'read-marks', `${session.target}-${session.userId}.json`),
      clock,
      onTrouble: (what, error) => onError?.(new AppError('internal', what, { cause: error })),
    });
    reads = own;
    openFiles.add(own);
    void own.load().then((directs) => {
      if (reads !== own) return;
      for (const channel of directs) session.cache.apply({ t: 'CHANNEL_CREATE', d: channel });
      own.reconcile(session.cache.state);
      announceReads(own.list(session.cache.state).map((state) => state.channelId));
    });
    release = session.onDispatch((dispatch) => {
      followReads(session, dispatch);
      const changes = takeIn(session, store, dispatch);
      if (changes.length > 0) batcher.add(changes);
    });
  };

  const closeFile = async (states: ReadStates) => {
    await states.flush();
    openFiles.delete(states);
  };

  const nothing = { messages: [], searched: 0, truncated: false };
  const findArchived = async (input: SearchInput): Promise<Found> => {
    try {
      return (await options.findArchived?.(input)) ?? nothing;
    } catch (error) {
      // What is at hand is still an answer.
      onError?.(error);
      return nothing;
    }
  };

  const unsubscribe = sessions.onChanged(attach);
  attach(sessions.current);

  /** Answers of REST do not name the guild; what is stored and shown does. */
  const keep = (session: DiscordSession, messages: readonly WireMessage[]): WireMessage[] => {
    const named = messages.map((message) => {
      const guild_id = message.guild_id ?? session.cache.state.guildOfChannel.get(message.channel_id);
      return guild_id === undefined ? message : { ...message, guild_id };
    });
    if (attachedTo === session) store.put(named);
    return named;
  };

  return {
    ...createMessageActions(sessions, clock, () => store),

    async list({ channelId, from, limit }, { signal } = {}) {
      const session = signedIn(sessions);
      const call = routes.listMessages(channelId, pageQuery(from, limit));
      const answer = await session.rest.request(call, signal ? { signal } : {});
      const page = toPage(answer, from, limit, lastMessageOf(session, channelId));
      if (attachedTo === session) forgetMissing(store, channelId, page.messages);
      const views = keep(session, page.messages).map((message) =>
        toMessageView(session.cache.state, message),
      );
      return { messages: views, hasOlder: page.hasOlder, hasNewer: page.hasNewer };
    },

    async get({ channelId, messageId }) {
      const session = signedIn(sessions);
      try {
        const [message] = keep(session, [
          await session.rest.request(routes.getMessage(channelId, messageId)),
        ]);
        return message ? toMessageView(session.cache.state, message) : null;
      } catch (error) {
        if (discordCodeOf(error) === UNKNOWN_MESSAGE) return null;
        throw error;
      }
    },

    async edit({ channelId, messageId, body, keepAttachmentIds }) {
      const session = signedIn(sessions);
      const planned = await toEditCall({
        channelId,
        messageId,
        body,
        keepAttachmentIds,
        pathOfFile: options.pathOfFile,
      });
      if (planned.kind === 'fileMissing') {
        return { kind: 'invalid', fields: { files: `${planned.fileName} is not there any more.` } };
      }
      try {
        const [message] = keep(session, [await session.rest.request(planned.call)]);
        if (!message) throw new AppError('rest/unexpected-response', 'The edited message did not come back.');
        const view = toMessageView(session.cache.state, message);
        batcher.add([[`message:${view.messageId}`, { type: 'upserted', message: view }]]);
        return { kind: 'done', message: view };
      } catch (error) {
        return messageRefusal(session, clock, channelId, ['SEND_MESSAGES', 'VIEW_CHANNEL'], error);
      }
    },

    delete({ channelId, messageIds, reason }) {
      const session = signedIn(sessions);
      const inGuild = session.cache.state.guildOfChannel.has(channelId);
      return deletions.add({
        session,
        channelId,
        messageIds,
        reason,
        undoMs: options.undoMs(),
        mayBulk: inGuild && may(session, clock, channelId, 'MANAGE_MESSAGES'),
      });
    },

    undoDelete: ({ deletionId }) => ({ undone: deletions.undo(deletionId) }),

    async pins({ channelId, beforeMs }) {
      const session = signedIn(sessions);
      const before = beforeMs === null ? null : new Date(beforeMs).toISOString();
      const page = await session.rest.request(routes.listPins(channelId, { before, limit: PINS_PAGE }));
      const messages = keep(
        session,
        page.items.map((item) => item.message),
      );
      const items = messages.flatMap((message, index) => {
        const pinnedAtMs = Date.parse(page.items[index]?.pinned_at ?? '');
        return Number.isFinite(pinnedAtMs)
          ? [{ message: toMessageView(session.cache.state, message), pinnedAtMs }]
          : [];
      });
      return { items, hasMore: page.has_more };
    },

    async typing({ channelId }) {
      const session = signedIn(sessions);
      const nowMs = clock.monotonicMs();
      if (nowMs - (lastTyped.get(channelId) ?? Number.NEGATIVE_INFINITY) < TYPING_EVERY_MS) return;
      lastTyped.set(channelId, nowMs);
      try {
        await session.rest.request(routes.triggerTyping(channelId), {
          priority: 'background',
          maxRetries: 0,
        });
      } catch (error) {
        // Only a courtesy: whoever writes learns by sending that this is not allowed or nobody is there.
        if (!(error instanceof AppError)) throw error;
      }
    },

    async search(input) {
      const session = signedIn(sessions);
      const { state } = session.cache;
      const found = await searchMessages(store, input, (channelId) => state.guildOfChannel.get(channelId));
      const archived = await findArchived(input);
      const all = joinFound(store, found, archived, input.limit);
      return { ...all, hits: all.messages.map((message) => toMessageView(state, message)) };
    },

    readStates: () => (attachedTo && reads ? reads.list(attachedTo.cache.state) : []),

    markRead({ channelId, messageId }) {
      if (!attachedTo || !reads) return;
      const newer = { unread: 0, mentions: 0 };
      for (const { message } of store.newestFirst(channelId)) {
        if (compareSnowflakes(message.id, messageId) <= 0) break;
        if (message.author.id === attachedTo.userId || !isWritten(message.type)) continue;
        newer.unread += 1;
        if (mentionsSelf(attachedTo.cache.state, message)) newer.mentions += 1;
      }
      reads.markRead(channelId, messageId, newer);
      announceReads([channelId]);
    },

    onChanged: changed.on,
    onReadStates: readChanged.on,

    settle: () => withinTime(clock, deletions.flush(), SETTLE_MS),

    async close() {
      await withinTime(clock, deletions.flush(), SETTLE_MS);
      release();
      unsubscribe();
      await Promise.all([...openFiles].map(closeFile));
      batcher.close();
      readBatcher.close();
      changed.clear();
      readChanged.clear();
    },
  };
}

/** A page has no gaps: what is stored of its stretch and not in it was deleted while nobody told us. */
function forgetMissing(store: MessageStore, channelId: string, page: readonly WireMessage[]): void {
  const [oldest, newest] = [page[0]?.id, page.at(-1)?.id];
  if (oldest === undefined || newest === undefined) return;
  const there = new Set(page.map((message) => message.id));
  const gone = store
    .newestFirst(channelId)
    .map((stored) => stored.message.id)
    .filter((id) => compareSnowflakes(id, oldest) > 0 && compareSnowflakes(id, newest) < 0 && !there.has(id));
  store.remove(channelId, gone);
}

function lastMessageOf(session: DiscordSession, channelId: string): string | null {
  const { state } = session.cache;
  const guild = state.guilds.get(state.guildOfChannel.get(channelId) ?? '');
  const channel =
    guild?.channels.get(channelId) ?? guild?.threads.get(channelId) ?? state.directChannels.get(channelId);
  return channel?.last_message_id ?? null;
}

/** Resolves when `work` has ended or the time is up, whichever comes first. */
function withinTime(clock: Clock, work: Promise<void>, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(resolve, limitMs);
    work.then(resolve, reject).finally(cancel);
  });
}
