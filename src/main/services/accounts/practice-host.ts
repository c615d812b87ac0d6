import type { PracticeState } from '@shared/models/app';
import type { PracticeSize } from '@shared/models/practice';
import type { Secret } from '../../support/secret';

/** The practice server as the accounts service uses it; app.ts hands in what runs it. */
export interface PracticeHost {
  /** Starts it, or answers with the one that runs. Rejects with `AppError` `practice/start-failed`. */
  start(input: {
    seed: number | null;
    size?: PracticeSize | undefined;
  }): Promise<{ rest: string; token: Secret<string> }>;
  stop(): Promise<void>;
  onState(listener: (state: PracticeState) => void): () => void;
}
