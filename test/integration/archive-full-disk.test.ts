import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { AppError } from '@shared/errors/app-error';
import { expect, onTestFinished, test } from 'vitest';
import { createChildArchiveHost } from '../../src/main/archive-process/child-host';
import { WriteQueue } from '../../src/main/services/archive/write-queue';
import type { ChildPort } from '../../src/main/support/child-port';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { aQuery, idAt, messageWrite, T0 } from '../support/archive-kit';
import { until } from '../support/headless';
import { portOf } from '../support/node-child';
import { scratchFolder } from '../support/scratch';

const ENTRY = join(process.cwd(), 'src/main/archive-process/entry.ts');

/** The real process, which the system lets write files of so many KiB and no larger. */
function spawnArchive(children: ChildProcess[], limitKib: number | null): ChildPort {
  const limit = limitKib === null ? '' : `ulimit -f ${limitKib} && `;
  const child = spawn('bash', ['-c', `${limit}exec "$0" "$@"`, process.execPath, '--import', 'tsx', ENTRY], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  return portOf(child);
}

test('a disk that takes no more loses nothing: what is kept is read, and the rest waits until there is room', {
  timeout: 60_000,
}, async () => {
  const file = join(await scratchFolder('archive-full'), 'archive.db');
  const children: ChildProcess[] = [];
  const host = createChildArchiveHost({
    spawn: () => spawnArchive(children, children.length === 0 ? 3_000 : null),
    clock: systemClock,
    logger: silentLogger,
  });
  onTestFinished(() => host.close());
  const trouble: (AppError | null)[] = [];
  const queue = new WriteQueue({
    ...{ host, file, clock: systemClock, logger: silentLogger },
    onEvents: () => undefined,
    onTrouble: (error) => trouble.push(error),
  });
  onTestFinished(() => queue.close());
  const total = 3_000;
  for (let n = 0; n < total; n += 1) {
    queue.add(messageWrite({ id: idAt(T0, n), content: `${'word '.repeat(200)}${n}` }));
  }
  await until('no room', () => trouble.at(-1) ?? undefined);
  expect(trouble.at(-1)).toMatchObject({ retryable: true });
  const count = async () => (await host.ask(file, 'status', {})).messages;
  const kept = await count();
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(total);
  const query = { query: aQuery({ text: 'word' }), before: null, limit: 5 };
  expect((await host.ask(file, 'search', query)).hits).toHaveLength(5);
  expect(queue.dropped).toBe(0);

  // Room again: the next process has no such limit.
  children.at(-1)?.kill('SIGKILL');
  await until('all of it', async () => ((await count()) === total ? true : undefined));
  expect(queue.dropped).toBe(0);
  expect(trouble.at(-1)).toBeNull();
});
