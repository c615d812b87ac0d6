import type { Clock } from '../../support/clock';
import type { ChannelRecord, GuildRecord } from '../world/model';
import { ChannelType } from '../world/model';
import type { SeededRandom } from '../world/random';
import type { MembersDirector } from './director';

/** Between these many simulated members keep a real client company, never the whole guild. */
const LEAST_COMPANY = 2;
const MOST_COMPANY = 4;

interface Room {
  guild: GuildRecord;
  channel: ChannelRecord;
  wanted: number;
  cancelArrival: (() => void) | null;
  cancelTurn: (() => void) | null;
  speaker: string | null;
}

/**
 * Sees to it that a room with a real client in it comes alive: visitors arrive within seconds and take turns
 * speaking, with pauses between and now and then one over another. Reacts to voice states, owns only timers.
 */
export class Company {
  readonly #director: MembersDirector;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #rooms = new Map<string, Room>();
  #running = false;

  constructor(director: MembersDirector, clock: Clock, random: SeededRandom) {
    this.#director = director;
    this.#clock = clock;
    this.#random = random;
  }

  start(): void {
    this.#running = true;
    for (const guild of this.#director.world.state.guilds.values()) this.voiceChanged(guild);
  }

  stop(): void {
    this.#running = false;
    for (const room of this.#rooms.values()) this.#end(room);
    this.#rooms.clear();
  }

  /** Somebody joined, moved or left: opens and closes the care for rooms. */
  voiceChanged(guild: GuildRecord): void {
    if (!this.#running) return;
    for (const [key, room] of this.#rooms) {
      if (room.guild !== guild) continue;
      const gone =
        !guild.channels.has(room.channel.id) || !this.#director.hasRealClient(guild, room.channel.id);
      if (!gone) continue;
      this.#end(room);
      this.#rooms.delete(key);
    }
    for (const channel of this.#director.voiceChannels(guild)) {
      if (this.#rooms.has(channel.id) || !this.#director.hasRealClient(guild, channel.id)) continue;
      const room: Room = {
        guild,
        channel,
        wanted: this.#random.between(LEAST_COMPANY, MOST_COMPANY),
        cancelArrival: null,
        cancelTurn: null,
        speaker: null,
      };
      this.#rooms.set(channel.id, room);
      this.#awaitArrival(room, this.#random.between(600, 1500));
      // On a stage the audience is suppressed: it comes and listens.
      if (channel.type !== ChannelType.STAGE) this.#awaitTurn(room, this.#random.between(1800, 2600));
    }
  }

  /** The number of simulated members a room with a real client should not exceed on its own. */
  isFull(guild: GuildRecord, channelId: string): boolean {
    const room = this.#rooms.get(channelId);
    return room !== undefined && this.#director.simulatedIn(guild, channelId).length >= room.wanted;
  }

  #awaitArrival(room: Room, delayMs: number): void {
    room.cancelArrival = this.#clock.setTimer(() => {
      room.cancelArrival = null;
      this.#arrive(room);
    }, delayMs);
  }

  #arrive(room: Room): void {
    const present = this.#director.simulatedIn(room.guild, room.channel.id).length;
    if (present < room.wanted && this.#hasSpace(room)) {
      const visitor = this.#findVisitor(room);
      if (visitor) this.#director.enterRoom(room.guild, visitor, room.channel);
    }
    // Quick until the company is complete, then only a look now and then in case someone left.
    const complete = present + 1 >= room.wanted;
    this.#awaitArrival(room, complete ? this.#random.between(8000, 20_000) : this.#random.between(700, 1800));
  }

  /** The last free place stays free for a person. */
  #hasSpace(room: Room): boolean {
    const { guild, channel } = room;
    if (channel.user_limit === 0) return true;
    const inside = [...guild.voice_states.values()].filter((state) => state.channel_id === channel.id).length;
    return inside < channel.user_limit - 1;
  }

  /** Someone who is in no room, else someone from a room without a real client. */
  #findVisitor(room: Room): string | undefined {
    const { world } = this.#director;
    const people = world
      .people(room.guild)
      .map(({ user }) => user)
      .filter((user) => {
        const granted = world.permissionsInChannel(room.guild, room.channel, user.id);
        const engaged = this.#director.isEngagedElsewhere(room.guild, user.id);
        return user.status !== 'offline' && granted !== 0n && !engaged;
      });
    const free = people.filter((user) => !room.guild.voice_states.has(user.id));
    const movable = people.filter((user) => {
      const channelId = room.guild.voice_states.get(user.id)?.channel_id;
      return channelId !== undefined && !this.#director.hasRealClient(room.guild, channelId);
    });
    return (this.#random.pick(free) ?? this.#random.pick(movable))?.id;
  }

  #awaitTurn(room: Room, delayMs: number): void {
    room.cancelTurn = this.#clock.setTimer(() => {
      room.cancelTurn = null;
      this.#nextTurn(room);
    }, delayMs);
  }

  #nextTurn(room: Room): void {
    const previous = room.speaker;
    if (previous !== null) this.#director.speak(previous, false);
    room.speaker = null;
    const able = this.#director.simulatedIn(room.guild, room.channel.id).filter((user) => {
      const voiceState = room.guild.voice_states.get(user.id);
      return voiceState !== undefined && !voiceState.self_mute && !voiceState.mute;
    });
    const others = able.filter((user) => user.id !== previous);
    // Someone who spoke yields; after speech there is sometimes a breath of silence.
    const pauses = previous !== null && this.#random.chance(0.35);
    const next = pauses ? undefined : this.#random.pick(others.length > 0 ? others : able);
    if (!next) {
      this.#awaitTurn(room, this.#random.between(500, 1400));
      return;
    }
    room.speaker = next.id;
    this.#director.speak(next.id, true);
    this.#awaitTurn(room, this.#random.between(2500, 6500));
  }

  #end(room: Room): void {
    room.cancelArrival?.();
    room.cancelTurn?.();
    if (room.speaker !== null) this.#director.speak(room.speaker, false);
    room.cancelArrival = null;
    room.cancelTurn = null;
    room.speaker = null;
  }
}
