import { type TroubleInput, TroubleSettings } from '@shared/models/practice-trouble';
import type { Clock } from '../../support/clock';
import { RestDial } from '../rest/trouble/rest-dial';

/** The trouble of one protocol. */
export interface DialPart<T> {
  set(settings: T): void;
  /** The settings until they are over, then null. */
  readonly settings: T | null;
  state(): Record<string, unknown>;
}

export interface DialParts {
  gateway: DialPart<TroubleSettings['gateway']>;
  voice: DialPart<TroubleSettings['voice']>;
}

/** What may go wrong, by protocol: one dial each, set and shown together. */
export class TroubleDial {
  readonly rest = new RestDial();
  readonly #clock: Clock;
  readonly #parts: DialParts;
  readonly #atStart: TroubleSettings;

  /** Fails like zod does when the input is none. */
  constructor(clock: Clock, parts: DialParts, atStart: TroubleInput = {}) {
    this.#clock = clock;
    this.#parts = parts;
    this.#atStart = TroubleSettings.parse(atStart);
    this.set(this.#atStart);
  }

  /** Replaces all trouble; counts and draws begin anew. */
  set(settings: TroubleSettings): void {
    this.rest.set(settings.rest, this.#clock.monotonicMs());
    this.#parts.gateway.set(settings.gateway);
    this.#parts.voice.set(settings.voice);
  }

  /** None but that of the start. */
  reset(): void {
    this.set(this.#atStart);
  }

  /** The settings without what is over. */
  inForce(): TroubleSettings {
    return TroubleSettings.parse({
      rest: this.rest.inForce(this.#clock.monotonicMs()),
      gateway: this.#parts.gateway.settings ?? {},
      voice: this.#parts.voice.settings ?? {},
    });
  }

  /** What `/practice/trouble` shows. */
  state(): Record<string, unknown> {
    return {
      inForce: this.inForce(),
      rest: this.rest.state(this.#clock.monotonicMs()),
      gateway: this.#parts.gateway.state(),
      voice: this.#parts.voice.state(),
    };
  }
}
