import { Emitter } from '../../support/emitter';
import type { WorldEvent } from './events';
import { SnowflakeSource } from './ids';
import type {
  ChannelRecord,
  GuildRecord,
  MemberRecord,
  MessageRecord,
  UserRecord,
  WorldState,
} from './model';
import { channelPermissions, guildPermissions, type PermissionSubject } from './permissions';
import { hashText, SeededRandom } from './random';
import { VoiceSeats } from './voice-seats';

/**
 * The practice guilds as they are now, with what commands need to change them: ids, randomness, time and
 * the stream of events. State changes only in `commands/`; each change emits its events in order, before
 * the command returns.
 */
export class World {
  readonly state: WorldState;
  readonly ids: SnowflakeSource;
  readonly random: SeededRandom;
  readonly seats = new VoiceSeats();
  readonly events = new Emitter<WorldEvent>();
  /** `host:port` of the voice server; null while there is none, as Discord says when one is lost. */
  voiceEndpoint: string | null = null;
  readonly #now: () => number;

  constructor(state: WorldState, now: () => number) {
    this.state = state;
    this.#now = now;
    this.ids = new SnowflakeSource(hashText(state.seed), state.snowflakes);
    this.random = new SeededRandom(state.random);
  }

  /** Unix ms. */
  now(): number {
    return this.#now();
  }

  isoNow(): string {
    return toDiscordTime(this.now());
  }

  newId(): string {
    return this.ids.at(this.now());
  }

  emit(event: WorldEvent): void {
    this.events.emit(event);
  }

  guild(id: string): GuildRecord | undefined {
    return this.state.guilds.get(id);
  }

  user(id: string): UserRecord | undefined {
    return this.state.users.get(id);
  }

  get botId(): string {
    return this.state.application.bot_id;
  }

  /** The channel and its guild. */
  channel(id: string): { guild: GuildRecord; channel: ChannelRecord } | undefined {
    for (const guild of this.state.guilds.values()) {
      const channel = guild.channels.get(id);
      if (channel) return { guild, channel };
    }
    return undefined;
  }

  messagesOf(channelId: string): MessageRecord[] {
    let messages = this.state.messages.get(channelId);
    if (!messages) {
      messages = [];
      this.state.messages.set(channelId, messages);
    }
    return messages;
  }

  message(channelId: string, messageId: string): MessageRecord | undefined {
    return this.state.messages.get(channelId)?.find((message) => message.id === messageId);
  }

  /** Members whose users are not bots, in the order they joined the state. */
  people(guild: GuildRecord): { member: MemberRecord; user: UserRecord }[] {
    const result: { member: MemberRecord; user: UserRecord }[] = [];
    for (const member of guild.members.values()) {
      const user = this.state.users.get(member.user_id);
      if (user && !user.bot) result.push({ member, user });
    }
    return result;
  }

  permissionsInGuild(guild: GuildRecord, userId: string): bigint {
    const subject = this.#subject(guild, userId);
    return subject ? guildPermissions(subject) : 0n;
  }

  permissionsInChannel(guild: GuildRecord, channel: ChannelRecord, userId: string): bigint {
    const subject = this.#subject(guild, userId);
    return subject ? channelPermissions(subject, channel.permission_overwrites) : 0n;
  }

  #subject(guild: GuildRecord, userId: string): PermissionSubject | undefined {
    const member = guild.members.get(userId);
    if (!member) return undefined;
    const roles = member.roles.flatMap((id) => {
      const role = guild.roles.get(id);
      return role ? [{ id, permissions: BigInt(role.permissions) }] : [];
    });
    const until = member.communication_disabled_until;
    return {
      userId,
      guildId: guild.id,
      ownerId: guild.owner_id,
      everyone: BigInt(guild.roles.get(guild.id)?.permissions ?? '0'),
      roles,
      timedOut: until !== null && Date.parse(until) > this.now(),
    };
  }
}

/** ISO 8601 with offset and microseconds, as Discord writes times. */
export function toDiscordTime(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/(\.\d{3})Z$/, '$1000+00:00');
}
