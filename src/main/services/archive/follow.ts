import { snowflakeTimeMs } from '@shared/discord/snowflake';
import type { Dispatch } from '@shared/discord/wire/dispatch';
import type { WireChannel, WireMember, WireUser, WireVoiceState } from '@shared/discord/wire/objects';
import type { TimelineKind } from '@shared/models/archive';
import { VOICE_FLAG } from '../../archive/writes';
import type { CachedGuild } from '../../discord/cache';
import type { DiscordSession } from '../../discord/session';
import { deedOfEntry } from './deeds';
import type { Write } from './write-queue';

/** Dispatches → what is to be kept of them. Pure, but for looking into the session's cache. */

/** A thread that is told of so soon after its making was opened now; else we were only added to it. */
const JUST_NOW_MS = 60_000;

export function writesOf(session: DiscordSession, dispatch: Dispatch, atMs: number): Write[] {
  const { state } = session.cache;
  const guildOf = (d: { guild_id?: string | undefined; channel_id: string }) =>
    d.guild_id ?? state.guildOfChannel.get(d.channel_id) ?? null;
  switch (dispatch.t) {
    case 'READY':
      return [{ t: 'connected', atMs, fresh: false }];
    case 'GUILD_CREATE': {
      const guild = state.guilds.get(dispatch.d.id);
      return guild?.available ? guildWrites(session, guild, atMs) : [];
    }
    case 'GUILD_UPDATE':
      return [{ t: 'guild', guildId: dispatch.d.id, name: dispatch.d.name, icon: dispatch.d.icon ?? null }];
    case 'CHANNEL_CREATE':
      return [channelWrite(dispatch.d, atMs, dispatch.d.guild_id !== undefined)];
    case 'CHANNEL_UPDATE':
      return [
        channelWrite(
          state.guilds.get(dispatch.d.guild_id ?? '')?.channels.get(dispatch.d.id) ?? dispatch.d,
          atMs,
        ),
      ];
    case 'THREAD_CREATE':
      return [channelWrite(dispatch.d, atMs, atMs - snowflakeTimeMs(dispatch.d.id) < JUST_NOW_MS)];
    case 'THREAD_UPDATE':
      return [channelWrite(dispatch.d, atMs)];
    case 'CHANNEL_DELETE':
    case 'THREAD_DELETE':
      return [{ t: 'channelGone', atMs, channelId: dispatch.d.id }];
    case 'THREAD_LIST_SYNC':
      return dispatch.d.threads.map((thread) => channelWrite(thread, atMs));
    case 'VOICE_CHANNEL_STATUS_UPDATE': {
      const channel = state.guilds.get(dispatch.d.guild_id)?.channels.get(dispatch.d.id);
      return channel ? [channelWrite({ ...channel, status: dispatch.d.status ?? null }, atMs)] : [];
    }
    case 'STAGE_INSTANCE_CREATE':
      return [stage(dispatch.d, 'stageStarted', atMs)];
    case 'STAGE_INSTANCE_UPDATE':
      return [stage(dispatch.d, 'stageTopic', atMs)];
    case 'STAGE_INSTANCE_DELETE':
      return [stage(dispatch.d, 'stageEnded', atMs)];
    case 'GUILD_AUDIT_LOG_ENTRY_CREATE': {
      const deed = deedOfEntry(session, dispatch.d, atMs);
      const { guild_id: guildId, user_id: actorId } = dispatch.d;
      return deed ? [...known(session, guildId, actorId ?? ''), deed] : [];
    }
    case 'GUILD_MEMBER_ADD':
    case 'GUILD_MEMBER_REMOVE': {
      const { guild_id: guildId, user } = dispatch.d;
      const joins = dispatch.t === 'GUILD_MEMBER_ADD';
      return [
        ...(joins ? personWrites(dispatch.d.user, guildId, dispatch.d) : []),
        event({ atMs, guildId, userId: user.id, kind: joins ? 'memberJoined' : 'memberLeft' }),
      ];
    }
    case 'GUILD_MEMBER_UPDATE':
      return personWrites(dispatch.d.user, dispatch.d.guild_id, dispatch.d);
    case 'VOICE_STATE_UPDATE': {
      const { d } = dispatch;
      if (d.guild_id === undefined) return [];
      return [
        ...(d.member?.user
          ? personWrites(d.member.user, d.guild_id, d.member)
          : known(session, d.guild_id, d.user_id)),
        {
          t: 'voice',
          atMs,
          guildId: d.guild_id,
          userId: d.user_id,
          channelId: d.channel_id,
          flags: flagsOf(d),
        },
      ];
    }
    case 'MESSAGE_CREATE':
      return [{ t: 'message', atMs, guildId: guildOf(dispatch.d), message: dispatch.d }];
    case 'MESSAGE_UPDATE': {
      const { id, channel_id, fields } = dispatch.d;
      return [
        {
          t: 'messagePatch',
          atMs,
          messageId: id,
          channelId: channel_id,
          guildId: guildOf(dispatch.d),
          fields,
        },
      ];
    }
    case 'MESSAGE_DELETE':
    case 'MESSAGE_DELETE_BULK':
      return [
        {
          t: 'messagesGone',
          atMs,
          channelId: dispatch.d.channel_id,
          guildId: guildOf(dispatch.d),
          messageIds: dispatch.t === 'MESSAGE_DELETE' ? [dispatch.d.id] : dispatch.d.ids,
          actorId: null,
        },
      ];
    case 'MESSAGE_REACTION_ADD':
    case 'MESSAGE_REACTION_REMOVE': {
      const { message_id, user_id, emoji } = dispatch.d;
      const on = dispatch.t === 'MESSAGE_REACTION_ADD';
      const isSelf = user_id === session.userId;
      return [{ t: 'reaction', atMs, messageId: message_id, emoji, userId: user_id, on, isSelf }];
    }
    case 'MESSAGE_REACTION_REMOVE_ALL':
      return [{ t: 'reactionsCleared', atMs, messageId: dispatch.d.message_id, emoji: null }];
    case 'MESSAGE_REACTION_REMOVE_EMOJI':
      return [{ t: 'reactionsCleared', atMs, messageId: dispatch.d.message_id, emoji: dispatch.d.emoji }];
    default:
      return [];
  }
}

/** Everything of a guild that is compared when events may have been missed. */
export function guildWrites(session: DiscordSession, guild: CachedGuild, atMs: number): Write[] {
  const channels = [...guild.channels.values(), ...guild.threads.values()];
  const states = [...guild.voiceStates.values()].map(({ state, sinceMs }) => ({
    userId: state.user_id,
    channelId: state.channel_id,
    flags: flagsOf(state),
    sinceMs,
  }));
  return [
    { t: 'guild', guildId: guild.id, name: guild.name, icon: guild.icon },
    ...channels.map((channel) => channelWrite({ ...channel, guild_id: guild.id }, atMs)),
    { t: 'channelsOf', atMs, guildId: guild.id, channelIds: channels.map((channel) => channel.id) },
    ...states.flatMap(({ userId }) => known(session, guild.id, userId)),
    { t: 'voicesOf', atMs, guildId: guild.id, states },
  ];
}

export function flagsOf(state: WireVoiceState): number {
  return (
    (state.self_mute ? VOICE_FLAG.selfMute : 0) |
    (state.self_deaf ? VOICE_FLAG.selfDeaf : 0) |
    (state.mute ? VOICE_FLAG.mute : 0) |
    (state.deaf ? VOICE_FLAG.deaf : 0) |
    (state.self_stream ? VOICE_FLAG.stream : 0) |
    (state.self_video ? VOICE_FLAG.video : 0) |
    (state.suppress ? VOICE_FLAG.suppress : 0)
  );
}

interface EventParts {
  atMs: number;
  kind: TimelineKind;
  guildId: string | null;
  channelId?: string | null;
  userId?: string | null;
  actorId?: string | null;
  detail?: string | null;
}

export function event(parts: EventParts): Write {
  return { t: 'event', channelId: null, userId: null, actorId: null, detail: null, ...parts };
}

function stage(
  d: { guild_id: string; channel_id: string; topic: string },
  kind: TimelineKind,
  atMs: number,
): Write {
  const detail = kind === 'stageEnded' ? null : d.topic.slice(0, 500);
  return event({ atMs, kind, guildId: d.guild_id, channelId: d.channel_id, detail });
}

function channelWrite(channel: WireChannel, atMs: number, opened = false): Write {
  return {
    t: 'channel',
    atMs,
    opened,
    channel: {
      channelId: channel.id,
      guildId: channel.guild_id ?? null,
      type: channel.type,
      // A direct conversation is called by whom it is with.
      name: (
        channel.name ?? channel.recipients.map((user) => user.global_name ?? user.username).join(', ')
      ).slice(0, 500),
      parentId: channel.parent_id,
      status: channel.status?.slice(0, 500) ?? null,
    },
  };
}

function personWrites(user: WireUser, guildId: string, member: Pick<WireMember, 'nick'>): Write[] {
  return [userWrite(user), { t: 'member', guildId, userId: user.id, nick: member.nick }];
}

export function userWrite(user: WireUser): Write {
  const { avatar, bot, global_name: globalName, id: userId, username } = user;
  return { t: 'user', user: { userId, username, globalName, avatar, bot } };
}

/** Somebody the cache knows. */
function known(session: DiscordSession, guildId: string, userId: string): Write[] {
  const { state } = session.cache;
  const user = state.users.get(userId);
  const nick = state.guilds.get(guildId)?.members.get(userId)?.nick ?? null;
  return user ? personWrites(user, guildId, { nick }) : [];
}
