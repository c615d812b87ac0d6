import { AppError } from '@shared/errors/app-error';
import { expect, it } from 'vitest';
import type { ArchiveHost } from '../../../../src/main/archive-process/port';
import { WriteQueue } from '../../../../src/main/services/archive/write-queue';
import { silentLogger } from '../../../../src/main/support/logger';
import { SteppedClock } from '../../../support/stepped-clock';

interface Sent {
  batch: number;
  times: number[];
}

/** An archive that refuses what it is told to. */
function startQueue(refuse: (batch: number, times: number[]) => AppError | null) {
  const sent: Sent[] = [];
  const kept: number[] = [];
  const clock = new SteppedClock();
  const troubles: (AppError | null)[] = [];
  const host = {
    async ask(_file: string, _name: string, input: { batch: number; writes: { atMs: number }[] }) {
      const times = input.writes.map((write) => write.atMs);
      sent.push({ batch: input.batch, times });
      const refusal = refuse(input.batch, times);
      if (refusal) throw refusal;
      kept.push(...times);
      return { events: [] };
    },
    close: async () => undefined,
  } as unknown as ArchiveHost;
  const queue = new WriteQueue({
    host,
    file: 'a.db',
    clock,
    logger: silentLogger,
    onEvents: () => undefined,
    onTrouble: (error) => troubles.push(error),
  });
  return { queue, sent, kept, clock, troubles };
}

const beat = (atMs: number) => ({ t: 'heartbeat' as const, atMs });
const settled = async () => {
  for (let n = 0; n < 50; n += 1) await Promise.resolve();
};

it('gathers what comes together into one batch, and keeps its order', async () => {
  const { queue, sent, clock } = startQueue(() => null);
  queue.add(beat(1));
  queue.add(beat(2), beat(3));
  clock.advance(100);
  await settled();
  expect(sent).toEqual([{ batch: 1, times: [1, 2, 3] }]);
});

it('repeats the same batch under the same number until the disk takes it', async () => {
  let full = true;
  const { queue, sent, kept, clock, troubles } = startQueue(() =>
    full ? new AppError('archive/disk-full', 'full', { retryable: true }) : null,
  );
  queue.add(beat(1));
  clock.advance(100);
  await settled();
  full = false;
  queue.add(beat(2));
  clock.advance(1_000);
  await settled();
  await queue.flush();
  expect(sent.slice(0, 2)).toEqual([
    { batch: 1, times: [1] },
    { batch: 1, times: [1] },
  ]);
  expect(kept).toEqual([1, 2]);
  expect(troubles.map((trouble) => trouble?.code ?? null)).toEqual(['archive/disk-full', null]);
});

it('loses one unusable write and nothing beside it, and never reuses a number for something else', async () => {
  const { queue, sent, kept } = startQueue((_batch, times) =>
    times.includes(7) ? new AppError('archive/failed', 'invalid') : null,
  );
  queue.add(...Array.from({ length: 20 }, (_, n) => beat(n)));
  await queue.flush();
  expect(kept).toEqual(Array.from({ length: 20 }, (_, n) => n).filter((n) => n !== 7));
  expect(queue.dropped).toBe(1);
  expect(new Set(sent.map(({ batch }) => batch)).size).toBe(sent.length);
});

it('lets go of whoever waits when it closes', async () => {
  const { queue, clock } = startQueue(() => new AppError('archive/unavailable', 'down', { retryable: true }));
  const waiting = queue.addAndWait([beat(1)]);
  clock.advance(100);
  await settled();
  queue.close();
  await waiting;
});
