import type { LogEntry, LogSink } from './logger';

/** Keeps the newest log entries for the diagnostics view; older ones fall out. */
export class LogBuffer {
  readonly #entries: LogEntry[] = [];

  constructor(private readonly limit = 500) {}

  readonly sink: LogSink = (entry) => {
    if (entry.level === 'debug') return;
    this.#entries.push(entry);
    if (this.#entries.length > this.limit) this.#entries.shift();
  };

  /** Oldest first. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }
}
