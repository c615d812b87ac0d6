import type { Refusal } from '@shared/models/messages';
import { historyStrings } from '../../../strings/history';

const words = historyStrings.refused;

/** Why something was not done, in a sentence. */
export function refusalText(refusal: Refusal): string {
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
      return words.slowMode(Math.ceil(refusal.retryAfterMs / 1_000));
    case 'limitReached':
      return refusal.message;
    case 'invalid':
      return Object.values(refusal.fields).join(' ');
  }
}
