import type { DispatchData } from '@shared/discord/wire/dispatch';
import type { TimelineKind } from '@shared/models/archive';
import type { RestCall } from '../../discord/rest';
import type { DiscordSession } from '../../discord/session';
import type { Write } from './write-queue';

/**
 * Who did what, from two sources. The guild's audit log (GUILD_AUDIT_LOG_ENTRY_CREATE) tells what everybody does,
 * ourselves included. It lumps together what one person does several times within minutes (moving, disconnecting,
 * deleting messages: the entry's count grows without a further dispatch), and names nobody for some of it; so those
 * three are taken from our own requests where we did them.
 */

type Entry = DispatchData<'GUILD_AUDIT_LOG_ENTRY_CREATE'>;
type Target = 'channel' | 'user' | 'none';

interface Action {
  /** In one word, as the window's sentences know it. */
  verb: string;
  target: Target;
  /** Lines of the timeline it explains, besides those its changes say. */
  kinds?: readonly TimelineKind[];
}

/** Reference "Audit Log Events". */
const ACTIONS: ReadonlyMap<number, Action> = new Map([
  [1, { verb: 'guildChanged', target: 'none' }],
  [10, { verb: 'channelCreated', target: 'channel', kinds: ['roomOpened'] }],
  [11, { verb: 'channelChanged', target: 'channel' }],
  [12, { verb: 'channelDeleted', target: 'channel', kinds: ['roomEnded'] }],
  [13, { verb: 'permissionsChanged', target: 'channel' }],
  [14, { verb: 'permissionsChanged', target: 'channel' }],
  [15, { verb: 'permissionsChanged', target: 'channel' }],
  [20, { verb: 'kicked', target: 'user', kinds: ['memberLeft'] }],
  [22, { verb: 'banned', target: 'user', kinds: ['memberLeft'] }],
  [23, { verb: 'unbanned', target: 'user' }],
  [24, { verb: 'memberChanged', target: 'user' }],
  [25, { verb: 'rolesChanged', target: 'user' }],
  [26, { verb: 'moved', target: 'none', kinds: ['moved'] }],
  [27, { verb: 'disconnected', target: 'none', kinds: ['left'] }],
  [30, { verb: 'roleCreated', target: 'none' }],
  [31, { verb: 'roleChanged', target: 'none' }],
  [32, { verb: 'roleDeleted', target: 'none' }],
  [50, { verb: 'webhookCreated', target: 'none' }],
  [51, { verb: 'webhookChanged', target: 'none' }],
  [52, { verb: 'webhookDeleted', target: 'none' }],
  [72, { verb: 'messagesDeleted', target: 'user', kinds: ['messageDeleted'] }],
  [73, { verb: 'messagesDeleted', target: 'channel', kinds: ['messageDeleted'] }],
  [74, { verb: 'pinned', target: 'user' }],
  [75, { verb: 'unpinned', target: 'user' }],
  [83, { verb: 'stageStarted', target: 'none', kinds: ['stageStarted'] }],
  [84, { verb: 'stageChanged', target: 'none', kinds: ['stageTopic'] }],
  [85, { verb: 'stageEnded', target: 'none', kinds: ['stageEnded'] }],
  [110, { verb: 'threadOpened', target: 'channel', kinds: ['threadOpened'] }],
  [111, { verb: 'threadChanged', target: 'channel' }],
  [112, { verb: 'threadDeleted', target: 'channel', kinds: ['threadEnded'] }],
  [192, { verb: 'statusSet', target: 'channel', kinds: ['roomStatus'] }],
  [193, { verb: 'statusCleared', target: 'channel', kinds: ['roomStatus'] }],
]);
/** Of the rest it is told that somebody did something. */
const OTHER: Action = { verb: 'other', target: 'none' };

/** What our own requests tell better: moved, disconnected, one message deleted. */
const KNOWN_FROM_CALLS: ReadonlySet<number> = new Set([26, 27, 72]);

/** An entry of the audit log as a deed; null where nobody is named. */
export function deedOfEntry(session: DiscordSession, entry: Entry, atMs: number): Write | null {
  const { action_type: number, guild_id: guildId } = entry;
  const actorId = entry.user_id ?? null;
  if (actorId === null) return null;
  const action = ACTIONS.get(number) ?? OTHER;
  const target = isId(entry.target_id) ? entry.target_id : null;
  const inOptions = entry.options?.['channel_id'];
  const channelId = action.target === 'channel' ? target : isId(inOptions) ? inOptions : null;
  const count = Number(entry.options?.['count'] ?? 1);
  const changed = changesOf(entry);
  return {
    t: 'deed',
    ...{ atMs, guildId, actorId, channelId },
    verb: changed.verb ?? action.verb,
    name: nameOf(session, entry),
    reason: entry.reason ?? null,
    kinds: [...(action.kinds ?? []), ...changed.kinds],
    userId: action.target === 'user' ? target : null,
    messageId: null,
    // The entry for many messages counts them; they make one line.
    // Of our own it is told twice; what another program with our token did has this one source.
    otherwise: actorId === session.userId && KNOWN_FROM_CALLS.has(number) ? 'drop' : 'line',
    count: number === 73 ? 1 : Number.isInteger(count) ? Math.min(10_000, Math.max(1, count)) : 1,
  };
}

/** What one of our own calls did, where the audit log may stay silent about it; null for every other call. */
export function deedOfCall(
  session: DiscordSession,
  call: Pick<RestCall<unknown>, 'method' | 'path' | 'body'>,
  atMs: number,
): Write | null {
  const done = `${call.method} ${call.path}`;
  const deed = (verb: string, kinds: TimelineKind[], about: Partial<Omit<Deed, 't'>>): Deed => ({
    t: 'deed',
    ...{ atMs, verb, kinds, actorId: session.userId, count: 1, otherwise: 'wait' },
    ...{ guildId: null, channelId: null, userId: null, messageId: null, name: null, reason: null },
    ...about,
  });
  const [, guildId, userId] = /^PATCH \/guilds\/(\d+)\/members\/(\d+)$/.exec(done) ?? [];
  if (guildId !== undefined && userId !== undefined) {
    const body: unknown = call.body;
    if (typeof body !== 'object' || body === null || !('channel_id' in body)) return null;
    const { channel_id: to } = body;
    if (to === null) return deed('disconnected', ['left'], { guildId, userId });
    return isId(to) ? deed('moved', ['moved'], { guildId, userId, channelId: to }) : null;
  }
  // A channel's, or one that a webhook posted.
  const [, messageId] = /^DELETE \/(?:channels\/\d+|webhooks\/\d+\/[^/]+)\/messages\/(\d+)$/.exec(done) ?? [];
  return messageId === undefined ? null : deed('messagesDeleted', ['messageDeleted'], { messageId });
}

type Deed = Extract<Write, { t: 'deed' }>;

/** What the changed fields say more exactly than the action. */
function changesOf({ action_type: number, changes }: Entry): { verb?: string; kinds: TimelineKind[] } {
  const isOn = (key: string) => changes.find((change) => change.key === key)?.new_value === true;
  const has = (key: string) => changes.some((change) => change.key === key);
  switch (number) {
    case 11:
    case 111: {
      const renamed: TimelineKind[] = has('name') ? ['roomRenamed'] : [];
      if (has('locked')) return { verb: isOn('locked') ? 'locked' : 'unlocked', kinds: renamed };
      if (has('archived')) return { verb: isOn('archived') ? 'archived' : 'unarchived', kinds: renamed };
      return { kinds: renamed };
    }
    case 24: {
      if (has('deaf')) {
        return {
          verb: isOn('deaf') ? 'deafened' : 'undeafened',
          kinds: [isOn('deaf') ? 'deafened' : 'undeafened'],
        };
      }
      if (has('mute'))
        return { verb: isOn('mute') ? 'muted' : 'unmuted', kinds: [isOn('mute') ? 'muted' : 'unmuted'] };
      if (has('nick')) return { verb: 'renamed', kinds: [] };
      const until = changes.find((change) => change.key === 'communication_disabled_until');
      if (until)
        return { verb: typeof until.new_value === 'string' ? 'timedOut' : 'timeoutLifted', kinds: [] };
      return { kinds: [] };
    }
    case 25: {
      const verb = has('$add') === has('$remove') ? 'rolesChanged' : has('$add') ? 'roleGiven' : 'roleTaken';
      return { verb, kinds: [] };
    }
    default:
      return { kinds: [] };
  }
}

/** What it was about by name: roles that came and went, a role, a webhook. */
function nameOf(
  session: DiscordSession,
  { action_type: number, changes, guild_id, target_id }: Entry,
): string | null {
  const names =
    number === 25
      ? changes.flatMap(({ new_value: roles }) =>
          Array.isArray(roles) ? (roles as unknown[]).flatMap((role) => nameIn(role) ?? []) : [],
        )
      : ofThings(number)
        ? changes.flatMap(({ key, new_value, old_value }) =>
            key === 'name' ? (text(new_value) ?? text(old_value) ?? []) : [],
          )
        : [];
  const kept =
    number === 31 ? session.cache.state.guilds.get(guild_id)?.roles.get(target_id ?? '')?.name : undefined;
  const found = names.length > 0 ? names.join(', ') : (kept ?? null);
  return found === null ? null : found.slice(0, 500);
}

/** Roles and webhooks: things without a line of their own. */
const ofThings = (number: number) => (number >= 30 && number <= 32) || (number >= 50 && number <= 52);
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
const nameIn = (value: unknown) =>
  typeof value === 'object' && value !== null && 'name' in value ? text(value.name) : null;
const isId = (value: unknown): value is string => typeof value === 'string' && /^\d{1,19}$/.test(value);
