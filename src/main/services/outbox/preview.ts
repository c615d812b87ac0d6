import { BOT_CONTEXT, type BodyContext, checkBody, WEBHOOK_CONTEXT } from '@shared/discord/message-rules';
import { hasPermission, PERMISSION_LABELS } from '@shared/discord/permissions';
import { GuildId } from '@shared/discord/snowflake';
import type {
  BlastRadius,
  Destination,
  DirectDestination,
  MessageBody,
  WebhookIdentity,
} from '@shared/models/message-body';
import { type CacheState, ownChannelPermissions } from '../../discord/cache';
import { type RestCall, routes, type WebhookCredentials } from '../../discord/rest';
import type { DiscordSession } from '../../discord/session';
import { Secret } from '../../support/secret';
import { pingsOf, type Reach } from './blast-radius';
import { describePlace, findChannel } from './places';
import type { OutboxOptions } from './ports';
import { neededFor } from './problems';

export interface PreviewInput {
  destination: Destination;
  /** Null for a route that is not there. */
  resolved: { target: DirectDestination; identity: WebhookIdentity | null } | null;
  body: MessageBody;
  /** Entries that go before it to the same place. */
  ahead: number;
}

/** What a line up to Discord usually carries, for the estimate alone. */
const UPLOAD_BYTES_A_MS = 1_250;

/** Which rules hold at a destination. */
export function contextOf(target: DirectDestination | null): BodyContext {
  return target?.kind === 'webhook' ? WEBHOOK_CONTEXT : BOT_CONTEXT;
}

/** Who a message would reach and what it costs, from what the cache and the rate limits know; nothing is sent. */
export function previewOf(input: PreviewInput, options: OutboxOptions): BlastRadius {
  const { destination, resolved, body } = input;
  const session = options.sessions.current;
  const target = resolved?.target ?? null;
  const where = describePlace(session?.cache.state ?? null, destination, options.describeWebhook);
  const uploadBytes = body.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const cost = {
    where,
    uploadBytes,
    requests: target?.kind === 'user' ? 2 : 1,
    problems: checkBody(body, contextOf(target)),
  };
  if (!session || !target) {
    const warnings = target ? [] : ['This route leads nowhere: make it again, or choose another place.'];
    return { ...cost, ...NOBODY, guildId: null, estimatedMs: 0, warnings };
  }
  const { state } = session.cache;
  const reach = reachOf(target, session, options);
  const nowMs = options.clock.now();
  const pings = pingsOf(body, reach, state, nowMs);
  return {
    ...cost,
    ...pings,
    warnings: [...standsAgainst(body, target, reach, state, nowMs), ...pings.warnings],
    guildId: reach.guild ? GuildId.parse(reach.guild.id) : null,
    estimatedMs: Math.round(
      session.rest.estimateMs(callLike(target), input.ahead + 1) + uploadBytes / UPLOAD_BYTES_A_MS,
    ),
  };
}

const NOBODY = {
  everyone: null,
  roles: [],
  users: [],
  people: 0,
  peopleExact: true,
} satisfies Partial<BlastRadius>;

function reachOf(target: DirectDestination, session: DiscordSession, options: OutboxOptions): Reach {
  const { state } = session.cache;
  const isWebhook = target.kind === 'webhook';
  if (target.kind === 'user') {
    return { guild: null, channel: null, channelId: null, isWebhook, directUserId: target.userId };
  }
  const channelId = isWebhook
    ? (target.threadId ?? options.describeWebhook(target.webhookId)?.channelId ?? null)
    : target.channelId;
  const found = channelId === null ? null : findChannel(state, channelId);
  if (!found?.guild) {
    const [person] = found?.channel.recipients ?? [];
    return { guild: null, channel: null, channelId, isWebhook, directUserId: person?.id ?? null };
  }
  const parent = found.guild.threads.has(found.channel.id)
    ? (found.guild.channels.get(found.channel.parent_id ?? '') ?? null)
    : found.channel;
  return { guild: found.guild, channel: parent, channelId, isWebhook, directUserId: null };
}

/** What Discord would refuse for where it is, as far as can be known; not an error, because the cache may be behind. */
function standsAgainst(
  body: MessageBody,
  target: DirectDestination,
  reach: Reach,
  state: CacheState,
  nowMs: number,
): string[] {
  const { guild, channelId } = reach;
  // A webhook needs nothing of the bot, and a direct message shows only when it is sent.
  if (!guild || channelId === null || target.kind === 'webhook') return [];
  const thread = guild.threads.get(channelId);
  const bits = ownChannelPermissions(state, guild, channelId, nowMs);
  if (thread?.thread_metadata?.locked && !hasPermission(bits, 'MANAGE_THREADS')) {
    return ['This thread is locked: only who manages threads can write in it.'];
  }
  const needs = neededFor({ type: 'message', body }, target, thread !== undefined);
  const missing = (['VIEW_CHANNEL', ...needs] as const).filter((name) => !hasPermission(bits, name));
  if (missing.length === 0) return [];
  const names = missing.map((name) => `“${PERMISSION_LABELS[name]}”`).join(' and ');
  return [`Discord would refuse this: the bot lacks ${names} here.`];
}

/** A call that is limited as the real one will be; it is never made. */
function callLike(target: DirectDestination): RestCall<unknown> {
  switch (target.kind) {
    case 'channel':
      return routes.createMessage(target.channelId, {});
    case 'user':
      return routes.openDirectMessage(target.userId);
    case 'webhook': {
      const nobody: WebhookCredentials = { id: target.webhookId, token: new Secret('none') };
      return routes.executeWebhookAndWait(nobody, {});
    }
    case 'forumPost':
      return routes.createForumPost(target.channelId, { name: target.title, message: {} });
  }
}
