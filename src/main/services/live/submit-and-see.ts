import type {
  OutboxChanged,
  OutboxEntry,
  OutboxProblem,
  SubmitInput,
  SubmitOutcome,
} from '@shared/models/outbox';
import type { Clock } from '../../support/clock';

/** Longer than this a message waits in the outbox, which sees to it and tells of it: a cue does not wait that long. */
const SEEN_MS = 5_000;

export interface OutboxPort {
  submit(input: SubmitInput): Promise<SubmitOutcome>;
  list(): OutboxEntry[];
  onChanged(listener: (changed: OutboxChanged) => void): () => void;
}

/**
 * Hands a message to the outbox and waits up to five seconds for what becomes of it.
 * @returns `accepted` when it was posted or still waits, else why it was not
 */
export async function submitAndSee(
  outbox: OutboxPort,
  input: SubmitInput,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<SubmitOutcome | OutboxProblem> {
  const outcome = await outbox.submit(input);
  if (outcome.kind !== 'accepted' || signal.aborted) return outcome;
  const { entryId } = outcome.entry;
  return new Promise((resolve) => {
    const end = (result: SubmitOutcome | OutboxProblem) => {
      cancelTimer();
      release();
      signal.removeEventListener('abort', endNow);
      resolve(result);
    };
    const endNow = () => end(outcome);
    const look = (entries: readonly OutboxEntry[]) => {
      const state = entries.find((entry) => entry.entryId === entryId)?.state;
      if (state?.kind === 'failed') end(state.problem);
      else if (state?.kind === 'sent' || state?.kind === 'cancelled') end(outcome);
    };
    const cancelTimer = clock.setTimer(endNow, SEEN_MS);
    const release = outbox.onChanged(({ upserted }) => look(upserted));
    signal.addEventListener('abort', endNow);
    // It may have been refused before anybody listened.
    look(outbox.list());
  });
}
