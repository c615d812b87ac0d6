import {
  ChannelId,
  type GuildId,
  MessageId,
  snowflakeAt,
  UserId,
} from '../../../src/shared/discord/snowflake';
import type { ReadState } from '../../../src/shared/models/messages';
import type { NamedRoute, WebhookSummary } from '../../../src/shared/models/routes';
import type { PersonSummary } from '../../../src/shared/models/threads';
import type {
  DirectChannelSummary,
  TextChannelSummary,
  ThreadSummary,
  WorkspaceChange,
  WorkspaceSnapshot,
} from '../../../src/shared/models/workspace';
import type { PartialHandlers } from '../contract-double';

const hour = 3_600_000;
const channel = (id: string) => ChannelId.parse(id);
const at = (ms: number, n = 0) => MessageId.parse((BigInt(snowflakeAt(ms)) + BigInt(n)).toString());

/** Channels of every kind, threads, posts and DMs, to put beside what the guild has already. */
export function deskWorkspace(
  guildId: GuildId,
  nowMs: number,
  abilities: TextChannelSummary['abilities'],
): Pick<WorkspaceSnapshot, 'textChannels' | 'threads' | 'directChannels'> {
  const thread = (
    id: string,
    parentId: string,
    name: string,
    agoMs: number,
    extra: Partial<ThreadSummary> = {},
  ): ThreadSummary => ({
    channelId: channel(id),
    guildId,
    parentId: channel(parentId),
    name,
    kind: 'public',
    ownerId: UserId.parse('2'),
    archived: false,
    locked: false,
    pinned: false,
    autoArchiveMinutes: 1_440,
    slowModeMs: 0,
    messageCount: 12,
    memberCount: 4,
    joined: true,
    appliedTagIds: [],
    createdAtMs: nowMs - agoMs - 48 * hour,
    lastMessageId: at(nowMs - agoMs),
    abilities,
    ...extra,
  });
  const forum: TextChannelSummary = {
    channelId: channel('310'),
    guildId,
    name: 'questions',
    kind: 'forum',
    categoryId: channel('401'),
    position: 3,
    topic: 'One question for each post.\nSay what you tried.',
    nsfw: false,
    slowModeMs: 0,
    lastMessageId: null,
    abilities,
    tags: [
      { tagId: '801', name: 'audio', emojiId: null, emojiName: '🎧', moderated: false },
      { tagId: '802', name: 'rooms', emojiId: null, emojiName: null, moderated: false },
      { tagId: '803', name: 'answered', emojiId: null, emojiName: '✅', moderated: true },
    ],
    tagRequired: true,
  };
  const chat: TextChannelSummary = {
    ...forum,
    channelId: channel('203'),
    name: 'Studio',
    kind: 'roomChat',
    categoryId: channel('403'),
    position: 0,
    topic: null,
    tags: [],
    tagRequired: false,
  };
  const slow: TextChannelSummary = {
    ...chat,
    channelId: channel('304'),
    name: 'a-channel-with-quite-a-long-name-that-does-not-fit',
    kind: 'text',
    categoryId: channel('401'),
    position: 4,
    topic: 'Slow on **purpose**: think before you write, see <#301>',
    slowModeMs: 30_000,
  };
  const direct = (id: string, userId: string, displayName: string, agoMs: number): DirectChannelSummary => ({
    channelId: channel(id),
    userId: UserId.parse(userId),
    displayName,
    avatarUrl: null,
    lastMessageId: at(nowMs - agoMs),
  });
  return {
    textChannels: [forum, chat, slow],
    threads: [
      thread('501', '301', 'Levels for Tuesday', hour),
      thread('502', '301', 'Where does the hum come from?', 3 * hour, { messageCount: 41 }),
      thread('503', '302', 'Private notes', 5 * hour, { kind: 'private', joined: false }),
      thread('511', '310', 'Which microphone for a small room?', hour, {
        appliedTagIds: ['801'],
        messageCount: 7,
        pinned: true,
      }),
      thread('512', '310', 'The stage does not let me speak', 26 * hour, {
        appliedTagIds: ['802', '803'],
        messageCount: 3,
        ownerId: UserId.parse('3'),
        locked: true,
      }),
      thread('513', '310', 'How do I hear only one speaker?', 80 * hour, { messageCount: 0 }),
    ],
    directChannels: [direct('601', '2', 'Mira', 2 * hour), direct('602', '5', 'Lin', 30 * hour)],
  };
}

/** What the desk's double works with: the guild's state, and the way to change it. */
export interface DeskContext {
  guildId: GuildId;
  nowMs: number;
  full: boolean;
  workspace(): WorkspaceSnapshot;
  change(...changes: WorkspaceChange[]): void;
  emitReadStates(states: ReadState[]): void;
}

/** Threads, people, routes, webhooks and read states that behave: what is made is there afterwards. */
export function createDeskDouble(context: DeskContext) {
  const { guildId, nowMs, full } = context;
  let nextId = 7_000;
  const newId = () => String(nextId++);
  const reads = new Map<string, ReadState>();
  const setRead = (id: string, unread: number, mentions: number, inGuild = true) => {
    const state: ReadState = {
      channelId: channel(id),
      guildId: inGuild ? guildId : null,
      lastMessageId: at(nowMs - hour, unread),
      lastReadId: null,
      unread,
      mentions,
    };
    reads.set(id, state);
    return state;
  };
  if (full) {
    setRead('302', 4, 1);
    setRead('502', 2, 0);
    setRead('602', 1, 1, false);
  }
  const person = (userId: string, displayName: string, isBot = false): PersonSummary => ({
    userId: UserId.parse(userId),
    guildId,
    displayName,
    username: displayName.toLowerCase(),
    avatarUrl: null,
    isBot,
    roleIds: [],
    timedOutUntilMs: null,
  });
  const people = [
    person('2', 'Mira'),
    person('3', 'Tomás'),
    person('4', 'Ayo'),
    person('5', 'Lin'),
    person('6', 'Bex'),
    person('9', 'Helper', true),
  ];
  const members = new Map<string, Set<string>>();
  const membersOf = (id: string) =>
    members.get(id) ?? members.set(id, new Set(['2', '3'])).get(id) ?? new Set();
  const webhook = (
    webhookId: string,
    name: string,
    channelId: string | null,
    extra: Partial<WebhookSummary> = {},
  ): WebhookSummary => ({
    webhookId,
    guildId,
    channelId: channelId === null ? null : channel(channelId),
    name,
    avatarUrl: null,
    kind: 'incoming',
    createdBy: 'Mira',
    canPost: true,
    imported: false,
    ...extra,
  });
  let webhooks: WebhookSummary[] = full
    ? [
        webhook('901', 'Stage manager', '301'),
        webhook('902', 'News', '303', { kind: 'follower', canPost: false, createdBy: null }),
        webhook('903', 'Release notes', null, { guildId: null, imported: true, createdBy: null }),
      ]
    : [];
  const noIdentity = { username: null, avatarUrl: null };
  let routes: NamedRoute[] = full
    ? [
        {
          name: 'standup',
          target: { kind: 'channel', channelId: channel('301') },
          identity: noIdentity,
          where: '#general · Practice Guild',
          health: { kind: 'ok', checkedAtMs: nowMs - 5 * 60_000 },
          updatedAtMs: nowMs,
        },
        {
          name: 'alerts',
          target: { kind: 'webhook', webhookId: '999', threadId: null, threadName: null },
          identity: { username: 'Alarm', avatarUrl: null },
          where: 'Alarm bell · #alerts · Practice Guild',
          health: { kind: 'broken', checkedAtMs: nowMs - hour, reason: 'webhookGone', permission: null },
          updatedAtMs: nowMs,
        },
        {
          name: 'changelog',
          target: { kind: 'webhook', webhookId: '901', threadId: null, threadName: null },
          identity: noIdentity,
          where: 'Stage manager · #general · Practice Guild',
          health: { kind: 'unknown' },
          updatedAtMs: nowMs,
        },
      ]
    : [];
  const archive: ThreadSummary[] = full
    ? Array.from({ length: 30 }, (_, i) => ({
        channelId: channel(String(5_100 + i)),
        guildId,
        parentId: channel('301'),
        name: `Old subject ${i + 1}`,
        kind: 'public' as const,
        ownerId: UserId.parse('2'),
        archived: true,
        locked: i % 7 === 0,
        pinned: false,
        autoArchiveMinutes: 1_440,
        slowModeMs: 0,
        messageCount: i * 3,
        memberCount: 3,
        joined: false,
        appliedTagIds: [],
        createdAtMs: nowMs - (i + 10) * 24 * hour,
        lastMessageId: at(nowMs - (i + 5) * 24 * hour),
        abilities: ['sendInThreads', 'readHistory', 'manageThreads'],
      }))
    : [];
  const threadOf = (id: string) =>
    context.workspace().threads.find((t) => t.channelId === id) ?? archive.find((t) => t.channelId === id);
  const upsert = (thread: ThreadSummary) => context.change({ type: 'threadUpserted', thread });

  const handlers = {
    threads: {
      create: (input) => {
        const parent = context.workspace().textChannels.find((c) => c.channelId === input.channelId);
        if (!parent) return { kind: 'gone', what: 'channel' };
        const thread: ThreadSummary = {
          channelId: channel(newId()),
          guildId,
          parentId: input.channelId,
          name: input.name,
          kind: input.kind,
          ownerId: UserId.parse('1'),
          archived: false,
          locked: false,
          pinned: false,
          autoArchiveMinutes: input.autoArchiveMinutes,
          slowModeMs: 0,
          messageCount: 0,
          memberCount: 1,
          joined: true,
          appliedTagIds: [],
          createdAtMs: Date.now(),
          lastMessageId: null,
          abilities: parent.abilities,
        };
        upsert(thread);
        return { kind: 'done', thread };
      },
      modify: ({ threadId, ...patch }) => {
        const before = threadOf(threadId);
        if (!before) return { kind: 'gone', what: 'thread' };
        const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
        const thread: ThreadSummary = { ...before, ...given };
        upsert(thread);
        return { kind: 'done', thread };
      },
      delete: ({ threadId }) => {
        context.change({ type: 'threadRemoved', channelId: threadId });
        return { kind: 'done' };
      },
      setJoined: ({ threadId, joined }) => {
        const before = threadOf(threadId);
        if (before) upsert({ ...before, joined });
        return { kind: 'done' };
      },
      setMember: ({ threadId, userId, present }) => {
        if (present) membersOf(threadId).add(userId);
        else membersOf(threadId).delete(userId);
        return { kind: 'done' };
      },
      members: ({ threadId }) => people.filter((one) => membersOf(threadId).has(one.userId)),
      archived: ({ channelId, beforeMs }) => {
        const all = archive.filter(
          (t) => t.parentId === channelId && (beforeMs === null || t.createdAtMs < beforeMs),
        );
        const threads = all.slice(0, 25);
        const last = threads.at(-1);
        const hasMore = all.length > threads.length;
        return { threads, hasMore, nextBeforeMs: hasMore && last ? last.createdAtMs : null };
      },
    },
    people: {
      search: ({ text }) => {
        const needle = text.toLowerCase();
        return people.filter((one) => one.displayName.toLowerCase().startsWith(needle)).slice(0, 25);
      },
      get: ({ userId }) => people.find((one) => one.userId === userId) ?? null,
      openDirect: ({ userId }) => {
        const one = people.find((p) => p.userId === userId);
        if (!one) return { kind: 'gone', what: 'user' };
        if (one.displayName === 'Ayo') return { kind: 'dmClosed' };
        const open = context.workspace().directChannels.find((d) => d.userId === userId);
        if (open) return { kind: 'done', channelId: open.channelId };
        const channelId = channel(newId());
        const { displayName, avatarUrl } = one;
        context.change({
          type: 'directChannelUpserted',
          channel: { channelId, userId, displayName, avatarUrl, lastMessageId: null },
        });
        return { kind: 'done', channelId };
      },
    },
    routes: {
      list: () => routes,
      save: ({ previousName, ...choice }) => {
        const taken = choice.name !== previousName && routes.some((r) => r.name === choice.name);
        if (taken) return { kind: 'nameTaken' };
        const route: NamedRoute = {
          ...choice,
          where: '#general · Practice Guild',
          health: { kind: 'unknown' },
          updatedAtMs: Date.now(),
        };
        routes = [...routes.filter((r) => r.name !== previousName && r.name !== choice.name), route];
        return { kind: 'saved', route };
      },
      remove: ({ name }) => {
        routes = routes.filter((route) => route.name !== name);
      },
      check: ({ name }) => {
        const gone = (route: NamedRoute) =>
          route.target.kind === 'webhook' &&
          !webhooks.some((w) => route.target.kind === 'webhook' && w.webhookId === route.target.webhookId);
        routes = routes.map((route) =>
          name !== null && route.name !== name
            ? route
            : {
                ...route,
                health: gone(route)
                  ? { kind: 'broken', checkedAtMs: Date.now(), reason: 'webhookGone', permission: null }
                  : { kind: 'ok', checkedAtMs: Date.now() },
              },
        );
        return routes.filter((route) => name === null || route.name === name);
      },
    },
    webhooks: {
      list: () => ({ kind: 'listed', webhooks: webhooks.filter((w) => w.guildId !== null) }),
      usable: () => webhooks.filter((w) => w.canPost),
      create: ({ channelId, name }) => {
        const made = webhook(newId(), name, channelId, { createdBy: 'Roomtone' });
        webhooks = [...webhooks, made];
        return { kind: 'done', webhook: made };
      },
      modify: ({ webhookId, name, channelId }) => {
        const before = webhooks.find((w) => w.webhookId === webhookId);
        if (!before) return { kind: 'gone' };
        const after = { ...before, name: name ?? before.name, channelId: channelId ?? before.channelId };
        webhooks = webhooks.map((w) => (w.webhookId === webhookId ? after : w));
        return { kind: 'done', webhook: after };
      },
      delete: ({ webhookId }) => {
        webhooks = webhooks.filter((w) => w.webhookId !== webhookId);
        return { kind: 'done' };
      },
      importLink: ({ link }) => {
        const found = /webhooks\/(\d+)\/[\w-]+$/.exec(link);
        if (!found?.[1]) return { kind: 'invalid', reason: 'This is not the link of a webhook.' };
        const made = webhook(found[1], 'Imported', null, { guildId: null, imported: true, createdBy: null });
        webhooks = [...webhooks, made];
        return { kind: 'done', webhook: made };
      },
      openMessage: () => ({ kind: 'notOurs' }),
    },
  } satisfies PartialHandlers;

  return {
    handlers,
    readStates: () => [...reads.values()],
    markRead: (channelId: string) => {
      const before = reads.get(channelId);
      if (!before) return;
      const after = { ...before, unread: 0, mentions: 0, lastReadId: before.lastMessageId };
      reads.set(channelId, after);
      context.emitReadStates([after]);
    },
    /** Something came to a channel that was not read. */
    unread: (channelId: string, unread: number, mentions = 0) =>
      context.emitReadStates([setRead(channelId, unread, mentions, !/^60/.test(channelId))]),
  };
}
