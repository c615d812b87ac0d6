import type { StormInput, StormReport } from '@shared/models/practice-storm';
import type { Clock } from '../../support/clock';
import type { WorldEvent } from '../world/events';
import { SeededRandom } from '../world/random';
import type { MembersDirector } from './director';
import { StormSteps } from './storm-steps';

const TICK_MS = 20;
/** More at once would hold up the sockets that should carry them. */
const MOST_AT_ONCE = 1000;

const NO_STORM: StormReport = {
  running: false,
  eventsPerSecond: 0,
  forMs: 0,
  elapsedMs: 0,
  planned: 0,
  done: 0,
  byKind: { voiceStates: 0, messages: 0, typing: 0, presence: 0, members: 0 },
  events: {},
};

/**
 * Makes many changes of the world a second: voice states, messages, typing, presences, members. What is made and in
 * which order follows from the seed and the world; a storm that falls behind catches up, and makes exactly as many
 * changes as were planned.
 */
export class Storm {
  readonly #director: MembersDirector;
  readonly #clock: Clock;
  #report: StormReport = NO_STORM;
  #startedMs = 0;
  #cancel: (() => void) | null = null;
  #performing = false;
  readonly #unsubscribe: () => void;

  constructor(director: MembersDirector, clock: Clock) {
    this.#director = director;
    this.#clock = clock;
    this.#unsubscribe = director.world.events.on((event) => this.#heard(event));
  }

  /** Starts anew; one that is going on ends. Null when there is no such guild. */
  start(input: StormInput): StormReport | null {
    const { world } = this.#director;
    const guild =
      input.guildId === undefined ? [...world.state.guilds.values()][0] : world.guild(input.guildId);
    if (!guild) return null;
    this.stop();
    this.#startedMs = this.#clock.monotonicMs();
    this.#report = {
      ...NO_STORM,
      running: true,
      eventsPerSecond: input.eventsPerSecond,
      forMs: input.forMs,
      planned: Math.round((input.eventsPerSecond * input.forMs) / 1000),
      byKind: { ...NO_STORM.byKind },
      events: {},
    };
    const steps = new StormSteps(this.#director, guild, new SeededRandom(`storm:${input.seed}`), input.kinds);
    this.#await(steps);
    return this.report();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#report.running) this.#report = { ...this.report(), running: false };
  }

  close(): void {
    this.stop();
    this.#unsubscribe();
  }

  report(): StormReport {
    const elapsedMs = this.#report.running
      ? this.#clock.monotonicMs() - this.#startedMs
      : this.#report.elapsedMs;
    return {
      ...this.#report,
      elapsedMs,
      byKind: { ...this.#report.byKind },
      events: { ...this.#report.events },
    };
  }

  #await(steps: StormSteps): void {
    this.#cancel = this.#clock.setTimer(() => {
      const report = this.#report;
      const elapsed = this.#clock.monotonicMs() - this.#startedMs;
      const due = Math.min(report.planned, Math.floor((elapsed * report.eventsPerSecond) / 1000));
      const until = Math.min(due, report.done + MOST_AT_ONCE);
      this.#performing = true;
      try {
        while (report.done < until) {
          report.byKind[steps.perform()] += 1;
          report.done += 1;
        }
      } finally {
        this.#performing = false;
      }
      if (report.done < report.planned) this.#await(steps);
      else this.stop();
    }, TICK_MS);
  }

  #heard(event: WorldEvent): void {
    if (!this.#performing) return;
    const { events } = this.#report;
    events[event.t] = (events[event.t] ?? 0) + 1;
  }
}
