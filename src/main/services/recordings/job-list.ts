import type { JobHost } from '../../export-process/port';
import type { JobEvent, JobOrder, JobOutcome } from '../../export-process/protocol';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import { JobQueue } from './job-queue';

/** Ended jobs stay listed up to this many; the oldest go first. */
const ENDED_KEPT = 50;

/** What exports and imports have in common. */
interface Job {
  status: string;
  /** 0..1. */
  progress: number;
  problem: string | null;
}

type Progress = Extract<JobEvent, { type: 'progress' }>['status'];

export interface JobListOptions<J extends Job> {
  host: JobHost;
  idOf: (job: J) => string;
  /** What a job is while the process says this of it. */
  statusOf: (told: Progress) => J['status'];
  /** A job that went well; null for an outcome of another kind of job. */
  done: (job: J, outcome: JobOutcome) => J | null;
  logger: Logger;
}

/** Jobs of one kind and what became of them: one runs, the others wait for it, ended ones are remembered. */
export class JobList<J extends Job> {
  readonly #options: JobListOptions<J>;
  readonly #queue: JobQueue;
  readonly #jobs = new Map<string, J>();
  readonly #changes: Emitter<J>;
  /** Returns the unsubscribe function. */
  readonly onChanged: (listener: (job: J) => void) => () => void;

  constructor(options: JobListOptions<J>) {
    this.#options = options;
    this.#changes = new Emitter<J>((error) => options.logger.error('a listener failed', { error }));
    this.onChanged = this.#changes.on;
    this.#queue = new JobQueue(options.host, (event) => this.#onEvent(event));
  }

  /** In the order in which they were asked for. */
  list(): J[] {
    return [...this.#jobs.values()];
  }

  get(jobId: string): J | undefined {
    return this.#jobs.get(jobId);
  }

  /** Lists a job that waits, and begins it when it is its turn. Answers it as it is then. */
  add(job: J, order: JobOrder): J {
    const jobId = this.#options.idOf(job);
    this.#set(job);
    this.#queue.add(jobId, order);
    return this.#jobs.get(jobId) ?? job;
  }

  /** Ends a job that waits at once, one that runs as soon as nothing of it is left. */
  cancel(jobId: string): void {
    const job = this.#jobs.get(jobId);
    if (job && this.#queue.cancel(jobId)) this.#set({ ...job, status: 'cancelled' });
  }

  /** Takes an ended job off the list. */
  clear(jobId: string): void {
    const job = this.#jobs.get(jobId);
    if (job && isEnded(job)) this.#jobs.delete(jobId);
  }

  close(): void {
    this.#queue.close();
    this.#changes.clear();
  }

  #onEvent(event: JobEvent): void {
    const job = this.#jobs.get(event.jobId);
    if (!job) return;
    if (event.type === 'progress') {
      this.#set({ ...job, status: this.#options.statusOf(event.status), progress: event.progress });
      return;
    }
    const { outcome } = event;
    if (outcome.kind === 'cancelled') this.#set({ ...job, status: 'cancelled' });
    else if (outcome.kind === 'failed') {
      this.#set({ ...job, status: 'failed', problem: outcome.error.message });
    } else {
      const done = this.#options.done(job, outcome);
      if (done) this.#set(done);
    }
  }

  #set(job: J): void {
    this.#jobs.set(this.#options.idOf(job), job);
    const ended = this.list().filter(isEnded);
    for (const old of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) {
      this.#jobs.delete(this.#options.idOf(old));
    }
    this.#changes.emit(job);
  }
}

function isEnded({ status }: Job): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}
