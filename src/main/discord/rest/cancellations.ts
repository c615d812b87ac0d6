/** What one signal cancels. */
export interface Cancellable {
  cancel(reason: unknown): void;
}

/**
 * One listener for each signal, however many requests it cancels: a signal walks its listeners to find one, and
 * warns of a leak when they are many.
 */
export class Cancellations {
  readonly #bySignal = new Map<AbortSignal, { jobs: Set<Cancellable>; onAbort: () => void }>();

  add(signal: AbortSignal, job: Cancellable): void {
    const entry = this.#bySignal.get(signal);
    if (entry) {
      entry.jobs.add(job);
      return;
    }
    const jobs = new Set([job]);
    const onAbort = () => {
      this.#bySignal.delete(signal);
      for (const each of jobs) each.cancel(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#bySignal.set(signal, { jobs, onAbort });
  }

  remove(signal: AbortSignal, job: Cancellable): void {
    const entry = this.#bySignal.get(signal);
    if (!entry?.jobs.delete(job) || entry.jobs.size > 0) return;
    signal.removeEventListener('abort', entry.onAbort);
    this.#bySignal.delete(signal);
  }
}
