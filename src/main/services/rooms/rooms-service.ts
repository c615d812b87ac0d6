import { PERMISSION_LABELS, type PermissionName } from '@shared/discord/permissions';
import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { WireChannel } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type {
  CreateManyInput,
  CreateRoomInput,
  CreateRoomOutcome,
  EndRoomOutcome,
  ModifyRoomInput,
  ModifyRoomOutcome,
  PlaceRoomInput,
  RoomActionOutcome,
  VoiceRegion,
} from '@shared/models/rooms';
import type { RoomSummary } from '@shared/models/workspace';
import type { CachedGuild, CacheState } from '../../discord/cache';
import { discordCodeOf, fieldErrorsOf, type RestCall, routes } from '../../discord/rest';
import { roomRefusalOf } from '../../discord/room-refusal';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { signedIn, stillSignedIn } from '../../discord/signed-in';
import type { BatchStarter, StepOutcome } from '../../support/batch';
import type { Clock } from '../../support/clock';
import { placeRoom } from './order';
import { FIELD_NAMES, toCreateBody, toModifyBody } from './to-bodies';

type Options = { signal?: AbortSignal };
type OfRoom = { channelId: ChannelId };
type Reasoned = { reason: string | null };

/** Opening, changing and ending rooms, and what happens on stages (requirement M20). */
export interface RoomsService {
  /** Makes a voice or stage channel. Resolves with it, or with why not; rejects with `AppError` when nothing is known. */
  create(input: CreateRoomInput, options?: Options): Promise<CreateRoomOutcome>;
  modify(input: ModifyRoomInput): Promise<ModifyRoomOutcome>;
  /** Puts a room elsewhere in the list; the permissions of a new category are not taken on. */
  place(input: PlaceRoomInput): Promise<RoomActionOutcome>;
  /** Deletes the channel of a room; one that is gone already is an answer, not a failure. */
  end(input: OfRoom & { reason?: string | null | undefined }, options?: Options): Promise<EndRoomOutcome>;
  /** One after the other, in the order of the names. */
  createMany(input: CreateManyInput): { batchId: string };
  endMany(input: { guildId: GuildId; channelIds: ChannelId[] } & Reasoned): { batchId: string };
  /** The line below a room's name; null takes it away. */
  setStatus(input: OfRoom & { status: string | null }): Promise<RoomActionOutcome>;
  startStage(input: OfRoom & Reasoned & { topic: string; notify: boolean }): Promise<RoomActionOutcome>;
  setStageTopic(input: OfRoom & Reasoned & { topic: string }): Promise<RoomActionOutcome>;
  endStage(input: OfRoom & Reasoned): Promise<RoomActionOutcome>;
  regions(input: { guildId: GuildId }): Promise<VoiceRegion[]>;
}

export interface RoomsOptions {
  sessions: SessionSource;
  clock: Clock;
  /** The model of a channel; the workspace service's, so that there is one mapping. */
  describeRoom(state: CacheState, guild: CachedGuild, channel: WireChannel, nowMs: number): RoomSummary;
  batches: BatchStarter;
}

/** Discord's JSON error codes that are expected here (reference "JSON error codes"). */
const CODE = { unknownChannel: 10_003, maximumChannels: 30_013 } as const;
const DEFAULT_REASON = { opened: 'Opened with Roomtone', ended: 'Ended with Roomtone' } as const;
/** "Stage Instance", definitions: whoever has these three in the channel is its moderator. */
const STAGE_MODERATOR: readonly PermissionName[] = ['MANAGE_CHANNELS', 'MUTE_MEMBERS', 'MOVE_MEMBERS'];
/** Ending rooms needs no order; more at once would only wait in the queue. */
const PARALLEL_ENDS = 4;

/** Rooms of whichever session is current at the time of the call. */
export function createRoomsService(options: RoomsOptions): RoomsService {
  const { sessions, clock, describeRoom, batches } = options;

  const refuse = (
    error: unknown,
    session: DiscordSession,
    channelId: string,
    needs: readonly PermissionName[],
  ) =>
    roomRefusalOf(error, {
      state: session.cache.state,
      nowMs: clock.now(),
      channelId,
      needs,
      about: 'channel',
      fieldNames: FIELD_NAMES,
    });

  const act = async <T>(
    channelId: string,
    call: RestCall<T>,
    needs: readonly PermissionName[],
    done: (session: DiscordSession, answer: T) => void,
    reason: string | null = null,
  ): Promise<RoomActionOutcome> => {
    const session = signedIn(sessions);
    try {
      done(session, await session.rest.request(call, reason ? { reason } : {}));
      return { kind: 'done' };
    } catch (error) {
      return refuse(error, session, channelId, needs);
    }
  };

  const create: RoomsService['create'] = async (input, { signal } = {}) => {
    const session = signedIn(sessions);
    const call = routes.createGuildChannel(input.guildId, toCreateBody(input, session.userId));
    let channel: WireChannel;
    try {
      channel = await session.rest.request(call, {
        reason: input.reason || DEFAULT_REASON.opened,
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
  };

  const end: RoomsService['end'] = async ({ channelId, reason }, { signal } = {}) => {
    const session = signedIn(sessions);
    try {
      await session.rest.request(routes.deleteChannel(channelId), {
        reason: reason || DEFAULT_REASON.ended,
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      const outcome = endRefusal(error);
      if (outcome.kind === 'alreadyGone') forgetChannel(session, channelId);
      return outcome;
    }
    forgetChannel(session, channelId);
    return { kind: 'ended' };
  };

  return {
    create,
    end,

    async modify({ channelId, reason, ...change }) {
      const session = signedIn(sessions);
      const { guild, channel } = channelIn(session.cache.state, channelId);
      if (!guild || !channel) return { kind: 'gone', what: 'channel' };
      const body = toModifyBody(change, guild.id, session.userId, channel);
      const needs: PermissionName[] = ['MANAGE_CHANNELS'];
      if (body.permission_overwrites) needs.push('MANAGE_ROLES');
      try {
        const after = await session.rest.request(
          routes.modifyChannel(channelId, body),
          reason ? { reason } : {},
        );
        session.cache.apply({ t: 'CHANNEL_UPDATE', d: { ...after, guild_id: guild.id } });
        const state = session.cache.state;
        const now = state.guilds.get(guild.id) ?? guild;
        return {
          kind: 'done',
          room: describeRoom(state, now, now.channels.get(channelId) ?? after, clock.now()),
        };
      } catch (error) {
        const refusal = refuse(error, session, channelId, needs);
        if (refusal.kind === 'gone') forgetChannel(session, channelId);
        return refusal;
      }
    },

    async place({ channelId, categoryId, beforeId }) {
      const { guild } = channelIn(signedIn(sessions).cache.state, channelId);
      const placements = guild ? placeRoom(guild.channels.values(), channelId, categoryId, beforeId) : null;
      if (!guild || placements === null) return { kind: 'gone', what: 'channel' };
      if (placements.length === 0) return { kind: 'done' };
      const body = placements.map((one) =>
        one.parent_id === undefined ? one : { ...one, lock_permissions: false },
      );
      return act(channelId, routes.moveChannels(guild.id, body), ['MANAGE_CHANNELS'], (session) => {
        // The events come one by one: told at once, no order is seen that nobody asked for.
        for (const placement of placements) {
          const { channel } = channelIn(session.cache.state, placement.id);
          if (!channel) continue;
          session.cache.apply({ t: 'CHANNEL_UPDATE', d: { ...channel, ...placement, guild_id: guild.id } });
        }
      });
    },

    createMany({ names, ...settings }) {
      const session = signedIn(sessions);
      return batches.start({
        kind: 'createRooms',
        guildId: settings.guildId,
        parallel: 1,
        steps: names.map((name) => ({
          label: name,
          targetId: null,
          run: async (signal) => {
            stillSignedIn(sessions, session);
            const outcome = await create({ ...settings, name }, { signal });
            return outcome.kind === 'created'
              ? { kind: 'done', targetId: outcome.room.channelId }
              : toStepRefusal(outcome);
          },
        })),
      });
    },

    endMany({ guildId, channelIds, reason }) {
      const session = signedIn(sessions);
      const { state } = session.cache;
      return batches.start({
        kind: 'endRooms',
        guildId,
        parallel: PARALLEL_ENDS,
        steps: [...new Set(channelIds)].map((channelId) => ({
          label: channelIn(state, channelId).channel?.name ?? '',
          targetId: channelId,
          run: async (signal) => {
            stillSignedIn(sessions, session);
            const outcome = await end({ channelId, reason }, { signal });
            if (outcome.kind === 'ended') return { kind: 'done' };
            return outcome.kind === 'alreadyGone' ? { kind: 'already' } : outcome;
          },
        })),
      });
    },

    setStatus: ({ channelId, status }) =>
      act(
        channelId,
        routes.setVoiceStatus(channelId, status),
        ['SET_VOICE_CHANNEL_STATUS', 'MANAGE_CHANNELS'],
        (session) => {
          const { guild } = channelIn(session.cache.state, channelId);
          if (!guild) return;
          const d = { id: channelId, guild_id: guild.id, status };
          session.cache.apply({ t: 'VOICE_CHANNEL_STATUS_UPDATE', d });
        },
      ),

    startStage: ({ channelId, topic, notify, reason }) =>
      act(
        channelId,
        routes.createStageInstance({
          channel_id: channelId,
          topic,
          ...(notify ? { send_start_notification: true } : {}),
        }),
        notify ? [...STAGE_MODERATOR, 'MENTION_EVERYONE'] : STAGE_MODERATOR,
        (session, d) => session.cache.apply({ t: 'STAGE_INSTANCE_CREATE', d }),
        reason,
      ),

    setStageTopic: ({ channelId, topic, reason }) =>
      act(
        channelId,
        routes.modifyStageInstance(channelId, { topic }),
        STAGE_MODERATOR,
        (session, d) => session.cache.apply({ t: 'STAGE_INSTANCE_UPDATE', d }),
        reason,
      ),

    endStage: ({ channelId, reason }) =>
      act(channelId, routes.deleteStageInstance(channelId), STAGE_MODERATOR, () => undefined, reason),

    async regions({ guildId }) {
      const regions = await signedIn(sessions).rest.request(routes.listVoiceRegions(guildId));
      return regions
        .filter((region) => !region.deprecated)
        .map(({ id, name, optimal }) => ({ regionId: id, name, optimal }));
    },
  };
}

function channelIn(
  state: CacheState,
  channelId: string,
): { guild: CachedGuild | undefined; channel: WireChannel | undefined } {
  const guild = state.guilds.get(state.guildOfChannel.get(channelId) ?? '');
  return { guild, channel: guild?.channels.get(channelId) };
}

function forgetChannel(session: DiscordSession, channelId: string): void {
  session.cache.apply({ t: 'CHANNEL_DELETE', d: { id: channelId } });
}

const GUILD_FULL = 'This server has all the channels Discord allows (500).';

function toStepRefusal(outcome: Exclude<CreateRoomOutcome, { kind: 'created' }>): StepOutcome {
  return outcome.kind === 'guildFull' ? { kind: 'limitReached', message: GUILD_FULL } : outcome;
}

function createRefusal(error: unknown): Exclude<CreateRoomOutcome, { kind: 'created' }> {
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
