import type { ActionOutcome, Refusal } from '@shared/models/messages';
import { strings } from '../../strings';
import { wordSpan } from '../../strings/channels';

const words = strings.threads.refusal;

/** Why something was not done, in one sentence. */
export function wordRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'missingPermission':
      return words.missingPermission(refusal.permission);
    case 'gone':
      return words.gone(refusal.what);
    case 'dmClosed':
      return words.dmClosed;
    case 'locked':
      return words.locked;
    case 'slowMode':
      return words.slowMode(wordSpan(refusal.retryAfterMs));
    case 'limitReached':
      return words.limitReached(refusal.message);
    case 'invalid': {
      const [first] = Object.entries(refusal.fields);
      return first ? words.invalid(first[0], first[1]) : words.invalid('form', 'not accepted');
    }
  }
}

/** The refusal in an outcome; null when it was done. */
export function refusalOf(outcome: ActionOutcome | { kind: 'done' }): Refusal | null {
  return outcome.kind === 'done' ? null : outcome;
}
