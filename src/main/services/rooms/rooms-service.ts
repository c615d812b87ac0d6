import { PERMISSION_LABELS } from '@shared/discord/permissions';
import type { ChannelId } from '@shared/discord/snowflake';
import type { WireChannel } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type {
  CreateRoomInput,
  CreateRoomOutcome,
  EndRoomOutcome,
  RoomSummary,
} from '@shared/models/workspace';
import type { CachedGuild, CacheState } from '../../discord/cache';
import { discordCodeOf, fieldErrorsOf, routes } from '../../discord/rest';
import type { DiscordSession, SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';

/** Opening and ending rooms (requirement M20). */
export interface RoomsService {
  /** Makes a voice channel. Resolves with it, or with why not; rejects with `AppError` when nothing is known. */
  create(input: CreateRoomInput, options?: { signal?: AbortSignal }): Promise<CreateRoomOutcome>;
  /** Deletes the channel of a room; one that is gone already is an answer, not a failure. */
  end(input: { channelId: ChannelId }, options?: { signal?: AbortSignal }): Promise<EndRoomOutcome>;
}

export interface RoomsOptions {
  sessions: SessionSource;
  clock: Clock;
  /** The model of a channel; the workspace service's, so that there is one mapping. */
  describeRoom(state: CacheState, guild: CachedGuild, channel: WireChannel, nowMs: number): RoomSummary;
}

const CHANNEL_TYPE_VOICE = 2;
/** Discord's JSON error codes that are expected here (reference "JSON error codes"). */
const CODE = { unknownChannel: 10_003, maximumChannels: 30_013 } as const;
/** Our input's name for each of the wire's fields. */
const FIELD_NAMES: Record<string, string> = {
  name: 'name',
  user_limit: 'userLimit',
  bitrate: 'bitrateBps',
  parent_id: 'categoryId',
};

/** Rooms of whichever session is current at the time of the call. */
export function createRoomsService(options: RoomsOptions): RoomsService {
  const { sessions, clock, describeRoom } = options;

  return {
    async create(input, { signal } = {}) {
      const session = signedIn(sessions);
      const call = routes.createGuildChannel(input.guildId, {
        name: input.name,
        type: CHANNEL_TYPE_VOICE,
        user_limit: input.userLimit,
        ...(input.bitrateBps === null ? {} : { bitrate: input.bitrateBps }),
        ...(input.categoryId === null ? {} : { parent_id: input.categoryId }),
      });
      let channel: WireChannel;
      try {
        channel = await session.rest.request(call, {
          reason: 'Opened with Roomtone',
          ...(signal ? { signal } : {}),
        });
      } catch (error) {
        return createRefusal(error);
      }
      // The answer may overtake the event; told twice, the cache changes once.
      session.cache.apply({ t: 'CHANNEL_CREATE', d: { ...channel, guild_id: input.guildId } });
      const state = session.cache.state;
      const guild = state.guilds.get(input.guildId);
      if (!guild) throw new AppError('rest/not-found', 'The guild went away while the room was made.');
      return { kind: 'created', room: describeRoom(state, guild, channel, clock.now()) };
    },

    async end({ channelId }, { signal } = {}) {
      const session = signedIn(sessions);
      try {
        await session.rest.request(routes.deleteChannel(channelId), {
          reason: 'Ended with Roomtone',
          ...(signal ? { signal } : {}),
        });
      } catch (error) {
        const outcome = endRefusal(error);
        if (outcome.kind === 'alreadyGone') forgetChannel(session, channelId);
        return outcome;
      }
      forgetChannel(session, channelId);
      return { kind: 'ended' };
    },
  };
}

function signedIn(sessions: SessionSource): DiscordSession {
  if (sessions.current) return sessions.current;
  throw new AppError('account/not-connected', 'Connect to a server first.');
}

function forgetChannel(session: DiscordSession, channelId: string): void {
  session.cache.apply({ t: 'CHANNEL_DELETE', d: { id: channelId } });
}

function createRefusal(error: unknown): CreateRoomOutcome {
  if (!(error instanceof AppError)) throw error;
  if (discordCodeOf(error) === CODE.maximumChannels) return { kind: 'guildFull' };
  if (error.code === 'rest/missing-permission') {
    return { kind: 'missingPermission', permission: PERMISSION_LABELS.MANAGE_CHANNELS };
  }
  if (error.code !== 'rest/invalid-request') throw error;
  const fields: Record<string, string> = {};
  for (const [name, message] of Object.entries(fieldErrorsOf(error))) {
    fields[FIELD_NAMES[name.split('.')[0] ?? ''] ?? name] = message;
  }
  if (Object.keys(fields).length === 0) fields.request = error.message;
  return { kind: 'invalid', fields };
}

function endRefusal(error: unknown): EndRoomOutcome {
  if (!(error instanceof AppError)) throw error;
  if (discordCodeOf(error) === CODE.unknownChannel) return { kind: 'alreadyGone' };
  if (error.code === 'rest/missing-permission') {
    return { kind: 'missingPermission', permission: PERMISSION_LABELS.MANAGE_CHANNELS };
  }
  throw error;
}
