import type { ImportJob } from '@shared/models/review';
import { describe, expect, it } from 'vitest';
import type { JobHost } from '../../../../src/main/export-process/port';
import type { JobCommand, JobEvent, JobOutcome } from '../../../../src/main/export-process/protocol';
import { ExportsService, ImportsService } from '../../../../src/main/services/recordings';

/** A process that does what the test says. */
class ToldHost implements JobHost {
  readonly commands: JobCommand[] = [];
  readonly #listeners = new Set<(event: JobEvent) => void>();

  send(command: JobCommand): void {
    this.commands.push(command);
  }

  onEvent(listener: (event: JobEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: JobEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}

function imports() {
  const host = new ToldHost();
  const told: ImportJob[] = [];
  let imported = 0;
  const service = new ImportsService({
    host,
    libraryDir: '/library',
    pick: async () => null,
    onImported: () => {
      imported += 1;
    },
  });
  service.onChanged((job) => told.push(job));
  const idAt = (index: number) => service.list()[index]?.importId ?? '';
  return { host, service, told, idAt, imported: () => imported };
}

const imported: JobOutcome = { kind: 'imported', recordingId: 'one', skipped: [] };

describe('a list of jobs', () => {
  it('says that an import waits until the one before it has ended', () => {
    const { host, service, idAt, imported: count } = imports();
    service.startDropped('/a.zip');
    service.startDropped('/b.zip');
    host.tell({ type: 'progress', jobId: idAt(0), status: 'reading', progress: 0.1 });
    expect(service.list().map(({ status }) => status)).toEqual(['reading', 'waiting']);
    host.tell({ type: 'ended', jobId: idAt(0), outcome: imported });
    host.tell({ type: 'progress', jobId: idAt(1), status: 'reading', progress: 0 });
    expect(service.list().map(({ status }) => status)).toEqual(['done', 'reading']);
    expect(count()).toBe(1);
    expect(host.commands.map(({ type }) => type)).toEqual(['run', 'run']);
  });

  it('ends what waits at once and what runs when the process says so', () => {
    const { host, service, idAt } = imports();
    service.startDropped('/a.zip');
    service.startDropped('/b.zip');
    service.cancel(idAt(1));
    service.cancel(idAt(0));
    expect(service.list().map(({ status }) => status)).toEqual(['waiting', 'cancelled']);
    host.tell({ type: 'ended', jobId: idAt(0), outcome: { kind: 'cancelled' } });
    expect(service.list().map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(host.commands.map(({ type }) => type)).toEqual(['run', 'cancel']);
  });

  it('says why a job failed', () => {
    const { host, service, idAt } = imports();
    service.startDropped('/a.zip');
    const error = {
      code: 'import/refused',
      message: 'This zip is encrypted.',
      retryable: false,
      details: {},
    } as const;
    host.tell({ type: 'ended', jobId: idAt(0), outcome: { kind: 'failed', error } });
    expect(service.list()).toMatchObject([{ status: 'failed', problem: 'This zip is encrypted.' }]);
  });

  it('remembers fifty that have ended, and everything that has not', () => {
    const { host, service, idAt } = imports();
    for (let number = 0; number < 60; number += 1) service.startDropped(`/${number}.zip`);
    for (let number = 0; number < 55; number += 1) {
      const at = service.list().findIndex(({ status }) => status === 'waiting');
      host.tell({ type: 'ended', jobId: idAt(at), outcome: imported });
    }
    const names = service.list().map(({ name }) => name);
    expect(names).toHaveLength(55);
    expect(names[0]).toBe('5.zip');
    expect(names.at(-1)).toBe('59.zip');
  });

  it('takes an ended export off, but not one under way', async () => {
    const host = new ToldHost();
    const shown: string[] = [];
    const exports = new ExportsService({
      host,
      pickFolder: async () => '/out',
      showInFolder: (path) => shown.push(path),
      folderOf: (id) => `/library/${id}`,
      titleOf: (id) => id,
    });
    const job = await exports.start({
      recordingId: 'one',
      what: { kind: 'labels', as: 'txt' },
      format: 'flac',
      range: null,
      targetLufs: null,
      speechOnly: false,
    });
    const exportId = job?.exportId ?? '';
    exports.clear(exportId);
    expect(exports.list()).toHaveLength(1);
    const file = { name: 'one.txt', bytes: 1, durationMs: null, sha256: '', copied: false };
    host.tell({
      type: 'ended',
      jobId: exportId,
      outcome: { kind: 'exported', title: 'One', files: [file], notes: ['so it is'] },
    });
    expect(exports.list()).toMatchObject([
      { status: 'done', title: 'One', notes: ['so it is'], progress: 1 },
    ]);
    exports.show(exportId);
    expect(shown.map((path) => path.replaceAll('\\', '/'))).toEqual(['/out/one.txt']);
    exports.clear(exportId);
    expect(exports.list()).toEqual([]);
  });
});
