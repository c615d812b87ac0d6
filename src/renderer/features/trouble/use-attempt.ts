import { toAppError } from '@shared/errors/failure';
import { useCallback } from 'react';
import { adviceFor } from '../../advice';
import { logToMain } from '../../api';
import { useActions, useAppStore } from '../../state/react';

/** Runs what a click started; a failure becomes a toast that says what is safe and what to do. */
export function useAttempt(): (work: () => Promise<unknown>) => void {
  const { view } = useActions();
  const { api } = useAppStore();
  return useCallback(
    (work) => {
      work().catch((thrown: unknown) => {
        const error = toAppError(thrown);
        const advice = adviceFor(error);
        // Nobody foresaw it, so that the toast cannot say what it was.
        if (error.code === 'internal')
          logToMain(api, 'error', 'window', `an action failed: ${error.message}`);
        view.toast({
          tone: 'trouble',
          title: advice.title,
          body: `${advice.safe} ${advice.next}`,
          stayMs: 12_000,
        });
      });
    },
    [view, api],
  );
}
