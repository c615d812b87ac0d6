import { compareSnowflakes } from '@shared/discord/snowflake';
import { z } from 'zod';
import { AuditAction, recordAudit } from '../../world/commands/audit';
import { joinThread, leaveThread } from '../../world/commands/thread-activity';
import {
  createPost,
  startThread,
  startThreadFromMessage,
  type ThreadFields,
} from '../../world/commands/threads';
import type { ChannelRecord, GuildRecord, ThreadMemberRecord, ThreadRecord } from '../../world/model';
import { ChannelType, holdsPosts, MessageFlag, MessageType, ThreadType } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { isThreadMember } from '../../world/places';
import { memberToWire, threadMemberToWire, threadToWire, type Wire } from '../../world/wire';
import { messageToWire } from '../../world/wire-messages';
import type { World } from '../../world/world';
import { ApiError } from '../api-error';
import { requireActive, requireMessage, requireThread, requireWritable } from '../chat-scope';
import { FormErrors } from '../forms/errors';
import { autoArchive, queryFlag, snowflakeId, snowflakeText } from '../forms/fields';
import { checkContent, contentFields, isEmpty, toFields } from '../forms/message-form';
import { requireContentPermissions } from '../messages/send';
import { checkedTags } from '../messages/tags';
import {
  bucket,
  type ChannelScope,
  type Exchange,
  NO_CONTENT,
  ok,
  param,
  type Reply,
  type Route,
  readBody,
  readQuery,
  requireChannel,
  requireGuild,
  requirePermission,
} from '../route';

const MAX_MEMBERS = 1000;

const common = {
  name: z.string().trim().min(1).max(100),
  auto_archive_duration: autoArchive.nullish(),
  rate_limit_per_user: z.number().int().min(0).max(21_600).nullish(),
};
const FromMessageBody = z.object(common);
const StandaloneBody = z.object({
  ...common,
  type: z.union([z.literal(10), z.literal(11), z.literal(12)]).nullish(),
  invitable: z.boolean().nullish(),
});
const PostBody = z.object({
  ...common,
  applied_tags: z.array(snowflakeId).nullish(),
  message: z.object(contentFields),
});
const MemberQuery = z.object({
  with_member: queryFlag,
  after: snowflakeText.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(100),
});
const ArchivedQuery = z.object({
  before: z.string().optional(),
  limit: z.coerce.number().int().min(2).max(100).default(50),
});

function fieldsOf(
  exchange: Exchange,
  parent: ChannelRecord,
  type: ThreadType,
  body: z.output<typeof FromMessageBody>,
): ThreadFields {
  return {
    name: body.name,
    type,
    owner_id: exchange.userId,
    auto_archive_duration: body.auto_archive_duration ?? parent.default_auto_archive_duration,
    rate_limit_per_user: body.rate_limit_per_user ?? 0,
  };
}

function fromMessage(exchange: Exchange): ThreadRecord {
  const { world } = exchange.services;
  const scope = requireChannel(exchange);
  const { guild, channel } = scope;
  if (channel.type !== ChannelType.TEXT && channel.type !== ChannelType.ANNOUNCEMENT) {
    throw new ApiError('wrongChannelType');
  }
  requirePermission(scope, 'CREATE_PUBLIC_THREADS');
  const body = readBody(exchange, FromMessageBody);
  const message = requireMessage(exchange, scope);
  if (message.type !== MessageType.DEFAULT && message.type !== MessageType.REPLY) {
    throw new ApiError('systemMessage');
  }
  if ((message.flags & MessageFlag.HAS_THREAD) !== 0) throw new ApiError('threadExists');
  const type = channel.type === ChannelType.ANNOUNCEMENT ? ThreadType.ANNOUNCEMENT : ThreadType.PUBLIC;
  return startThreadFromMessage(world, guild, channel, message, fieldsOf(exchange, channel, type, body));
}

function standalone(exchange: Exchange, scope: ChannelScope): ThreadRecord {
  const { guild, channel } = scope;
  const body = readBody(exchange, StandaloneBody);
  // In this version of the API a thread that says nothing is private.
  const type = body.type ?? ThreadType.PRIVATE;
  const fits = type === ThreadType.ANNOUNCEMENT ? ChannelType.ANNOUNCEMENT : ChannelType.TEXT;
  if (channel.type !== fits) throw new ApiError('wrongChannelType');
  const isPrivate = type === ThreadType.PRIVATE;
  requirePermission(scope, isPrivate ? 'CREATE_PRIVATE_THREADS' : 'CREATE_PUBLIC_THREADS');
  return startThread(exchange.services.world, guild, channel, {
    ...fieldsOf(exchange, channel, type, body),
    invitable: body.invitable ?? true,
  });
}

function post(exchange: Exchange, scope: ChannelScope): Wire {
  const { world } = exchange.services;
  const { guild, channel } = scope;
  requirePermission(scope, 'SEND_MESSAGES');
  const body = readBody(exchange, PostBody);
  const checked = checkContent(body.message, exchange.files, new FormErrors(['message']));
  requireContentPermissions(scope, checked);
  if (isEmpty(checked)) throw new ApiError('emptyMessage');
  const moderates = hasPermission(scope.granted, 'MANAGE_THREADS');
  const made = createPost(
    world,
    guild,
    channel,
    {
      ...fieldsOf(exchange, channel, ThreadType.PUBLIC, body),
      applied_tags: checkedTags(channel, body.applied_tags ?? [], moderates),
    },
    { ...toFields(checked), mayMentionEveryone: hasPermission(scope.granted, 'MENTION_EVERYONE') },
  );
  return {
    ...threadToWire(made.thread, exchange.userId),
    message: messageToWire(world, made.message, exchange.userId),
  };
}

function audit(exchange: Exchange, guild: GuildRecord, threadId: string): void {
  const { services, userId, reason } = exchange;
  recordAudit(services.world, guild, {
    action: AuditAction.THREAD_CREATE,
    userId,
    targetId: threadId,
    reason,
  });
}

function start(exchange: Exchange): Reply {
  const scope = requireChannel(exchange);
  if (holdsPosts(scope.channel)) {
    const wire = post(exchange, scope);
    audit(exchange, scope.guild, String(wire.id));
    return { status: 201, body: wire };
  }
  const thread = standalone(exchange, scope);
  audit(exchange, scope.guild, thread.id);
  return { status: 201, body: threadToWire(thread, exchange.userId) };
}

function addMember(exchange: Exchange, userId: string): void {
  const { world } = exchange.services;
  const { guild, channel: thread, granted } = requireThread(exchange);
  requireActive({ guild, channel: thread, granted });
  if (userId !== exchange.userId) {
    requirePermission({ granted }, 'SEND_MESSAGES');
    requireWritable({ guild, channel: thread, granted });
    const invites = thread.invitable || thread.owner_id === exchange.userId;
    if (thread.type === ThreadType.PRIVATE && !invites) requirePermission({ granted }, 'MANAGE_THREADS');
  }
  if (!world.user(userId)) throw new ApiError('unknownUser');
  if (!guild.members.has(userId)) throw new ApiError('unknownMember');
  if (thread.members.length >= MAX_MEMBERS) throw new ApiError('maxThreadMembers');
  joinThread(world, guild, thread, userId);
}

function removeMember(exchange: Exchange, userId: string): void {
  const { guild, channel: thread, granted } = requireThread(exchange);
  requireActive({ guild, channel: thread, granted });
  const ownPrivate = thread.type === ThreadType.PRIVATE && thread.owner_id === exchange.userId;
  if (userId !== exchange.userId && !ownPrivate) requirePermission({ granted }, 'MANAGE_THREADS');
  leaveThread(exchange.services.world, guild, thread, userId);
}

function showMember(
  world: World,
  guild: GuildRecord,
  thread: ThreadRecord,
  own: ThreadMemberRecord,
  withMember: boolean,
): Wire {
  const member = guild.members.get(own.user_id);
  const user = world.user(own.user_id);
  return {
    ...threadMemberToWire(thread, own),
    ...(withMember && member && user ? { member: memberToWire(member, user) } : {}),
  };
}

function listMembers(exchange: Exchange): Wire[] {
  const { guild, channel: thread } = requireThread(exchange);
  const { with_member, after, limit } = readQuery(exchange, MemberQuery);
  const sorted = [...thread.members].sort((a, b) => compareSnowflakes(a.user_id, b.user_id));
  const rest =
    after === undefined ? sorted : sorted.filter((own) => compareSnowflakes(own.user_id, after) > 0);
  // Pages are for lists that carry whole members.
  const page = with_member ? rest.slice(0, limit) : rest;
  return page.map((own) => showMember(exchange.services.world, guild, thread, own, with_member));
}

/** Threads that the caller can see, and its membership in them. */
function listed(exchange: Exchange, threads: readonly ThreadRecord[]): { threads: Wire[]; members: Wire[] } {
  return {
    threads: threads.map((thread) => threadToWire(thread, exchange.userId)),
    members: threads.flatMap((thread) =>
      thread.members
        .filter((own) => own.user_id === exchange.userId)
        .map((own) => threadMemberToWire(thread, own)),
    ),
  };
}

function archived(exchange: Exchange, kind: 'public' | 'private' | 'joined'): Reply {
  const { world } = exchange.services;
  const scope = requireChannel(exchange);
  requirePermission(scope, 'READ_MESSAGE_HISTORY');
  if (kind === 'private') requirePermission(scope, 'MANAGE_THREADS');
  const { before, limit } = readQuery(exchange, ArchivedQuery);
  const matching = [...scope.guild.threads.values()]
    .filter((thread) => thread.parent_id === scope.channel.id && thread.archived)
    .filter((thread) => (thread.type === ThreadType.PRIVATE) === (kind !== 'public'))
    .filter((thread) => kind !== 'joined' || isThreadMember(thread, exchange.userId))
    .filter((thread) => world.maySee(scope.guild, thread.id, exchange.userId))
    .filter((thread) => before === undefined || isBefore(thread, before, kind))
    .sort((a, b) =>
      kind === 'joined'
        ? compareSnowflakes(b.id, a.id)
        : Date.parse(b.archive_timestamp) - Date.parse(a.archive_timestamp),
    );
  return ok({ ...listed(exchange, matching.slice(0, limit)), has_more: matching.length > limit });
}

function isBefore(thread: ThreadRecord, before: string, kind: 'public' | 'private' | 'joined'): boolean {
  if (kind === 'joined') return /^\d{1,20}$/.test(before) && compareSnowflakes(thread.id, before) < 0;
  return Date.parse(thread.archive_timestamp) < Date.parse(before);
}

function active(exchange: Exchange): Reply {
  const guild = requireGuild(exchange);
  const { world } = exchange.services;
  const seen = [...guild.threads.values()]
    .filter((thread) => !thread.archived && world.maySee(guild, thread.id, exchange.userId))
    .sort((a, b) => compareSnowflakes(b.id, a.id));
  return ok(listed(exchange, seen));
}

const MEMBERS = '/channels/:channelId/thread-members';
const list = bucket('threads.list', 10, 10);

export const threadRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/channels/:channelId/messages/:messageId/threads',
    limit: bucket('threads.create', 5, 10),
    handle: (exchange) => {
      const thread = fromMessage(exchange);
      audit(exchange, requireChannel(exchange).guild, thread.id);
      return { status: 201, body: threadToWire(thread, exchange.userId) };
    },
  },
  {
    method: 'POST',
    path: '/channels/:channelId/threads',
    limit: bucket('threads.create', 5, 10),
    handle: start,
  },
  { method: 'GET', path: '/guilds/:guildId/threads/active', limit: list, handle: active },
  {
    method: 'GET',
    path: '/channels/:channelId/threads/archived/public',
    limit: list,
    handle: (exchange) => archived(exchange, 'public'),
  },
  {
    method: 'GET',
    path: '/channels/:channelId/threads/archived/private',
    limit: list,
    handle: (exchange) => archived(exchange, 'private'),
  },
  {
    method: 'GET',
    path: '/channels/:channelId/users/@me/threads/archived/private',
    limit: list,
    handle: (exchange) => archived(exchange, 'joined'),
  },
  {
    method: 'GET',
    path: MEMBERS,
    limit: bucket('threads.members', 10, 10),
    handle: (exchange) => ok(listMembers(exchange)),
  },
  {
    method: 'GET',
    path: `${MEMBERS}/:userId`,
    limit: bucket('threads.members.get', 10, 10),
    handle: (exchange) => {
      const { guild, channel: thread } = requireThread(exchange);
      const own = thread.members.find((member) => member.user_id === param(exchange, 'userId'));
      if (!own) throw new ApiError('unknownMember');
      const { with_member } = readQuery(exchange, MemberQuery);
      return ok(showMember(exchange.services.world, guild, thread, own, with_member));
    },
  },
  ...(['@me', ':userId'] as const).flatMap((who): Route[] => [
    {
      method: 'PUT',
      path: `${MEMBERS}/${who}`,
      limit: bucket('threads.members.write', 5, 5),
      handle: (exchange) => {
        addMember(exchange, who === '@me' ? exchange.userId : param(exchange, 'userId'));
        return NO_CONTENT;
      },
    },
    {
      method: 'DELETE',
      path: `${MEMBERS}/${who}`,
      limit: bucket('threads.members.write', 5, 5),
      handle: (exchange) => {
        removeMember(exchange, who === '@me' ? exchange.userId : param(exchange, 'userId'));
        return NO_CONTENT;
      },
    },
  ]),
];
