import { GatewayTrouble } from '@shared/models/practice-trouble';
import { SeededRandom } from '../../world/random';

/** What became of dispatches and connections since the trouble was set. */
export interface GatewayTroubleCounts {
  dropped: number;
  duplicated: number;
  reordered: number;
  strangers: number;
  corrupted: number;
  cuts: number;
  reconnects: number;
  zombies: number;
  invalidSessions: number;
  refusedIdentifies: number;
  refusedConnects: number;
  hugeFrames: number;
}

export interface DispatchFate {
  drop: boolean;
  duplicate: boolean;
  /** Comes after its successor. */
  hold: boolean;
  /** Something nobody knows follows it; the number says which. */
  stranger: number | null;
}

const NO_COUNTS: GatewayTroubleCounts = {
  dropped: 0,
  duplicated: 0,
  reordered: 0,
  strangers: 0,
  corrupted: 0,
  cuts: 0,
  reconnects: 0,
  zombies: 0,
  invalidSessions: 0,
  refusedIdentifies: 0,
  refusedConnects: 0,
  hugeFrames: 0,
};
const NONE: DispatchFate = { drop: false, duplicate: false, hold: false, stranger: null };

/**
 * The trouble the main gateway's connections meet. Draws follow from the seed and the order of dispatches; what
 * happens by the clock is the business of `Incidents`. Times are monotonic ms handed in.
 */
export class GatewayDial {
  readonly #nowMs: () => number;
  #settings = GatewayTrouble.parse({});
  #random = new SeededRandom(this.#settings.seed);
  #setAtMs = 0;
  #counts = { ...NO_COUNTS };
  #startsTaken = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  set(settings: GatewayTrouble): void {
    this.#settings = settings;
    this.#random = new SeededRandom(settings.seed);
    this.#setAtMs = this.#nowMs();
    this.#counts = { ...NO_COUNTS };
    this.#startsTaken = 0;
  }

  /** The settings in force: none once `forMs` has passed. */
  get settings(): GatewayTrouble | null {
    const { forMs } = this.#settings;
    return forMs !== undefined && this.#nowMs() >= this.#setAtMs + forMs ? null : this.#settings;
  }

  count(what: keyof GatewayTroubleCounts): void {
    this.#counts[what] += 1;
  }

  counted(what: keyof GatewayTroubleCounts): number {
    return this.#counts[what];
  }

  state(): Record<string, unknown> {
    return { ...this.#settings, over: this.settings === null, counts: { ...this.#counts } };
  }

  /** What happens to the next dispatch. Rates of 0 draw nothing, so that one dial does not shift another. */
  fate(): DispatchFate {
    const settings = this.settings;
    if (!settings) return NONE;
    const { dropDispatchRate, duplicateRate, reorderRate, unknownEventRate } = settings;
    if (dropDispatchRate + duplicateRate + reorderRate + unknownEventRate === 0) return NONE;
    if (this.#draw(dropDispatchRate)) {
      this.count('dropped');
      return { ...NONE, drop: true };
    }
    const duplicate = this.#draw(duplicateRate);
    if (duplicate) this.count('duplicated');
    const hold = this.#draw(reorderRate);
    const strange = this.#draw(unknownEventRate);
    if (strange) this.count('strangers');
    return { drop: false, duplicate, hold, stranger: strange ? this.#random.between(0, 1_000_000) : null };
  }

  /** Ms by which the next frame is late. */
  delayMs(): number {
    const settings = this.settings;
    if (!settings) return 0;
    return settings.latencyMs + (settings.jitterMs === 0 ? 0 : settings.jitterMs * this.#random.next());
  }

  /** The bytes as they are, or damaged in the middle; the four at the end that close a message stay. */
  mayCorrupt(bytes: Buffer): Buffer {
    const trouble = this.settings?.corruptZlib;
    if (!trouble || this.#counts.corrupted >= trouble.count || bytes.length < 12) return bytes;
    if (!this.#draw(trouble.rate)) return bytes;
    this.count('corrupted');
    const damaged = Buffer.from(bytes);
    for (let index = 4; index < damaged.length - 4; index += 3) damaged[index] = (damaged[index] ?? 0) ^ 0xa5;
    return damaged;
  }

  /** How a resume is turned away, or null when it is not. */
  takeInvalidSession(): { resumable: boolean } | null {
    const trouble = this.settings?.invalidSession;
    if (!trouble || this.#counts.invalidSessions >= trouble.count) return null;
    this.count('invalidSessions');
    return { resumable: trouble.resumable };
  }

  /** The close code an identify is answered with, or null. */
  takeRefusedIdentify(): number | null {
    const trouble = this.settings?.refuseIdentify;
    if (!trouble || this.#counts.refusedIdentifies >= trouble.count) return null;
    this.count('refusedIdentifies');
    return trouble.code;
  }

  /** The HTTP status an upgrade is answered with, or null. */
  takeRefusedConnect(): number | null {
    const trouble = this.settings?.refuseConnect;
    if (!trouble || (trouble.count !== undefined && this.#counts.refusedConnects >= trouble.count))
      return null;
    this.count('refusedConnects');
    return trouble.status;
  }

  /** What a connection that opens now will suffer, or null. */
  takeZombie(): { mode: 'noAck' | 'silent'; afterMs: number } | null {
    const trouble = this.settings?.zombie;
    if (!trouble || this.#counts.zombies >= trouble.count) return null;
    this.count('zombies');
    return { mode: trouble.mode, afterMs: trouble.afterMs };
  }

  /** Identifies that are left by decree; null when the ordinary count holds. */
  get sessionStartsLeft(): number | null {
    const left = this.settings?.sessionStartsLeft;
    return left === undefined ? null : Math.max(0, left - this.#startsTaken);
  }

  takeSessionStart(): void {
    this.#startsTaken += 1;
  }

  #draw(rate: number): boolean {
    return rate > 0 && this.#random.chance(rate);
  }
}
