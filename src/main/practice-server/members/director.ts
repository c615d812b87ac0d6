import type { Clock } from '../../support/clock';
import { Secret } from '../../support/secret';
import {
  changeVoiceState,
  connectToVoice,
  disconnectFromVoice,
  isVoiceChannel,
  occupantsOf,
} from '../world/commands/voice';
import type { WorldEvent } from '../world/events';
import type { ChannelRecord, GuildRecord, UserRecord } from '../world/model';
import { hashText, SeededRandom } from '../world/random';
import type { World } from '../world/world';
import { Ambience } from './ambience';
import { ChatLife } from './chat-life';
import { Company } from './company';
import type { SimulatedMemberVoice } from './voice-port';

/**
 * Plays everyone who is not a real client. It alone moves simulated members, keeps the voice side told of
 * who sits with a real client and whose turn it is, and runs three behaviours: `Ambience` (rooms live), `ChatLife`
 * (people write) and `Company` (a room with the bot in it gets visitors who talk).
 */
export class MembersDirector {
  readonly world: World;
  readonly #voice: SimulatedMemberVoice | null;
  readonly #bots: readonly string[];
  readonly #ambience: Ambience;
  readonly #chat: ChatLife;
  readonly #company: Company;
  /** Who has a voice, and in which guild's room. */
  readonly #seated = new Map<string, string>();
  readonly #speaking = new Set<string>();
  readonly #unsubscribe: () => void;
  #paused = true;

  constructor(world: World, clock: Clock, voice: SimulatedMemberVoice | null) {
    this.world = world;
    this.#voice = voice;
    this.#bots = [...world.state.users.values()].filter((user) => user.bot).map((user) => user.id);
    const random = new SeededRandom(`members:${world.state.seed}:${world.random.state}`);
    this.#ambience = new Ambience(this, clock, random.fork('ambience'));
    this.#chat = new ChatLife(world, clock, random.fork('chat'));
    this.#company = new Company(this, clock, random.fork('company'));
    this.#unsubscribe = world.events.on((event) => this.#heard(event));
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Ids of the members whose turn to speak it is. */
  get speaking(): readonly string[] {
    return [...this.#speaking];
  }

  /** Starts or goes on with scripted behaviour. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#ambience.start();
    this.#chat.start();
    this.#company.start();
  }

  /** Stops scripted behaviour: everyone stays where they are and falls silent; direct commands still work. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#ambience.stop();
    this.#chat.stop();
    this.#company.stop();
    for (const userId of this.speaking) this.speak(userId, false);
  }

  close(): void {
    this.pause();
    this.#unsubscribe();
    for (const userId of this.#seated.keys()) this.#voice?.leave(userId);
    this.#seated.clear();
  }

  enterRoom(guild: GuildRecord, userId: string, channel: ChannelRecord): void {
    if (guild.voice_states.get(userId)?.channel_id === channel.id) return;
    this.speak(userId, false);
    // A person sits in one room, of whichever guild; only bots are in one of each.
    for (const other of this.world.state.guilds.values()) {
      if (other !== guild) disconnectFromVoice(this.world, other, userId, 'left');
    }
    const flags = { selfMute: false, selfDeaf: false };
    connectToVoice(this.world, guild, channel, userId, this.world.random.hex(32), flags);
  }

  leaveRoom(guild: GuildRecord, userId: string): void {
    this.speak(userId, false);
    disconnectFromVoice(this.world, guild, userId, 'left');
  }

  mute(guild: GuildRecord, userId: string, on: boolean): void {
    changeVoiceState(this.world, guild, userId, { self_mute: on });
  }

  speak(userId: string, on: boolean): void {
    if (on) this.#speaking.add(userId);
    else if (!this.#speaking.delete(userId)) return;
    if (this.#seated.has(userId)) this.#voice?.setSpeaking(userId, on);
  }

  /** Simulated members in a channel, in the order they came. */
  simulatedIn(guild: GuildRecord, channelId: string): UserRecord[] {
    return occupantsOf(guild, channelId).flatMap((voiceState) => {
      const user = this.world.user(voiceState.user_id);
      return user && !user.bot ? [user] : [];
    });
  }

  /** True when somebody keeps a real client company in another guild than this one. */
  isEngagedElsewhere(guild: GuildRecord, userId: string): boolean {
    for (const other of this.world.state.guilds.values()) {
      const channelId = other === guild ? undefined : other.voice_states.get(userId)?.channel_id;
      if (channelId !== undefined && this.hasRealClient(other, channelId)) return true;
    }
    return false;
  }

  /** True when a real client sits in the channel. */
  hasRealClient(guild: GuildRecord, channelId: string): boolean {
    // Asked for each room at each voice state: so by the few bots, not by the many who sit somewhere.
    return this.#bots.some((id) => guild.voice_states.get(id)?.channel_id === channelId);
  }

  voiceChannels(guild: GuildRecord): ChannelRecord[] {
    return [...guild.channels.values()].filter(isVoiceChannel);
  }

  #heard(event: WorldEvent): void {
    const guild = event.guildId === null ? undefined : this.world.guild(event.guildId);
    if (!guild) return;
    if (event.t === 'VOICE_SERVER_UPDATE') {
      const user = this.world.user(event.onlyUserId ?? '');
      if (!user) return;
      const channelId = guild.voice_states.get(user.id)?.channel_id;
      if (channelId === undefined) return;
      if (user.bot) this.#seatAll(guild, channelId);
      else this.#seat(guild, user);
      return;
    }
    if (event.t !== 'VOICE_STATE_UPDATE') return;
    const user = this.world.user(String(event.d.user_id));
    if (!user) return;
    if (user.bot) this.#unseatTheAbandoned(guild);
    else this.#followVoiceState(guild, user);
    this.#company.voiceChanged(guild);
  }

  /** A member that moved or left loses its voice; a changed mute is passed on. */
  #followVoiceState(guild: GuildRecord, user: UserRecord): void {
    if (this.#seated.get(user.id) !== guild.id) return;
    const voiceState = guild.voice_states.get(user.id);
    if (!voiceState || !this.hasRealClient(guild, voiceState.channel_id)) {
      this.#unseat(user.id);
      return;
    }
    this.#voice?.setMuted(user.id, voiceState.self_mute || voiceState.mute || voiceState.suppress);
  }

  #seatAll(guild: GuildRecord, channelId: string): void {
    for (const user of this.simulatedIn(guild, channelId)) {
      if (!this.#seated.has(user.id)) this.#seat(guild, user);
    }
  }

  /** Gives a member its voice, when a real client is there to hear it. */
  #seat(guild: GuildRecord, user: UserRecord): void {
    const voiceState = guild.voice_states.get(user.id);
    const seat = this.world.seats.seatOf(guild.id, user.id);
    const token = this.world.seats.tokenOf(guild.id, user.id);
    if (!voiceState || !seat || token === null || !this.hasRealClient(guild, voiceState.channel_id)) return;
    if (this.#seated.has(user.id)) this.#voice?.leave(user.id);
    this.#seated.set(user.id, guild.id);
    this.#voice?.enter({
      ...seat,
      sessionId: voiceState.session_id,
      token: new Secret(token),
      displayName: user.global_name ?? user.username,
      voiceSeed: hashText(`${this.world.state.seed}:${user.id}`),
    });
    this.#voice?.setMuted(user.id, voiceState.self_mute || voiceState.mute || voiceState.suppress);
    if (this.#speaking.has(user.id)) this.#voice?.setSpeaking(user.id, true);
  }

  #unseat(userId: string): void {
    if (!this.#seated.delete(userId)) return;
    this.#voice?.leave(userId);
  }

  #unseatTheAbandoned(guild: GuildRecord): void {
    for (const [userId, guildId] of [...this.#seated]) {
      if (guildId !== guild.id) continue;
      const channelId = guild.voice_states.get(userId)?.channel_id;
      if (channelId === undefined || !this.hasRealClient(guild, channelId)) this.#unseat(userId);
    }
  }
}
