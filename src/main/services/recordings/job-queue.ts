import type { JobHost } from '../../export-process/port';
import type { JobEvent, JobOrder } from '../../export-process/protocol';

/** Jobs of one kind, one after the other: two at once would only take each other's disk and cores. */
export class JobQueue {
  readonly #host: JobHost;
  readonly #unsubscribe: () => void;
  readonly #waiting: { jobId: string; order: JobOrder }[] = [];
  #running: string | null = null;

  constructor(host: JobHost, onEvent: (event: JobEvent) => void) {
    this.#host = host;
    this.#unsubscribe = host.onEvent((event) => {
      if (event.jobId !== this.#running) return;
      if (event.type === 'ended') this.#running = null;
      onEvent(event);
      this.#next();
    });
  }

  add(jobId: string, order: JobOrder): void {
    this.#waiting.push({ jobId, order });
    this.#next();
  }

  /** True when the job had not begun and never will; one that runs ends by itself, as cancelled. */
  cancel(jobId: string): boolean {
    const at = this.#waiting.findIndex((job) => job.jobId === jobId);
    if (at !== -1) this.#waiting.splice(at, 1);
    else if (this.#running === jobId) this.#host.send({ type: 'cancel', jobId });
    return at !== -1;
  }

  close(): void {
    this.#waiting.length = 0;
    this.#unsubscribe();
  }

  #next(): void {
    if (this.#running !== null) return;
    const job = this.#waiting.shift();
    if (!job) return;
    this.#running = job.jobId;
    this.#host.send({ type: 'run', ...job });
  }
}
