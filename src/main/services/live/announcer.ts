import type { LiveChange, LiveState } from '@shared/models/live';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';

const FRAME_MS = 16;

/** How each part of the state is made. */
export type LiveParts = { [P in keyof LiveState]: () => LiveState[P] };

/** Says which parts of the desk changed, each at most once a frame and as it is at that moment. */
export class LiveAnnouncer {
  readonly #changed: Emitter<LiveChange>;
  readonly #dirty = new Set<keyof LiveState>();
  #cancelTimer: (() => void) | undefined;
  #closed = false;
  readonly onChanged: Emitter<LiveChange>['on'];

  constructor(
    private readonly parts: LiveParts,
    private readonly clock: Clock,
    onError: (error: unknown) => void,
  ) {
    this.#changed = new Emitter(onError);
    this.onChanged = this.#changed.on;
  }

  mark(...parts: (keyof LiveState)[]): void {
    if (this.#closed) return;
    for (const part of parts) this.#dirty.add(part);
    this.#cancelTimer ??= this.clock.setTimer(() => {
      this.#cancelTimer = undefined;
      this.#flush();
    }, FRAME_MS);
  }

  state(): LiveState {
    return this.#pick(Object.keys(this.parts) as (keyof LiveState)[]) as LiveState;
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#changed.clear();
  }

  #flush(): void {
    const change = this.#pick([...this.#dirty]);
    this.#dirty.clear();
    this.#changed.emit(change);
  }

  #pick(parts: readonly (keyof LiveState)[]): LiveChange {
    return Object.fromEntries(parts.map((part) => [part, this.parts[part]()]));
  }
}
