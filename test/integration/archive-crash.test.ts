import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createChildArchiveHost } from '../../src/main/archive-process/child-host';
import type { ChildPort } from '../../src/main/support/child-port';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { aQuery, idAt, messageWrite, T0 } from '../support/archive-kit';
import { portOf } from '../support/node-child';
import { scratchFolder } from '../support/scratch';

const ENTRY = join(process.cwd(), 'src/main/archive-process/entry.ts');

/** The real process, from its source, as a Node child. */
function forkArchive(children: ChildProcess[]): ChildPort {
  const child = fork(ENTRY, { serialization: 'advanced', execArgv: ['--import', 'tsx'] });
  children.push(child);
  return portOf(child);
}

test('keeps every message exactly once while its process is killed again and again', {
  timeout: 60_000,
}, async () => {
  const file = join(await scratchFolder('archive-crash'), 'archive.db');
  const children: ChildProcess[] = [];
  const host = createChildArchiveHost({
    spawn: () => forkArchive(children),
    clock: systemClock,
    logger: silentLogger,
  });
  onTestFinished(() => host.close());
  const batches = 120;
  const size = 25;
  const kills = new Set([20, 50, 85]);
  for (let batch = 1; batch <= batches; batch += 1) {
    const join = { t: 'event', kind: 'memberJoined', guildId: null, channelId: null, actorId: null } as const;
    const writes = Array.from({ length: size }, (_, n) =>
      messageWrite({ id: idAt(T0 + batch, n), content: `line ${batch} ${n}` }),
    );
    const written = host.ask(file, 'write', {
      writer: 'one',
      batch,
      nowMs: T0,
      // Events have no id of their own: one taken in twice would show.
      writes: [...writes, { ...join, atMs: T0 + batch, userId: String(1_000 + batch), detail: null }],
    });
    if (kills.has(batch)) children.at(-1)?.kill('SIGKILL');
    await written;
  }
  expect(children).toHaveLength(kills.size + 1);
  const status = await host.ask(file, 'status', {});
  expect(status).toMatchObject({ messages: batches * size, events: batches, notices: [] });
  const { hits } = await host.ask(file, 'search', {
    query: aQuery({ text: 'line' }),
    before: null,
    limit: 1,
  });
  expect(hits[0]?.message.content).toBe(`line ${batches} ${size - 1}`);
});
