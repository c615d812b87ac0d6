import type { StormInput, StormKind } from '@shared/models/practice-storm';
import { updateMember } from '../world/commands/members';
import { createMessage, startTyping } from '../world/commands/messages';
import { changeVoiceState } from '../world/commands/voice';
import type { ChannelRecord, GuildRecord, PresenceStatus, UserRecord } from '../world/model';
import { ChannelType } from '../world/model';
import { hasPermission } from '../world/permissions';
import { CHAT_LINES } from '../world/population/people';
import type { SeededRandom } from '../world/random';
import { presenceToWire } from '../world/wire';
import type { MembersDirector } from './director';

const PRESENCES: readonly PresenceStatus[] = ['online', 'idle', 'dnd', 'offline'];
/** Share of the guild that sits in voice when a storm finds nobody there. */
const SEATED_SHARE = 0.1;

/** One change of the world after another, drawn from a seed. Rooms with a real client in them are left alone. */
export class StormSteps {
  readonly #director: MembersDirector;
  readonly #guild: GuildRecord;
  readonly #random: SeededRandom;
  readonly #people: readonly UserRecord[];
  readonly #chats: readonly ChannelRecord[];
  readonly #kinds: readonly (readonly [kind: StormKind, upTo: number])[];
  readonly #total: number;
  readonly #seatedGoal: number;
  /** Who this storm may find in a room; somebody else may have moved them meanwhile. */
  readonly #seated: string[];

  constructor(
    director: MembersDirector,
    guild: GuildRecord,
    random: SeededRandom,
    kinds: StormInput['kinds'],
  ) {
    this.#director = director;
    this.#guild = guild;
    this.#random = random;
    this.#people = director.world.people(guild).map(({ user }) => user);
    this.#chats = [...guild.channels.values()].filter(
      (channel) =>
        channel.type === ChannelType.TEXT &&
        channel.permission_overwrites.length === 0 &&
        director.world.longHistory?.channelId !== channel.id,
    );
    let total = 0;
    this.#kinds = (Object.entries(kinds) as [StormKind, number][]).map(([kind, weight]) => {
      total += weight;
      return [kind, total];
    });
    this.#total = total;
    this.#seated = this.#people.map(({ id }) => id).filter((id) => guild.voice_states.has(id));
    this.#seatedGoal = Math.max(this.#seated.length, Math.ceil(this.#people.length * SEATED_SHARE));
  }

  /** Makes one change and says of which kind it was. */
  perform(): StormKind {
    const drawn = this.#random.next() * this.#total;
    const kind = this.#kinds.find(([, upTo]) => drawn < upTo)?.[0] ?? 'typing';
    const done = this.#people.length > 0 && this.#make(kind);
    // In a guild without rooms or people there is nothing to change; somebody types then, whom nobody needs.
    return done ? kind : this.#fallBack();
  }

  #make(kind: StormKind): boolean {
    switch (kind) {
      case 'voiceStates':
        return this.#voiceState();
      case 'messages':
        return this.#message();
      case 'typing':
        return this.#type();
      case 'presence':
        return this.#presence();
      case 'members':
        return this.#member();
    }
  }

  #fallBack(): StormKind {
    const { world } = this.#director;
    const chat = this.#chats[0] ?? [...this.#guild.channels.values()][0];
    if (chat) startTyping(world, this.#guild, chat, this.#people[0]?.id ?? world.botId);
    return 'typing';
  }

  #voiceState(): boolean {
    const dice = this.#random.next();
    if (dice < 0.4 && this.#flip()) return true;
    if (dice < 0.75 && this.#move()) return true;
    if (this.#seated.length < this.#seatedGoal || this.#seated.length === 0)
      return this.#join() || this.#flip();
    return this.#leave();
  }

  #flip(): boolean {
    const voiceState = this.#someoneSeated();
    if (!voiceState) return false;
    const { world } = this.#director;
    const change = this.#random.chance(0.7)
      ? { self_mute: !voiceState.self_mute }
      : { self_deaf: !voiceState.self_deaf };
    changeVoiceState(world, this.#guild, voiceState.user_id, change);
    return true;
  }

  #move(): boolean {
    const voiceState = this.#someoneSeated();
    const room = voiceState && this.#room(voiceState.channel_id);
    if (!voiceState || !room) return false;
    this.#director.enterRoom(this.#guild, voiceState.user_id, room);
    return true;
  }

  #join(): boolean {
    for (let tries = 0; tries < 20; tries++) {
      const user = this.#random.pick(this.#people);
      if (!user || this.#guild.voice_states.has(user.id)) continue;
      const room = this.#room(null);
      if (!room) return false;
      this.#seated.push(user.id);
      this.#director.enterRoom(this.#guild, user.id, room);
      return true;
    }
    return false;
  }

  #leave(): boolean {
    const voiceState = this.#someoneSeated();
    if (!voiceState) return this.#join();
    this.#forget(this.#seated.indexOf(voiceState.user_id));
    this.#director.leaveRoom(this.#guild, voiceState.user_id);
    return true;
  }

  #message(): boolean {
    const user = this.#random.pick(this.#people);
    const chat = this.#random.pick(this.#chats);
    if (!user || !chat) return false;
    const content = this.#random.pick(CHAT_LINES) ?? 'hello';
    createMessage(this.#director.world, this.#guild, chat, user.id, { content });
    return true;
  }

  #type(): boolean {
    const user = this.#random.pick(this.#people);
    const chat = this.#random.pick(this.#chats);
    if (!user || !chat) return false;
    startTyping(this.#director.world, this.#guild, chat, user.id);
    return true;
  }

  #presence(): boolean {
    const user = this.#random.pick(this.#people);
    if (!user) return false;
    const { world } = this.#director;
    user.status = this.#random.pick(PRESENCES.filter((status) => status !== user.status)) ?? 'online';
    // A person is in several guilds, and each of them is told.
    for (const guild of world.state.guilds.values()) {
      if (!guild.members.has(user.id)) continue;
      world.emit({ t: 'PRESENCE_UPDATE', guildId: guild.id, d: presenceToWire(guild, user) });
    }
    return true;
  }

  #member(): boolean {
    const user = this.#random.pick(this.#people);
    const member = user && this.#guild.members.get(user.id);
    if (!user || !member) return false;
    const nick = `${user.global_name ?? user.username} ${this.#random.between(1, 99)}`;
    updateMember(this.#director.world, this.#guild, member, { nick: member.nick === nick ? null : nick });
    return true;
  }

  #someoneSeated() {
    for (let tries = 0; tries < 20 && this.#seated.length > 0; tries++) {
      const index = this.#random.between(0, this.#seated.length - 1);
      const voiceState = this.#guild.voice_states.get(this.#seated[index] ?? '');
      if (!voiceState) this.#forget(index);
      else if (!this.#director.hasRealClient(this.#guild, voiceState.channel_id)) return voiceState;
    }
    return undefined;
  }

  #forget(index: number): void {
    const last = this.#seated.pop();
    if (last !== undefined && index >= 0 && index < this.#seated.length) this.#seated[index] = last;
  }

  /** An open room where no real client sits, other than the one named. */
  #room(otherThan: string | null): ChannelRecord | undefined {
    const { world } = this.#director;
    const rooms = this.#director
      .voiceChannels(this.#guild)
      .filter((room) => room.type === ChannelType.VOICE && room.user_limit === 0 && room.id !== otherThan);
    for (let tries = 0; tries < 10; tries++) {
      const room = this.#random.pick(rooms);
      if (!room || this.#director.hasRealClient(this.#guild, room.id)) continue;
      const person = this.#people[0]?.id ?? '';
      if (
        room.permission_overwrites.length === 0 ||
        hasPermission(world.permissionsInChannel(this.#guild, room, person), 'CONNECT')
      ) {
        return room;
      }
    }
    return undefined;
  }
}
