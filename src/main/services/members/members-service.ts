import { hasPermission, type PermissionName } from '@shared/discord/permissions';
import type { ChannelId, GuildId, RoleId } from '@shared/discord/snowflake';
import type { WireMember } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type {
  MemberDetail,
  MemberRef,
  MembersBatchInput,
  MemberVoiceInput,
  MoveMemberInput,
  RoomActionOutcome,
  TimeOutInput,
} from '@shared/models/rooms';
import { ownChannelPermissions, personIn } from '../../discord/cache';
import { type RestCall, routes } from '../../discord/rest';
import { roomRefusalOf } from '../../discord/room-refusal';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { signedIn, stillSignedIn } from '../../discord/signed-in';
import type { BatchStarter } from '../../support/batch';
import type { Clock } from '../../support/clock';
import { describeMember } from './describe-member';

/** What can be done with people: in voice, and as members of a guild (requirement M21). */
export interface MembersService {
  /** Null for who is not a member. */
  get(input: MemberRef): Promise<MemberDetail | null>;
  /** To another room, or out of voice; who left in the meantime is `notInVoice`. */
  move(input: MoveMemberInput, options?: { signal?: AbortSignal }): Promise<RoomActionOutcome>;
  setVoice(input: MemberVoiceInput, options?: { signal?: AbortSignal }): Promise<RoomActionOutcome>;
  /** On a stage: false invites to speak, true moves to the audience. */
  setSuppressed(input: MemberRef & { channelId: ChannelId; suppressed: boolean }): Promise<RoomActionOutcome>;
  /** The same to several, with an outcome for each. */
  actOnMany(input: MembersBatchInput): { batchId: string };
  timeOut(input: TimeOutInput): Promise<RoomActionOutcome>;
  setNickname(
    input: MemberRef & { nickname: string | null; reason: string | null },
  ): Promise<RoomActionOutcome>;
  setRole(
    input: MemberRef & { roleId: RoleId; has: boolean; reason: string | null },
  ): Promise<RoomActionOutcome>;
}

export interface MembersOptions {
  sessions: SessionSource;
  clock: Clock;
  batches: BatchStarter;
}

const PARALLEL_MOVES = 4;

export function createMembersService({ sessions, clock, batches }: MembersOptions): MembersService {
  /** `ref` names the member or role only where rank decides; in voice the permission is enough. */
  const act = async <T>(
    ref: { guildId: string; userId?: string; roleId?: string },
    call: RestCall<T>,
    needs: readonly PermissionName[],
    options: {
      channelId?: string | null;
      reason?: string | null | undefined;
      signal?: AbortSignal | undefined;
      done?: (session: DiscordSession, answer: T) => void;
    } = {},
  ): Promise<RoomActionOutcome> => {
    const session = signedIn(sessions);
    const { reason, signal, channelId } = options;
    try {
      const answer = await session.rest.request(call, {
        ...(reason ? { reason } : {}),
        ...(signal ? { signal } : {}),
      });
      options.done?.(session, answer);
      return { kind: 'done' };
    } catch (error) {
      if (signal?.aborted) throw error;
      return roomRefusalOf(error, {
        state: session.cache.state,
        nowMs: clock.now(),
        about: 'user',
        needs,
        ...ref,
        channelId: channelId ?? null,
      });
    }
  };

  const roomOf = ({ guildId, userId }: { guildId: string; userId: string }): string | null =>
    sessions.current?.cache.state.guilds.get(guildId)?.voiceStates.get(userId)?.state.channel_id ?? null;

  /** The answer names the member as it is now; the event may come later, or not at all for what we did not see. */
  const remember = (guildId: string) => (session: DiscordSession, member: WireMember) => {
    const { user } = member;
    if (user) session.cache.apply({ t: 'GUILD_MEMBER_UPDATE', d: { ...member, user, guild_id: guildId } });
  };

  /** A room we may not connect to takes nobody from us, whatever else we may do. */
  const lacksConnect = (guildId: string, channelId: string): boolean => {
    const { state } = signedIn(sessions).cache;
    const guild = state.guilds.get(guildId);
    return (
      guild?.channels.has(channelId) === true &&
      !hasPermission(ownChannelPermissions(state, guild, channelId, clock.now()), 'CONNECT')
    );
  };

  const move: MembersService['move'] = ({ guildId, userId, channelId, reason }, { signal } = {}) => {
    const closed = channelId !== null && lacksConnect(guildId, channelId);
    return act(
      { guildId },
      routes.modifyMember(guildId, userId, { channel_id: channelId }),
      closed ? ['CONNECT'] : ['MOVE_MEMBERS'],
      // The right to move counts where they are, the right to connect where they go.
      { channelId: closed ? channelId : roomOf({ guildId, userId }), reason, signal },
    );
  };

  const setVoice: MembersService['setVoice'] = (input, { signal } = {}) => {
    const { guildId, userId, mute, deaf, reason } = input;
    const needs: PermissionName[] = [];
    if (mute !== undefined) needs.push('MUTE_MEMBERS');
    if (deaf !== undefined) needs.push('DEAFEN_MEMBERS');
    const body = { ...(mute === undefined ? {} : { mute }), ...(deaf === undefined ? {} : { deaf }) };
    return act({ guildId }, routes.modifyMember(guildId, userId, body), needs, {
      channelId: roomOf(input),
      reason,
      signal,
    });
  };

  return {
    move,
    setVoice,

    async get({ guildId, userId }) {
      const session = signedIn(sessions);
      const known = describeMember(session.cache.state, guildId, userId, clock.now());
      if (known) return known;
      try {
        const member = await session.rest.request(routes.getMember(guildId, userId));
        remember(guildId)(session, member);
      } catch (error) {
        if (error instanceof AppError && error.code === 'rest/not-found') return null;
        throw error;
      }
      return describeMember(session.cache.state, guildId, userId, clock.now());
    },

    setSuppressed: ({ guildId, userId, channelId, suppressed }) =>
      act(
        { guildId },
        signedIn(sessions).userId === userId
          ? routes.modifyOwnVoiceState(guildId, { channel_id: channelId, suppress: suppressed })
          : routes.modifyUserVoiceState(guildId, userId, { channel_id: channelId, suppress: suppressed }),
        ['MUTE_MEMBERS'],
        { channelId },
      ),

    actOnMany({ guildId, userIds, action, reason }) {
      const session = signedIn(sessions);
      const { state } = session.cache;
      return batches.start({
        kind: batchKind(action),
        guildId,
        parallel: PARALLEL_MOVES,
        steps: [...new Set(userIds)].map((userId) => ({
          label: personIn(state, guildId, userId).displayName,
          targetId: userId,
          run: async (signal) => {
            stillSignedIn(sessions, session);
            const ref = { guildId, userId, reason };
            if (action.kind === 'mute') return setVoice({ ...ref, mute: action.mute }, { signal });
            const channelId = action.kind === 'move' ? action.channelId : null;
            return move({ ...ref, channelId }, { signal });
          },
        })),
      });
    },

    timeOut: ({ guildId, userId, durationMs, reason }) =>
      act(
        { guildId, userId },
        routes.modifyMember(guildId, userId, {
          communication_disabled_until:
            durationMs === null ? null : new Date(clock.now() + durationMs).toISOString(),
        }),
        ['MODERATE_MEMBERS'],
        { reason, done: remember(guildId) },
      ),

    setNickname({ guildId, userId, nickname, reason }) {
      const isSelf = signedIn(sessions).userId === userId;
      return act(
        { guildId, userId },
        isSelf
          ? routes.modifyOwnMember(guildId, { nick: nickname })
          : routes.modifyMember(guildId, userId, { nick: nickname }),
        [isSelf ? 'CHANGE_NICKNAME' : 'MANAGE_NICKNAMES'],
        { reason, done: remember(guildId) },
      );
    },

    setRole: ({ guildId, userId, roleId, has, reason }) =>
      act<unknown>(
        { guildId, roleId },
        has
          ? routes.addMemberRole(guildId, userId, roleId)
          : routes.removeMemberRole(guildId, userId, roleId),
        ['MANAGE_ROLES'],
        { reason, done: (session) => applyRole(session, guildId, userId, roleId, has) },
      ),
  };
}

function batchKind(action: MembersBatchInput['action']) {
  switch (action.kind) {
    case 'move':
      return 'moveMembers' as const;
    case 'disconnect':
      return 'disconnectMembers' as const;
    case 'mute':
      return action.mute ? ('muteMembers' as const) : ('unmuteMembers' as const);
  }
}

/** The event follows; the window need not wait for it. */
function applyRole(
  session: DiscordSession,
  guildId: GuildId,
  userId: string,
  roleId: string,
  has: boolean,
): void {
  const { state } = session.cache;
  const member = state.guilds.get(guildId)?.members.get(userId);
  const user = state.users.get(userId);
  if (!member || !user) return;
  const others = member.roles.filter((id) => id !== roleId);
  session.cache.apply({
    t: 'GUILD_MEMBER_UPDATE',
    d: {
      guild_id: guildId,
      user,
      nick: member.nick,
      avatar: member.avatar,
      roles: has ? [...others, roleId] : others,
      communication_disabled_until: member.communicationDisabledUntil,
    },
  });
}
