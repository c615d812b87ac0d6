import type { ActionOutcome, Refusal } from '@shared/models/messages';
import { wordSpan } from '../../strings/channels';
import { refusalStrings as words } from '../../strings/refusals';

/** Why something was not done and what to do about it, in a sentence or two. */
export function wordRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'missingPermission':
      return words.missingPermission(refusal.permission);
    case 'gone':
      return words.gone[refusal.what];
    case 'dmClosed':
      return words.dmClosed;
    case 'locked':
      return words.locked;
    case 'slowMode':
      return wordSlowMode(refusal.retryAfterMs);
    case 'limitReached':
      return words.limitReached(refusal.message);
    case 'invalid':
      return wordFields(refusal.fields);
  }
}

/** Never "0 seconds": what is left of a second is waited for whole. */
export function wordSlowMode(retryAfterMs: number): string {
  return words.slowMode(wordSpan(Math.max(1_000, Math.ceil(retryAfterMs / 1_000) * 1_000)));
}

/** Form errors in a row. The text of a message needs no name; a field like `embeds.0.title` does. */
function wordFields(fields: Readonly<Record<string, string>>): string {
  const all = Object.entries(fields).map(([field, message]) =>
    field === '' || field === 'content' ? message : words.invalid(field, message),
  );
  return all.length === 0 ? words.notAccepted : all.join(' ');
}

/** The refusal in an outcome; null when it was done. */
export function refusalOf(outcome: ActionOutcome | { kind: 'done' }): Refusal | null {
  return outcome.kind === 'done' ? null : outcome;
}
