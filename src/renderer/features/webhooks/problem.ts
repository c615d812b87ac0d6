import type { WebhookOutcome } from '@shared/models/routes';
import { strings } from '../../strings';

const words = strings.webhooks.problem;

/** Why a webhook was not made, changed or added. */
export function wordWebhookProblem(outcome: Exclude<WebhookOutcome, { kind: 'done' }>): string {
  switch (outcome.kind) {
    case 'missingPermission':
      return words.missingPermission(outcome.permission);
    case 'gone':
      return words.gone;
    case 'tooMany':
      return words.tooMany;
    case 'invalid':
      return outcome.reason;
  }
}
