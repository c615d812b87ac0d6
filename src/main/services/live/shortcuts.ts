import type { GlobalShortcuts, ShortcutProblem } from '@shared/models/live';
import type { ShortcutName, SystemShortcuts } from './ports';

/**
 * Keys that work while another app is in front. The system tells only that a key went down, never that it was let go:
 * the one for the microphone switches it on and off.
 */
export class ShortcutDesk {
  #problems: ShortcutProblem[] = [];
  #taken = '';

  constructor(
    private readonly system: SystemShortcuts | null,
    private readonly onPressed: (name: ShortcutName) => void,
  ) {}

  get available(): boolean {
    return this.system?.available ?? false;
  }

  /** Those that could not be taken: another app has them, or they are no keys. */
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
      const taken = this.available && this.system?.take(accelerator, () => this.onPressed(name));
      if (!taken) this.#problems.push({ name, accelerator });
    }
  }

  close(): void {
    this.system?.releaseAll();
  }
}
