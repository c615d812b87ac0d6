import { type ChildProcess, execFile, fork } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createChildJobHost } from '../../src/main/export-process/child-host';
import type { JobHost } from '../../src/main/export-process/port';
import type { JobEvent, JobOutcome } from '../../src/main/export-process/protocol';
import { silentLogger } from '../../src/main/support/logger';
import { temporaryFolder } from './recording-support';

function ended(host: JobHost, jobId: string, onProgress: () => void = () => undefined): Promise<JobOutcome> {
  return new Promise((resolve) => {
    const stop = host.onEvent((event: JobEvent) => {
      if (event.jobId !== jobId) return;
      if (event.type === 'progress') return onProgress();
      stop();
      resolve(event.outcome);
    });
  });
}

it('the export process takes a set in, cancels, and leaves nothing behind when it is killed', async () => {
  const children: ChildProcess[] = [];
  const host = createChildJobHost({
    spawn: () => {
      const child = fork('src/main/export-process/entry.ts', { execArgv: ['--import', 'tsx'] });
      children.push(child);
      return {
        send: (message) => void child.send(message as object),
        onMessage: (listener) => {
          child.on('message', listener);
          return () => child.off('message', listener);
        },
        onExit: (listener) => {
          child.once('exit', (code) => listener(code ?? -1));
          return () => child.off('exit', listener);
        },
        kill: () => void child.kill(),
      };
    },
    logger: silentLogger,
  });
  try {
    const libraryDir = join(await temporaryFolder(), 'library');
    const set = join(await temporaryFolder(), 'set');
    await mkdir(libraryDir);
    await mkdir(set);
    const tone = ['-f', 'lavfi', '-i', 'sine=440:d=900'];
    await promisify(execFile)('ffmpeg', ['-v', 'error', ...tone, join(set, '1-ada.flac')]);
    const order = { kind: 'import', path: set, libraryDir } as const;

    const cancelled = ended(host, 'a', () => host.send({ type: 'cancel', jobId: 'a' }));
    host.send({ type: 'run', jobId: 'a', order });
    expect(await cancelled).toEqual({ kind: 'cancelled' });
    expect(await readdir(libraryDir)).toEqual([]);

    const killed = ended(host, 'b', () => children.at(-1)?.kill('SIGKILL'));
    host.send({ type: 'run', jobId: 'b', order });
    expect(await killed).toMatchObject({ kind: 'failed', error: { code: 'import/failed' } });
    expect(await readdir(libraryDir)).toEqual([]);

    const done = ended(host, 'c');
    host.send({ type: 'run', jobId: 'c', order });
    expect(await done).toMatchObject({ kind: 'imported', skipped: [] });
    expect(await readdir(libraryDir)).toHaveLength(1);
    expect(children).toHaveLength(2);
  } finally {
    await host.close();
  }
});
