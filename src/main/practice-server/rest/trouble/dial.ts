import type { Clock } from '../../../support/clock';
import { RestDial } from './rest-dial';
import { type TroubleInput, TroubleSettings } from './settings';

/** What may go wrong, by protocol: one dial each, set and shown together. */
export class TroubleDial {
  readonly rest = new RestDial();
  readonly #clock: Clock;
  readonly #atStart: TroubleSettings;

  /** Fails like zod does when the input is none. */
  constructor(clock: Clock, atStart: TroubleInput = {}) {
    this.#clock = clock;
    this.#atStart = TroubleSettings.parse(atStart);
    this.set(this.#atStart);
  }

  /** Replaces all trouble; counts and draws begin anew. */
  set(settings: TroubleSettings): void {
    this.rest.set(settings.rest, this.#clock.monotonicMs());
  }

  /** None but that of the start. */
  reset(): void {
    this.set(this.#atStart);
  }

  /** What `/practice/trouble` shows. */
  state(): Record<string, unknown> {
    return { rest: this.rest.state(this.#clock.monotonicMs()) };
  }
}
