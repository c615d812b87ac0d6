import type { Clock } from '../../../support/clock';
import type { Logger } from '../../../support/logger';
import type { VoiceGateway } from '../../voice/gateway';
import { TurnQueue } from '../../voice/turn-queue';
import { SeededRandom } from '../../world/random';
import type { SimulatedMemberVoice, SimulatedSeat } from '../voice-port';
import { SpeechClock } from './speech-clock';
import type { Voice } from './voice-library';
import { VoiceMember } from './voice-member';

export interface MemberVoicesOptions {
  gateway: VoiceGateway;
  voices: readonly Voice[];
  clock: Clock;
  logger: Logger;
  seed: string;
}

/** Gives simulated members their voices: who is in a call, and one clock for everybody's frames. */
export class MemberVoices implements SimulatedMemberVoice {
  readonly #options: MemberVoicesOptions;
  readonly #members = new Map<string, VoiceMember>();
  readonly #clock: SpeechClock;
  readonly #turns = new TurnQueue();

  constructor(options: MemberVoicesOptions) {
    this.#options = options;
    this.#clock = new SpeechClock(options.clock, (tick) => this.#tick(tick));
  }

  enter(seat: SimulatedSeat): void {
    this.leave(seat.userId);
    const { voices, gateway, logger, seed } = this.#options;
    const voice = voices[seat.voiceSeed % voices.length];
    if (!voice) {
      logger.error('there is no voice for a member', { userId: seat.userId });
      return;
    }
    const random = new SeededRandom(`${seed}/voice/${seat.voiceSeed}`);
    const listensTo = (userId: string): boolean => !this.#members.has(userId);
    this.#members.set(
      seat.userId,
      new VoiceMember({ gateway, turns: this.#turns, seat, voice, random, logger, listensTo }),
    );
  }

  leave(userId: string): void {
    this.#members.get(userId)?.close();
    this.#members.delete(userId);
  }

  setSpeaking(userId: string, speaking: boolean): void {
    this.#members.get(userId)?.setSpeaking(speaking);
    this.#runWhileNeeded();
  }

  setMuted(userId: string, muted: boolean): void {
    this.#members.get(userId)?.setMuted(muted);
    this.#runWhileNeeded();
  }

  /** The members in a call, for statistics. */
  get members(): VoiceMember[] {
    return [...this.#members.values()];
  }

  close(): void {
    this.#clock.stop();
    for (const userId of [...this.#members.keys()]) this.leave(userId);
  }

  #tick(tick: number): void {
    for (const member of this.#members.values()) {
      try {
        member.tick(tick);
      } catch (error) {
        this.#options.logger.error('a member fell silent', { userId: member.userId, error });
        this.leave(member.userId);
      }
    }
    this.#runWhileNeeded();
  }

  /** The clock ticks only while somebody has something to send. */
  #runWhileNeeded(): void {
    const needed = this.members.some((member) => member.active);
    if (needed) this.#clock.start();
    else this.#clock.stop();
  }
}
