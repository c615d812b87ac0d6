import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { ExportFormat, ExportState, ExportWhat } from '@shared/models/archive';
import type { ArchiveHost } from '../../archive-process/port';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';

/** Asks a person where a file is to go; null when they think better of it. */
export type SaveFileDialog = (input: {
  title: string;
  defaultName: string;
  extension: string;
}) => Promise<string | null>;

const EXTENSIONS: Readonly<Record<ExportFormat, string>> = {
  json: 'json',
  csv: 'csv',
  html: 'html',
  text: 'txt',
  markdown: 'md',
};
const PROGRESS_EVERY_MS = 100;

/** Exports under way, each cancellable, and what became of those before. */
export class Exports {
  readonly #host: ArchiveHost;
  readonly #clock: Clock;
  readonly #dialog: SaveFileDialog | null;
  readonly #running = new Map<string, { abort: AbortController; ended: Promise<void> }>();
  readonly #changed: Emitter<ExportState>;

  constructor(options: {
    host: ArchiveHost;
    clock: Clock;
    dialog: SaveFileDialog | null;
    onError?: (error: unknown) => void;
  }) {
    this.#host = options.host;
    this.#clock = options.clock;
    this.#dialog = options.dialog;
    this.#changed = new Emitter(options.onError);
  }

  onChanged = (listener: (state: ExportState) => void) => this.#changed.on(listener);

  /** Asks where to, and begins. Null: the person cancelled the dialog. */
  async start(
    file: string,
    what: ExportWhat,
    format: ExportFormat,
    title: string,
  ): Promise<{ exportId: string } | null> {
    if (!this.#dialog) throw new AppError('archive/failed', 'There is no way to choose a file here.');
    const extension = EXTENSIONS[format];
    const path = await this.#dialog({
      title: 'Export',
      defaultName: `${fileNameOf(title)}.${extension}`,
      extension,
    });
    if (path === null) return null;
    const exportId = randomUUID();
    const abort = new AbortController();
    const ended = this.#run({ exportId, file, what, format, title, path, signal: abort.signal });
    this.#running.set(exportId, { abort, ended });
    void ended.finally(() => this.#running.delete(exportId));
    return { exportId };
  }

  cancel(exportId: string): { cancelled: boolean } {
    const running = this.#running.get(exportId);
    running?.abort.abort();
    return { cancelled: running !== undefined };
  }

  async close(): Promise<void> {
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
    this.#changed.clear();
  }

  async #run(job: {
    exportId: string;
    file: string;
    what: ExportWhat;
    format: ExportFormat;
    title: string;
    path: string;
    signal: AbortSignal;
  }): Promise<void> {
    const { exportId, title, signal, file, what, format, path } = job;
    const tell = (state: ExportState['state']) => this.#changed.emit({ exportId, title, state });
    let toldMs = Number.NEGATIVE_INFINITY;
    try {
      const input = { what, format, path, title, nowMs: this.#clock.now() };
      const { rows } = await this.#host.ask(file, 'export', input, {
        signal,
        onProgress: (done) => {
          const nowMs = this.#clock.monotonicMs();
          if (nowMs - toldMs < PROGRESS_EVERY_MS) return;
          toldMs = nowMs;
          tell({ kind: 'running', done });
        },
      });
      tell({ kind: 'written', rows, fileName: basename(path) });
    } catch (error) {
      if (signal.aborted) tell({ kind: 'cancelled' });
      else tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** A title as a file may be called on every system. */
function fileNameOf(title: string): string {
  const name = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ._-]+/gu, '-')
    .replace(/^[ .-]+|[ .-]+$/g, '')
    .slice(0, 80);
  return name === '' ? 'roomtone' : name;
}
