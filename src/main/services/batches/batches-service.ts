import { randomUUID } from 'node:crypto';
import { toAppError } from '@shared/errors/app-error';
import type { Batch, BatchItem } from '@shared/models/rooms';
import type { BatchStarter, BatchStep, BatchWork } from '../../support/batch';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';

/**
 * Several things of one kind in one go: rooms made or ended, people moved. Each step ends for itself, so that one
 * refusal does not stop the rest; the limits are the REST queue's. What waits or is under way can be cancelled.
 */

export interface BatchesService extends BatchStarter {
  list(): Batch[];
  /** False when it has ended, or is not known. */
  cancel(input: { batchId: string }): { cancelled: boolean };
  onChanged(listener: (batch: Batch) => void): () => void;
  /** Cancels all and waits for what is under way. */
  close(): Promise<void>;
}

/** Ended ones that can still be looked at. */
const MAX_ENDED = 20;

interface Running {
  batch: Batch;
  abort: AbortController;
  ended: Promise<void>;
}

export function createBatchesService({ clock }: { clock: Clock }): BatchesService {
  const changed = new Emitter<Batch>();
  const all = new Map<string, Running>();

  const update = (running: Running, change: (batch: Batch) => Batch) => {
    running.batch = change(running.batch);
    changed.emit(running.batch);
  };
  const setItem = (running: Running, index: number, item: Partial<BatchItem>) =>
    update(running, (batch) => ({
      ...batch,
      items: batch.items.map((before, i) => (i === index ? { ...before, ...item } : before)),
    }));

  const perform = async (running: Running, index: number, step: BatchStep) => {
    const { signal } = running.abort;
    if (signal.aborted) return setItem(running, index, { state: { kind: 'cancelled' } });
    setItem(running, index, { state: { kind: 'running' } });
    try {
      const outcome = await step.run(signal);
      if (outcome.kind === 'done') {
        const targetId = outcome.targetId ?? step.targetId;
        return setItem(running, index, { targetId, state: { kind: 'done' } });
      }
      setItem(running, index, {
        state: outcome.kind === 'already' ? { kind: 'already' } : { kind: 'refused', refusal: outcome },
      });
    } catch (error) {
      const state: BatchItem['state'] = signal.aborted
        ? { kind: 'cancelled' }
        : { kind: 'failed', error: toAppError(error).toView() };
      setItem(running, index, { state });
    }
  };

  const run = async (running: Running, { steps, parallel }: BatchWork) => {
    let next = 0;
    const worker = async () => {
      for (let index = next++; index < steps.length; index = next++) {
        const step = steps[index];
        if (step) await perform(running, index, step);
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, steps.length) }, worker));
    update(running, (batch) => ({ ...batch, endedAtMs: clock.now() }));
    const ended = [...all.values()].filter(({ batch }) => batch.endedAtMs !== null);
    for (const { batch } of ended.slice(0, Math.max(0, ended.length - MAX_ENDED))) all.delete(batch.batchId);
  };

  return {
    start(work) {
      const batch: Batch = {
        batchId: randomUUID(),
        kind: work.kind,
        guildId: work.guildId,
        items: work.steps.map(({ label, targetId }) => ({ label, targetId, state: { kind: 'waiting' } })),
        startedAtMs: clock.now(),
        endedAtMs: null,
      };
      const running: Running = { batch, abort: new AbortController(), ended: Promise.resolve() };
      all.set(batch.batchId, running);
      changed.emit(batch);
      running.ended = run(running, work);
      return { batchId: batch.batchId };
    },
    list: () => [...all.values()].map(({ batch }) => batch),
    cancel({ batchId }) {
      const running = all.get(batchId);
      if (!running || running.batch.endedAtMs !== null) return { cancelled: false };
      running.abort.abort();
      return { cancelled: true };
    },
    onChanged: (listener) => changed.on(listener),
    async close() {
      for (const { abort } of all.values()) abort.abort();
      await Promise.all([...all.values()].map(({ ended }) => ended));
    },
  };
}
