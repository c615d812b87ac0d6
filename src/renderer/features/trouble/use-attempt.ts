import { toAppError } from '@shared/errors/failure';
import { useCallback } from 'react';
import { adviceFor } from '../../advice';
import { useActions } from '../../state/react';

/** Runs what a click started; a failure becomes a toast that says what is safe and what to do. */
export function useAttempt(): (work: () => Promise<unknown>) => void {
  const { view } = useActions();
  return useCallback(
    (work) => {
      work().catch((thrown: unknown) => {
        const advice = adviceFor(toAppError(thrown));
        view.toast({
          tone: 'trouble',
          title: advice.title,
          body: `${advice.safe} ${advice.next}`,
          stayMs: 12_000,
        });
      });
    },
    [view],
  );
}
