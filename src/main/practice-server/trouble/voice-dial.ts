import { VoiceTrouble } from '@shared/models/practice-trouble';
import type { Clock } from '../../support/clock';
import type { VoiceTroubleControl } from '../members/voice-port';
import { grantSeat } from '../world/commands/voice';
import type { World } from '../world/world';

/** How long the bot waits for the new server after the old one is gone. */
const MOVE_GAP_MS = 400;

const NOTHING_YET = { closes: 0, moves: 0, blackHoles: 0, newGroups: 0, spoiled: 0, downgrades: 0 };

/** The trouble of voice: media packets on their way to clients, the bot's voice socket, the server it is on. */
export class VoiceDial {
  readonly #world: World;
  readonly #clock: Clock;
  readonly #control: VoiceTroubleControl | null;
  readonly #timers = new Set<() => void>();
  #settings = VoiceTrouble.parse({});
  #over = false;
  /** The bot's room was sent down to plain frames and not up again. */
  #plain = false;
  #counts = NOTHING_YET;

  constructor(world: World, clock: Clock, control: VoiceTroubleControl | null) {
    this.#world = world;
    this.#clock = clock;
    this.#control = control;
  }

  set(settings: VoiceTrouble): void {
    this.close();
    this.#goUp();
    this.#settings = settings;
    this.#over = false;
    this.#counts = NOTHING_YET;
    const { lossRate, uplinkLossRate, reorderRate, duplicateRate, jitterMs, kilobitsPerSecond, forMs } =
      settings;
    this.#control?.impairNetwork({
      loss: lossRate,
      uplinkLoss: uplinkLossRate,
      reorder: reorderRate,
      duplicate: duplicateRate,
      jitterMs,
      kilobitsPerSecond,
    });
    this.#setPeriodic(settings);
    if (forMs !== undefined) {
      this.#after(forMs, () => {
        this.close();
        this.#over = true;
        this.#control?.impairNetwork({});
        this.#goUp();
      });
    }
  }

  #setPeriodic({ close, moveServer, blackHole, newGroup, spoilCommit, downgrade }: VoiceTrouble): void {
    const { botId } = this.#world;
    const control = this.#control;
    if (close) this.#every(close, 'closes', () => this.closeSocket(close.code));
    if (moveServer) this.#every(moveServer, 'moves', () => this.moveServer());
    if (blackHole) this.#every(blackHole, 'blackHoles', () => control?.blackHole(botId));
    if (newGroup) this.#every(newGroup, 'newGroups', () => control?.shakeGroup(botId, 'newGroup'));
    if (spoilCommit) this.#every(spoilCommit, 'spoiled', () => control?.shakeGroup(botId, 'spoil'));
    if (downgrade) {
      this.#every(downgrade, 'downgrades', () => {
        control?.shakeGroup(botId, 'plain');
        this.#plain = true;
        this.#after(downgrade.plainMs, () => this.#goUp());
      });
    }
  }

  /** Nobody is left in plain frames by trouble that has ended. */
  #goUp(): void {
    if (!this.#plain) return;
    this.#plain = false;
    this.#control?.shakeGroup(this.#world.botId, 'newGroup');
  }

  get settings(): VoiceTrouble | null {
    return this.#over ? null : this.#settings;
  }

  state(): Record<string, unknown> {
    return { ...this.#settings, over: this.#over, counts: { ...this.#counts } };
  }

  /** Closes the bot's voice sockets with a code now. */
  closeSocket(code: number): void {
    this.#control?.closeClient(this.#world.botId, code);
  }

  /** Takes the bot's voice server away in each guild and gives it another token a moment later. */
  moveServer(): void {
    const world = this.#world;
    for (const guild of world.state.guilds.values()) {
      const voiceState = guild.voice_states.get(world.botId);
      if (!voiceState) continue;
      world.emit({
        t: 'VOICE_SERVER_UPDATE',
        guildId: guild.id,
        onlyUserId: world.botId,
        d: { token: null, guild_id: guild.id, endpoint: null },
      });
      this.#after(MOVE_GAP_MS, () => {
        const now = guild.voice_states.get(world.botId);
        const channel = now && guild.channels.get(now.channel_id);
        if (now && channel) grantSeat(world, guild, channel, now);
      });
    }
  }

  /** Stops what comes by the clock. */
  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #every(
    { everyMs, count }: { everyMs: number; count?: number | undefined },
    what: keyof typeof NOTHING_YET,
    act: () => void,
  ): void {
    this.#after(everyMs, () => {
      this.#counts = { ...this.#counts, [what]: this.#counts[what] + 1 };
      act();
      if (count === undefined || this.#counts[what] < count) this.#every({ everyMs, count }, what, act);
    });
  }

  #after(delayMs: number, act: () => void): void {
    const cancel = this.#clock.setTimer(() => {
      this.#timers.delete(cancel);
      act();
    }, delayMs);
    this.#timers.add(cancel);
  }
}
