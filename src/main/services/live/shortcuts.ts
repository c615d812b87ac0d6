import type { GlobalShortcuts, ShortcutProblem } from '@shared/models/live';
import { fitsSystem } from '@shared/models/system-keys';
import type { Clock } from '../../support/clock';
import type { ShortcutName, SystemShortcuts } from './ports';

/**
 * A press that follows so soon is the key being held, ms: where the system repeats it, it does so 500 to 660 ms after
 * the press and then every 30 to 40. The next cue must not go twice, so it waits the first one out as well; the
 * microphone has to close again when it was opened by mistake; silence can be asked for as often as one likes.
 */
const HELD_MS: Readonly<Record<ShortcutName, number>> = {
  toggleMicrophone: 300,
  stopAll: 0,
  nextCue: 700,
  marker: 300,
};

/**
 * Keys that work while another app is in front. The system tells only that a key went down, never that it was let go:
 * the one for the microphone switches it on and off.
 */
export class ShortcutDesk {
  #problems: ShortcutProblem[] = [];
  #taken = '';
  readonly #pressedMs = new Map<ShortcutName, number>();

  constructor(
    private readonly system: SystemShortcuts | null,
    private readonly clock: Clock,
    private readonly onPressed: (name: ShortcutName) => void,
  ) {}

  get available(): boolean {
    return this.system?.available ?? false;
  }

  /** Those that could not be taken: another app has them, they are no keys, or everybody needs them to write. */
  get problems(): ShortcutProblem[] {
    return this.#problems;
  }

  /** Takes what is wanted, instead of what was. */
  take(wanted: GlobalShortcuts): void {
    const asked = JSON.stringify(wanted);
    if (asked === this.#taken) return;
    this.#taken = asked;
    this.system?.releaseAll();
    this.#problems = [];
    for (const [key, accelerator] of Object.entries(wanted)) {
      const name = key as ShortcutName;
      if (accelerator === null) continue;
      const taken =
        this.available &&
        fitsSystem(accelerator) &&
        this.system?.take(accelerator, () => this.#pressed(name));
      if (!taken) this.#problems.push({ name, accelerator });
    }
  }

  close(): void {
    this.system?.releaseAll();
  }

  #pressed(name: ShortcutName): void {
    const nowMs = this.clock.monotonicMs();
    const beforeMs = this.#pressedMs.get(name);
    this.#pressedMs.set(name, nowMs);
    if (beforeMs === undefined || nowMs - beforeMs >= HELD_MS[name]) this.onPressed(name);
  }
}
