import type { Clock } from '../../support/clock';
import type { GuildRecord, UserRecord } from '../world/model';
import { ChannelType } from '../world/model';
import { hasPermission } from '../world/permissions';
import type { SeededRandom } from '../world/random';
import type { MembersDirector } from './director';

/** Share of the guild that sits in rooms at most, and people per room, when nobody real is there. */
const MOST_IN_VOICE = 0.3;
const MOST_PER_ROOM = 3;
const FIRST_MOVE_MS = 1500;

/**
 * The everyday life of the guild's rooms: someone joins one, moves on, mutes, leaves. One chain of timers, so
 * that a seed gives the same evening each time.
 */
export class Ambience {
  readonly #director: MembersDirector;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  #cancelRooms: (() => void) | null = null;

  constructor(director: MembersDirector, clock: Clock, random: SeededRandom) {
    this.#director = director;
    this.#clock = clock;
    this.#random = random;
  }

  start(): void {
    for (const guild of this.#director.world.state.guilds.values()) this.#settle(guild);
    this.#awaitRooms(FIRST_MOVE_MS);
  }

  stop(): void {
    this.#cancelRooms?.();
    this.#cancelRooms = null;
  }

  /** A guild where nobody sits anywhere gets its first people at once: a newcomer finds rooms in use. */
  #settle(guild: GuildRecord): void {
    if (guild.voice_states.size > 0) return;
    const people = this.#director.world.people(guild).map(({ user }) => user);
    const first = Math.min(this.#random.between(3, 5), Math.floor(people.length * MOST_IN_VOICE));
    for (let count = 0; count < first; count++) this.#join(guild, people);
  }

  #awaitRooms(delayMs: number): void {
    this.#cancelRooms = this.#clock.setTimer(() => {
      for (const guild of this.#director.world.state.guilds.values()) this.#stirRooms(guild);
      this.#awaitRooms(this.#random.between(2500, 9000));
    }, delayMs);
  }

  #stirRooms(guild: GuildRecord): void {
    const people = this.#director.world.people(guild).map(({ user }) => user);
    const inVoice = people.filter((user) => guild.voice_states.has(user.id));
    const most = Math.max(1, Math.floor(people.length * MOST_IN_VOICE));
    // Who keeps a real client company is not ours to move.
    const own = inVoice.filter((user) => {
      const channelId = guild.voice_states.get(user.id)?.channel_id ?? '';
      return !this.#director.hasRealClient(guild, channelId);
    });
    const dice = this.#random.next();
    if (inVoice.length < most && (dice < 0.55 || own.length === 0)) this.#join(guild, people);
    else if (dice < 0.7) this.#move(guild, own);
    else if (dice < 0.83) this.#toggleMute(guild, own);
    else this.#leave(guild, own);
  }

  #join(guild: GuildRecord, people: readonly UserRecord[]): void {
    const free = people.filter(
      (user) =>
        user.status !== 'offline' &&
        !guild.voice_states.has(user.id) &&
        !this.#director.isEngagedElsewhere(guild, user.id),
    );
    this.#enter(guild, this.#random.pick(free));
  }

  #move(guild: GuildRecord, own: readonly UserRecord[]): void {
    this.#enter(guild, this.#random.pick(own));
  }

  #enter(guild: GuildRecord, user: UserRecord | undefined): void {
    if (!user) return;
    const { world } = this.#director;
    const current = guild.voice_states.get(user.id)?.channel_id;
    const open = this.#director.voiceChannels(guild).filter((channel) => {
      const inside = this.#director.simulatedIn(guild, channel.id).length;
      return (
        channel.id !== current &&
        channel.type === ChannelType.VOICE &&
        inside < MOST_PER_ROOM &&
        !this.#director.hasRealClient(guild, channel.id) &&
        hasPermission(world.permissionsInChannel(guild, channel, user.id), 'CONNECT')
      );
    });
    const channel = this.#random.pick(open);
    if (channel) this.#director.enterRoom(guild, user.id, channel);
  }

  #toggleMute(guild: GuildRecord, own: readonly UserRecord[]): void {
    const user = this.#random.pick(own);
    const voiceState = user && guild.voice_states.get(user.id);
    if (voiceState) this.#director.mute(guild, user.id, !voiceState.self_mute);
  }

  #leave(guild: GuildRecord, own: readonly UserRecord[]): void {
    const user = this.#random.pick(own);
    if (user) this.#director.leaveRoom(guild, user.id);
  }
}
