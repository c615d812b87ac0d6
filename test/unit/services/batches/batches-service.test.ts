import { describe, expect, it } from 'vitest';
import { createBatchesService } from '../../../../src/main/services/batches';
import type { BatchStep, StepOutcome } from '../../../../src/main/support/batch';
import { GuildId } from '../../../../src/shared/discord/snowflake';
import { AppError } from '../../../../src/shared/errors/app-error';
import type { Batch } from '../../../../src/shared/models/rooms';
import { SteppedClock } from '../../../support/stepped-clock';

const guildId = GuildId.parse('1');

/** Steps that end when the test says so. */
function steps(count: number) {
  const settle: ((outcome: StepOutcome | Error) => void)[] = [];
  const started: number[] = [];
  const all: BatchStep[] = Array.from({ length: count }, (_, index) => ({
    label: `step ${index}`,
    targetId: null,
    run: (signal) =>
      new Promise((resolve, reject) => {
        started.push(index);
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        settle[index] = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
      }),
  }));
  return { all, started, settle: (index: number, outcome: StepOutcome | Error) => settle[index]?.(outcome) };
}

function run(count: number, parallel: number) {
  const batches = createBatchesService({ clock: new SteppedClock() });
  const work = steps(count);
  const seen: Batch[] = [];
  batches.onChanged((batch) => seen.push(batch));
  const { batchId } = batches.start({ kind: 'endRooms', guildId, parallel, steps: work.all });
  const kinds = () => seen.at(-1)?.items.map((item) => item.state.kind);
  return { batches, work, batchId, kinds, last: () => seen.at(-1) };
}

describe('a batch', () => {
  it('has no more under way than it may, in order', async () => {
    const { work, kinds } = run(3, 2);
    expect(work.started).toEqual([0, 1]);
    work.settle(1, { kind: 'done' });
    await expect.poll(() => work.started).toEqual([0, 1, 2]);
    expect(kinds()).toEqual(['running', 'done', 'running']);
  });

  it('goes on past a refusal and a failure, and keeps both', async () => {
    const { work, kinds, last } = run(4, 1);
    work.settle(0, { kind: 'notInVoice' });
    await expect.poll(() => work.started.length).toBe(2);
    work.settle(1, new AppError('rest/network', 'no network'));
    await expect.poll(() => work.started.length).toBe(3);
    work.settle(2, { kind: 'already' });
    await expect.poll(() => work.started.length).toBe(4);
    work.settle(3, { kind: 'done', targetId: '42' });
    await expect.poll(() => last()?.endedAtMs).not.toBeNull();
    expect(kinds()).toEqual(['refused', 'failed', 'already', 'done']);
    expect(last()?.items[3]?.targetId).toBe('42');
  });

  it('that is cancelled cuts off what runs and starts nothing more', async () => {
    const { batches, batchId, work, kinds, last } = run(3, 1);
    expect(batches.cancel({ batchId })).toEqual({ cancelled: true });
    await expect.poll(() => last()?.endedAtMs).not.toBeNull();
    expect(kinds()).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(work.started).toEqual([0]);
    expect(batches.cancel({ batchId })).toEqual({ cancelled: false });
  });

  it('ends with the service', async () => {
    const { batches, kinds } = run(2, 1);
    await batches.close();
    expect(kinds()).toEqual(['cancelled', 'cancelled']);
  });
});
