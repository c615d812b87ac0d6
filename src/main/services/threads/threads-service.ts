import type { PermissionName } from '@shared/discord/permissions';
import type { ChannelId, UserId } from '@shared/discord/snowflake';
import type { WireThreadList } from '@shared/discord/wire/answers';
import type { WireChannel } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type { ActionOutcome, Refusal } from '@shared/models/messages';
import type {
  ArchivedThreadsPage,
  CreateThreadInput,
  ModifyThreadInput,
  PersonSummary,
  ThreadOutcome,
} from '@shared/models/threads';
import type { ThreadSummary } from '@shared/models/workspace';
import type { CachedGuild, CacheState } from '../../discord/cache';
import { refusalOf } from '../../discord/refusal';
import { discordCodeOf, type RestCall, routes } from '../../discord/rest';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { signedIn } from '../../discord/signed-in';
import type { Clock } from '../../support/clock';

/** Making, changing and finding threads (requirement M15). Forum posts are made by the outbox: they are messages too. */
export interface ThreadsService {
  create(input: CreateThreadInput): Promise<ThreadOutcome>;
  modify(input: ModifyThreadInput): Promise<ThreadOutcome>;
  /** One that is gone already counts as deleted. */
  delete(input: { threadId: ChannelId; reason: string | null }): Promise<ActionOutcome>;
  setJoined(input: { threadId: ChannelId; joined: boolean }): Promise<ActionOutcome>;
  setMember(input: { threadId: ChannelId; userId: UserId; present: boolean }): Promise<ActionOutcome>;
  /** Those of its members whose name can be told. */
  members(input: { threadId: ChannelId }): Promise<PersonSummary[]>;
  archived(input: {
    channelId: ChannelId;
    kind: 'public' | 'private';
    beforeMs: number | null;
  }): Promise<ArchivedThreadsPage>;
}

export interface ThreadsOptions {
  sessions: SessionSource;
  clock: Clock;
  /** The model of a thread; the workspace service's, so that there is one mapping. */
  describeThread(
    state: CacheState,
    guild: CachedGuild,
    thread: WireChannel,
    nowMs: number,
  ): ThreadSummary | null;
  /** The model of a member; the people service's. */
  person(input: { guildId: string; userId: string }): Promise<PersonSummary | null>;
}

const TYPE = { announcementThread: 10, publicThread: 11, privateThread: 12 } as const;
const CHANNEL_TYPE_ANNOUNCEMENT = 5;
const UNKNOWN_CHANNEL = 10_003;
const ARCHIVE_PAGE = 50;
/** More names than this are not looked up one by one. */
const MAX_MEMBERS = 100;

export function createThreadsService(options: ThreadsOptions): ThreadsService {
  const { sessions, clock } = options;

  const refuse = (
    session: DiscordSession,
    channelId: string,
    needs: readonly PermissionName[],
    about: 'thread' | 'message',
    error: unknown,
  ): Refusal => refusalOf(error, { state: session.cache.state, nowMs: clock.now(), channelId, needs, about });

  const act = async (
    threadId: string,
    needs: readonly PermissionName[],
    call: RestCall<unknown>,
    reason: string | null = null,
  ): Promise<ActionOutcome> => {
    const session = signedIn(sessions);
    try {
      await session.rest.request(call, reason === null ? {} : { reason });
      return { kind: 'done' };
    } catch (error) {
      return refuse(session, threadId, needs, 'thread', error);
    }
  };

  /** Puts what REST answered with into the cache, and shows it as the window knows threads. */
  const known = (session: DiscordSession, thread: WireChannel): ThreadSummary => {
    session.cache.apply({ t: 'THREAD_CREATE', d: thread });
    const { state } = session.cache;
    const guild = state.guilds.get(state.guildOfChannel.get(thread.id) ?? '');
    const wire = guild?.threads.get(thread.id);
    const summary = guild && wire ? options.describeThread(state, guild, wire, clock.now()) : null;
    if (!summary) throw new AppError('rest/unexpected-response', 'The thread cannot be seen here.');
    return summary;
  };

  return {
    async create(input) {
      const session = signedIn(sessions);
      const { channelId, messageId, name, kind } = input;
      const body = { name, auto_archive_duration: input.autoArchiveMinutes };
      const isPrivate = kind === 'private';
      const call =
        messageId === null
          ? routes.startThread(channelId, { ...body, type: threadTypeIn(session, channelId, isPrivate) })
          : routes.startThreadFromMessage(channelId, messageId, body);
      try {
        return { kind: 'done', thread: known(session, await session.rest.request(call)) };
      } catch (error) {
        const needs: PermissionName = isPrivate ? 'CREATE_PRIVATE_THREADS' : 'CREATE_PUBLIC_THREADS';
        return refuse(session, channelId, [needs, 'READ_MESSAGE_HISTORY'], 'message', error);
      }
    },

    async modify({ threadId, slowModeMs, autoArchiveMinutes, appliedTagIds, ...rest }) {
      const session = signedIn(sessions);
      const body = withoutUndefined({
        name: rest.name,
        archived: rest.archived,
        locked: rest.locked,
        auto_archive_duration: autoArchiveMinutes,
        rate_limit_per_user: slowModeMs === undefined ? undefined : Math.round(slowModeMs / 1_000),
        applied_tags: appliedTagIds,
      });
      try {
        const thread = await session.rest.request(routes.modifyChannel(threadId, body));
        return { kind: 'done', thread: known(session, thread) };
      } catch (error) {
        return refuse(session, threadId, ['MANAGE_THREADS', 'SEND_MESSAGES_IN_THREADS'], 'thread', error);
      }
    },

    async delete({ threadId, reason }) {
      const session = signedIn(sessions);
      try {
        await session.rest.request(routes.deleteChannel(threadId), reason === null ? {} : { reason });
      } catch (error) {
        if (discordCodeOf(error) !== UNKNOWN_CHANNEL) {
          return refuse(session, threadId, ['MANAGE_THREADS'], 'thread', error);
        }
      }
      session.cache.apply({ t: 'THREAD_DELETE', d: { id: threadId } });
      return { kind: 'done' };
    },

    setJoined: ({ threadId, joined }) =>
      act(threadId, ['VIEW_CHANNEL'], joined ? routes.joinThread(threadId) : routes.leaveThread(threadId)),

    setMember: ({ threadId, userId, present }) =>
      present
        ? act(threadId, ['SEND_MESSAGES_IN_THREADS'], routes.addThreadMember(threadId, userId))
        : act(threadId, ['MANAGE_THREADS'], routes.removeThreadMember(threadId, userId)),

    async members({ threadId }) {
      const session = signedIn(sessions);
      const guildId = session.cache.state.guildOfChannel.get(threadId);
      if (guildId === undefined) return [];
      const members = await session.rest.request(routes.listThreadMembers(threadId, { limit: MAX_MEMBERS }));
      const people = await Promise.all(
        members.flatMap((member) =>
          member.user_id === undefined ? [] : [options.person({ guildId, userId: member.user_id })],
        ),
      );
      return people.filter((person) => person !== null);
    },

    async archived({ channelId, kind, beforeMs }) {
      const session = signedIn(sessions);
      const page = {
        before: beforeMs === null ? null : new Date(beforeMs).toISOString(),
        limit: ARCHIVE_PAGE,
      };
      const list =
        kind === 'public'
          ? await session.rest.request(routes.listPublicArchivedThreads(channelId, page))
          : await privateArchive(session, channelId, page);
      const joined = new Set(list.members.map((member) => member.id));
      const threads = list.threads.flatMap((thread) => {
        try {
          return [known(session, { ...thread, member: thread.member || joined.has(thread.id) })];
        } catch (error) {
          // One we may not see after all costs itself, not the page.
          if (error instanceof AppError) return [];
          throw error;
        }
      });
      const lastMs = Date.parse(list.threads.at(-1)?.thread_metadata?.archive_timestamp ?? '');
      const nextBeforeMs = list.has_more && Number.isFinite(lastMs) ? lastMs : null;
      return { threads, hasMore: nextBeforeMs !== null, nextBeforeMs };
    },
  };
}

/** All private ones for who may manage threads, else those we are in. */
async function privateArchive(
  session: DiscordSession,
  channelId: string,
  page: { before: string | null; limit: number },
): Promise<WireThreadList> {
  try {
    return await session.rest.request(routes.listPrivateArchivedThreads(channelId, page));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'rest/missing-permission') throw error;
    // This list is paged by id and short: it is taken whole from its first page.
    if (page.before !== null) return { threads: [], members: [], has_more: false };
    const own = await session.rest.request(
      routes.listJoinedPrivateArchivedThreads(channelId, { limit: 100 }),
    );
    return { ...own, has_more: false };
  }
}

function threadTypeIn(session: DiscordSession, channelId: string, isPrivate: boolean) {
  if (isPrivate) return TYPE.privateThread;
  const { state } = session.cache;
  const guild = state.guilds.get(state.guildOfChannel.get(channelId) ?? '');
  return guild?.channels.get(channelId)?.type === CHANNEL_TYPE_ANNOUNCEMENT
    ? TYPE.announcementThread
    : TYPE.publicThread;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
}
