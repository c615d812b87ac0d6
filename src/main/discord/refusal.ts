import { hasPermission, PERMISSION_LABELS, type PermissionName } from '@shared/discord/permissions';
import { AppError } from '@shared/errors/app-error';
import type { Refusal } from '@shared/models/messages';
import { type CacheState, ownChannelPermissions, ownGuildPermissions } from './cache';
import { discordCodeOf, fieldErrorsOf } from './rest';

/**
 * Discord's refusals as values a screen can act on. Codes are those of the reference "JSON error codes"; what is not
 * a refusal (no network, a dead token, a broken server) stays an `AppError`.
 */

export interface RefusalContext {
  state: CacheState;
  nowMs: number;
  /** Where it was tried; decides which of `needs` we lack. */
  channelId?: string | null;
  guildId?: string | null;
  /** What the action needs, the most likely missing first. */
  needs: readonly PermissionName[];
  /** What a 404 without a telling code is about. */
  about: Extract<Refusal, { kind: 'gone' }>['what'];
}

type Gone = Extract<Refusal, { kind: 'gone' }>['what'];

const GONE: ReadonlyMap<number, Gone> = new Map([
  [10_003, 'channel'],
  [10_007, 'user'],
  [10_008, 'message'],
  [10_011, 'role'],
  [10_013, 'user'],
  [10_014, 'emoji'],
  [10_015, 'webhook'],
  [10_082, 'emoji'],
  /** "Invalid Recipient(s)": nobody has this id. */
  [50_033, 'user'],
]);

/** Ceilings, in words of our own where Discord's are not for people. */
const LIMITS: ReadonlyMap<number, string> = new Map([
  [30_003, 'This channel has all the pins Discord allows. Unpin something first.'],
  [30_005, 'This server has all the roles Discord allows.'],
  [30_007, 'This channel has all the webhooks Discord allows.'],
  [30_008, 'This server has all the emoji it may have.'],
  [30_010, 'A message can carry 20 different reactions, and this one does.'],
  [30_013, 'This server has all the channels Discord allows.'],
  [30_033, 'This thread has all the members Discord allows.'],
  [30_046, 'Messages older than an hour can be edited only a few times; wait a while.'],
  [160_004, 'This message already has a thread.'],
  [160_006, 'This server has as many active threads as Discord allows. Archive some first.'],
  [160_007, 'This server has as many active announcement threads as Discord allows.'],
]);

const DM_CLOSED: ReadonlySet<number> = new Set([50_007, 50_278]);
const LOCKED: ReadonlySet<number> = new Set([50_083, 160_005]);
const SLOW_MODE = 20_016;
const MISSING_ACCESS = 50_001;
const NOT_THE_AUTHOR = 50_005;
const REACTION_BLOCKED = 90_001;

/** The refusal an error stands for; throws the error again when it is none. */
export function refusalOf(error: unknown, context: RefusalContext): Refusal {
  if (!(error instanceof AppError)) throw error;
  const code = discordCodeOf(error) ?? 0;
  if (code === SLOW_MODE) {
    const { retryAfterMs } = error.details;
    return { kind: 'slowMode', retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : 0 };
  }
  const gone = GONE.get(code);
  if (gone) return { kind: 'gone', what: gone === 'channel' && context.about === 'thread' ? 'thread' : gone };
  const limit = LIMITS.get(code);
  if (limit !== undefined) return { kind: 'limitReached', message: limit };
  if (DM_CLOSED.has(code)) return { kind: 'dmClosed' };
  if (LOCKED.has(code)) return { kind: 'locked' };
  if (code === NOT_THE_AUTHOR) {
    return { kind: 'invalid', fields: { request: 'Only its author can edit a message.' } };
  }
  if (code === REACTION_BLOCKED) {
    return { kind: 'invalid', fields: { emoji: 'This person has blocked the bot.' } };
  }
  switch (error.code) {
    case 'rest/missing-permission':
      return { kind: 'missingPermission', permission: PERMISSION_LABELS[missingOf(code, context)] };
    case 'rest/not-found':
      return { kind: 'gone', what: context.about };
    case 'rest/invalid-request': {
      const fields = fieldErrorsOf(error);
      return {
        kind: 'invalid',
        fields: Object.keys(fields).length > 0 ? fields : { request: error.message },
      };
    }
    default:
      throw error;
  }
}

/** Discord says only that something is missing; which one follows from what we know of our own rights. */
function missingOf(code: number, context: RefusalContext): PermissionName {
  const bits = ownBits(context);
  const candidates: PermissionName[] =
    code === MISSING_ACCESS ? ['VIEW_CHANNEL', ...context.needs] : [...context.needs, 'VIEW_CHANNEL'];
  const lacking = bits === null ? undefined : candidates.find((name) => !hasPermission(bits, name));
  return lacking ?? candidates[0] ?? 'VIEW_CHANNEL';
}

function ownBits({ state, nowMs, channelId, guildId }: RefusalContext): bigint | null {
  const inGuild = guildId ?? (channelId ? state.guildOfChannel.get(channelId) : undefined);
  const guild = inGuild ? state.guilds.get(inGuild) : undefined;
  if (!guild) return null;
  return channelId
    ? ownChannelPermissions(state, guild, channelId, nowMs)
    : ownGuildPermissions(state, guild, nowMs);
}
