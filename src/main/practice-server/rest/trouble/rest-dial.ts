import { type Fault, RestTrouble } from '@shared/models/practice-trouble';
import { SeededRandom } from '../../world/random';

interface Loaded {
  fault: Fault;
  pattern: RegExp | null;
  seen: number;
  fired: number;
}

export interface MetFault {
  fault: Fault;
  /** Drawn for this request: which of several statuses, for instance. */
  roll: number;
  /** Ms that `forMs` leaves; null when it has no end. */
  leftMs: number | null;
}

export interface RequestTrouble {
  delayMs: number;
  met: MetFault | null;
}

/**
 * The trouble REST requests meet. Draws follow from the seed and the order of requests, so that a run with
 * one client repeats itself. Times are monotonic ms handed in.
 */
export class RestDial {
  #settings: RestTrouble = RestTrouble.parse({});
  #faults: Loaded[] = [];
  #random = new SeededRandom(this.#settings.seed);
  #setAtMs = 0;

  get settings(): RestTrouble {
    return this.#settings;
  }

  set(settings: RestTrouble, nowMs: number): void {
    this.#settings = settings;
    this.#setAtMs = nowMs;
    this.#random = new SeededRandom(settings.seed);
    this.#faults = settings.faults.map((fault) => ({
      fault,
      pattern: fault.path === undefined ? null : toPattern(fault.path),
      seen: 0,
      fired: 0,
    }));
  }

  /** What a request runs into; `path` is without its version. */
  meet(method: string, path: string, nowMs: number): RequestTrouble {
    const { latencyMs, jitterMs } = this.#settings;
    const delayMs = latencyMs + (jitterMs === 0 ? 0 : jitterMs * this.#random.next());
    for (const loaded of this.#faults) {
      if (this.#fires(loaded, method, path, nowMs)) {
        const met = {
          fault: loaded.fault,
          roll: this.#random.next(),
          leftMs: this.#leftMs(loaded.fault, nowMs),
        };
        return { delayMs, met };
      }
    }
    return { delayMs, met: null };
  }

  /** The settings without the faults that are over. */
  inForce(nowMs: number): RestTrouble {
    const faults = this.#faults.filter(({ fault, fired }) => !this.#isOver(fault, fired, nowMs));
    return { ...this.#settings, faults: faults.map(({ fault }) => fault) };
  }

  state(nowMs: number): Record<string, unknown> {
    return {
      ...this.#settings,
      faults: this.#faults.map(({ fault, seen, fired }) => ({
        ...fault,
        seen,
        fired,
        over: this.#isOver(fault, fired, nowMs),
      })),
    };
  }

  #fires(loaded: Loaded, method: string, path: string, nowMs: number): boolean {
    const { fault, pattern } = loaded;
    if (this.#isOver(fault, loaded.fired, nowMs)) return false;
    if (fault.methods && !fault.methods.some((name) => name === method)) return false;
    if (pattern && !pattern.test(path)) return false;
    loaded.seen += 1;
    if (loaded.seen <= fault.skip) return false;
    if (fault.rate < 1 && !this.#random.chance(fault.rate)) return false;
    loaded.fired += 1;
    return true;
  }

  #isOver(fault: Fault, fired: number, nowMs: number): boolean {
    return (fault.count !== undefined && fired >= fault.count) || this.#leftMs(fault, nowMs) === 0;
  }

  #leftMs(fault: Fault, nowMs: number): number | null {
    return fault.forMs === undefined ? null : Math.max(0, this.#setAtMs + fault.forMs - nowMs);
  }
}

/** `/channels/:id/messages`, `/channels/*`, `/guilds/**`. */
export function toPattern(path: string): RegExp {
  const parts = path.split('/').filter((part) => part !== '');
  const source = parts.map((part, index) => {
    if (part === '**' && index === parts.length - 1) return '/.*';
    if (part === '*' || part.startsWith(':')) return '/[^/]+';
    return `/${part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`;
  });
  return new RegExp(`^${source.join('')}/?$`);
}
