import { Emitter } from '../../support/emitter';
import type { WorldEvent } from './events';
import { attachmentPath, FileStore } from './files';
import { SnowflakeSource } from './ids';
import { LongHistory } from './long-history';
import { MessageSequence } from './message-sequence';
import type {
  ChannelRecord,
  ChatPlace,
  DmRecord,
  GuildRecord,
  MemberRecord,
  MessageRecord,
  ThreadRecord,
  UserRecord,
  WorldState,
} from './model';
import { channelPermissions, guildPermissions, hasPermission, type PermissionSubject } from './permissions';
import { inThread, isThread } from './places';
import { hashText, SeededRandom } from './random';
import { toDiscordTime } from './time';
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
  readonly files = new FileStore();
  /** Scheme, host and port of this server, for the addresses of files. */
  origin = 'http://127.0.0.1';
  /** When somebody last wrote in a place with slow mode, Unix ms by `channel/user`. */
  readonly lastSpoke = new Map<string, number>();
  /** A channel whose older messages are made when somebody looks. */
  readonly longHistory: LongHistory | null;
  /** `host:port` of the voice server; null while there is none, as Discord says when one is lost. */
  voiceEndpoint: string | null = null;
  readonly #now: () => number;

  constructor(state: WorldState, now: () => number) {
    this.state = state;
    this.#now = now;
    this.ids = new SnowflakeSource(hashText(state.seed), state.snowflakes);
    this.random = new SeededRandom(state.random);
    this.longHistory = state.long_history && new LongHistory(state.long_history);
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

  thread(id: string): { guild: GuildRecord; thread: ThreadRecord; parent: ChannelRecord } | undefined {
    for (const guild of this.state.guilds.values()) {
      const thread = guild.threads.get(id);
      const parent = thread && guild.channels.get(thread.parent_id);
      if (thread && parent) return { guild, thread, parent };
    }
    return undefined;
  }

  dm(id: string): DmRecord | undefined {
    return this.state.dms.get(id);
  }

  /** Any place with that id that messages could be in; `guild` is null for a direct conversation. */
  place(id: string): { guild: GuildRecord | null; channel: ChatPlace } | undefined {
    const found = this.channel(id);
    if (found) return found;
    const inThread = this.thread(id);
    if (inThread) return { guild: inThread.guild, channel: inThread.thread };
    const dm = this.dm(id);
    return dm && { guild: null, channel: dm };
  }

  /** The messages that are kept as they are; `history` has those of a long history before them. */
  messagesOf(channelId: string): MessageRecord[] {
    let messages = this.state.messages.get(channelId);
    if (!messages) {
      messages = [];
      this.state.messages.set(channelId, messages);
    }
    return messages;
  }

  /** Everything that was ever written in a channel, oldest first. */
  history(channelId: string): MessageSequence {
    const older = this.longHistory?.channelId === channelId ? this.longHistory : null;
    return new MessageSequence(older, this.messagesOf(channelId));
  }

  message(channelId: string, messageId: string): MessageRecord | undefined {
    return this.history(channelId).find(messageId);
  }

  /** Takes a message and the bytes of its files out of the world; false when it was not there. */
  forgetMessage(channelId: string, messageId: string): boolean {
    const messages = this.messagesOf(channelId);
    const index = messages.findIndex((message) => message.id === messageId);
    const [gone] = index < 0 ? [] : messages.splice(index, 1);
    for (const file of gone?.attachments ?? []) {
      this.files.delete(attachmentPath(channelId, file.id, file.filename));
    }
    if (gone) return true;
    return this.longHistory?.channelId === channelId && this.longHistory.delete(messageId);
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

  /** In a thread: what the parent grants, with SEND_MESSAGES standing for the right to write in threads. */
  permissionsInChannel(guild: GuildRecord, channel: ChannelRecord | ThreadRecord, userId: string): bigint {
    const subject = this.#subject(guild, userId);
    if (!subject) return 0n;
    if (!isThread(channel)) return channelPermissions(subject, channel.permission_overwrites);
    const parent = guild.channels.get(channel.parent_id);
    if (!parent) return 0n;
    return inThread(channel, userId, channelPermissions(subject, parent.permission_overwrites));
  }

  /** Whether a member may see a channel or thread of its guild. */
  maySee(guild: GuildRecord, channelId: string, userId: string): boolean {
    const channel = guild.channels.get(channelId) ?? guild.threads.get(channelId);
    // What is gone already was announced by those who could see it; nobody else holds its id.
    return !channel || hasPermission(this.permissionsInChannel(guild, channel, userId), 'VIEW_CHANNEL');
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
