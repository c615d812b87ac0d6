import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { Close } from '../gateway/codes';
import type { GatewayHub } from '../gateway/hub';
import type { MembersDirector } from '../members/director';
import { createMessage, startTyping } from '../world/commands/messages';
import { isVoiceChannel } from '../world/commands/voice';
import type { ChannelRecord, GuildRecord } from '../world/model';
import type { GatewayAction, MemberAction, ScenarioAction, ScenarioStep } from './parse';

/** How long a client has to leave after it was told to reconnect. */
const RECONNECT_GRACE_MS = 5000;

/** Performs a scenario on the clock: each step at its time after `play`. A new scenario ends the one before. */
export class ScenarioPlayer {
  readonly #director: MembersDirector;
  readonly #hub: GatewayHub;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #timers = new Set<() => void>();

  constructor(director: MembersDirector, hub: GatewayHub, clock: Clock, logger: Logger) {
    this.#director = director;
    this.#hub = hub;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Timers still to come: 0 when the scenario is over. */
  get pending(): number {
    return this.#timers.size;
  }

  play(steps: readonly ScenarioStep[]): void {
    this.stop();
    for (const step of steps) this.#later(step.atMs, () => this.#perform(step));
  }

  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #later(delayMs: number, run: () => void): void {
    const cancel = this.#clock.setTimer(() => {
      this.#timers.delete(cancel);
      run();
    }, delayMs);
    this.#timers.add(cancel);
  }

  #perform(step: ScenarioStep): void {
    const problem = this.#act(step.action);
    if (problem !== null)
      this.#logger.warn('a scenario step could not be done', { line: step.line, problem });
  }

  /** Null when done, else why not: people and places are looked up when their time comes, as rooms may be new. */
  #act(action: ScenarioAction): string | null {
    if (action.kind === 'reconnect' || action.kind === 'close') {
      this.#trouble(action);
      return null;
    }
    const found = this.#find(action.who);
    return found ? this.#actAs(found.guild, found.userId, action) : `nobody is called ${action.who}`;
  }

  #trouble(action: GatewayAction): void {
    if (action.kind === 'reconnect') {
      this.#hub.reconnectAll(RECONNECT_GRACE_MS);
      return;
    }
    const known = Object.values(Close).find(({ code }) => code === action.code);
    this.#hub.closeAll(known ?? { code: action.code, reason: '' });
  }

  #actAs(guild: GuildRecord, userId: string, action: MemberAction): string | null {
    switch (action.kind) {
      case 'join': {
        const room = channelNamed(guild, action.room);
        if (!room || !isVoiceChannel(room)) return `there is no room ${action.room}`;
        this.#director.enterRoom(guild, userId, room);
        return null;
      }
      case 'leave':
        this.#director.leaveRoom(guild, userId);
        return null;
      case 'mute':
        this.#director.mute(guild, userId, action.on);
        return null;
      case 'speak':
        this.#director.speak(userId, true);
        this.#later(action.forMs, () => this.#director.speak(userId, false));
        return null;
      case 'type':
      case 'say': {
        const channel = channelNamed(guild, action.channel);
        if (!channel) return `there is no channel ${action.channel}`;
        if (action.kind === 'type') startTyping(this.#director.world, guild, channel, userId);
        else createMessage(this.#director.world, guild, channel, userId, { content: action.text });
        return null;
      }
    }
  }

  #find(who: string): { guild: GuildRecord; userId: string } | null {
    const wanted = who.toLowerCase();
    for (const guild of this.#director.world.state.guilds.values()) {
      for (const { member, user } of this.#director.world.people(guild)) {
        const names = [member.nick, user.global_name, user.username];
        if (names.some((name) => name?.toLowerCase() === wanted)) return { guild, userId: user.id };
      }
    }
    return null;
  }
}

function channelNamed(guild: GuildRecord, name: string): ChannelRecord | undefined {
  const wanted = name.toLowerCase();
  return [...guild.channels.values()].find((channel) => channel.name.toLowerCase() === wanted);
}
