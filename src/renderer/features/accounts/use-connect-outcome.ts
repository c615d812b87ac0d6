import type { ConnectOutcome } from '@shared/models/accounts';
import { useCallback } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';

/** What an unsuccessful connect says to the person; null when there is nothing to say. */
export function connectProblem(outcome: ConnectOutcome): string | null {
  switch (outcome.kind) {
    case 'connected':
    case 'cancelled':
      return null;
    case 'badToken':
      return strings.connect.badToken;
    case 'badAddress':
      return strings.connect.badAddress(outcome.reason);
    case 'missingIntents':
      return strings.connect.missingIntents(outcome.intents);
    case 'unreachable':
      return strings.connect.unreachable(outcome.reason);
  }
}

/** Says an unsuccessful connect as a toast, for places without a form. */
export function useConnectOutcome(): (outcome: ConnectOutcome) => void {
  const { view } = useActions();
  return useCallback(
    (outcome) => {
      const problem = connectProblem(outcome);
      if (problem !== null) view.toast({ tone: 'trouble', title: problem, stayMs: 12_000 });
    },
    [view],
  );
}
