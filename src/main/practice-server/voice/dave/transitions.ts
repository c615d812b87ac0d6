import type { Clock } from '../../../support/clock';

/**
 * Open transitions of one call: each waits until everybody involved has answered op 23 (ready), or until the
 * time-out, and is then executed (op 22). Several can be open at once.
 */
export class Transitions {
  readonly #open = new Map<number, { waiting: Set<string>; involved: Set<string>; cancel: () => void }>();
  #lastId = 0;

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
    private readonly onExecute: (transitionId: number, involved: ReadonlySet<string>) => void,
  ) {}

  /** The next id: 1 … 65535 and round again; 0 means "(re)initialised, execute at once" and is never given. */
  nextId(): number {
    this.#lastId = this.#lastId >= 0xffff ? 1 : this.#lastId + 1;
    return this.#lastId;
  }

  open(transitionId: number, involved: readonly string[]): void {
    const cancel = this.clock.setTimer(() => this.#execute(transitionId), this.timeoutMs);
    this.#open.set(transitionId, { waiting: new Set(involved), involved: new Set(involved), cancel });
  }

  /** Op 23. False when no such transition waits for this user; that is harmless. */
  ready(transitionId: number, userId: string): boolean {
    const transition = this.#open.get(transitionId);
    if (!transition?.waiting.delete(userId)) return false;
    if (transition.waiting.size === 0) this.#execute(transitionId);
    return true;
  }

  /** Nobody waits for a user who is gone. */
  forget(userId: string): void {
    for (const [id, transition] of [...this.#open]) {
      transition.involved.delete(userId);
      if (transition.waiting.delete(userId) && transition.waiting.size === 0) this.#execute(id);
    }
  }

  clear(): void {
    for (const transition of this.#open.values()) transition.cancel();
    this.#open.clear();
  }

  get openCount(): number {
    return this.#open.size;
  }

  #execute(transitionId: number): void {
    const transition = this.#open.get(transitionId);
    if (!transition) return;
    transition.cancel();
    this.#open.delete(transitionId);
    this.onExecute(transitionId, transition.involved);
  }
}
