import { toAppError } from '@shared/errors/app-error';
import type { Refusal } from '@shared/models/messages';
import type { ConsentTrouble } from '@shared/models/recorder';

export type Trouble = ConsentTrouble;

/** What went wrong, as a refusal when `refusalOf` (which throws others again) knows it as one. */
export function troubleOf(
  about: Trouble['about'],
  error: unknown,
  refusalOf: (error: unknown) => Refusal | null,
): Trouble {
  try {
    const refusal = refusalOf(error);
    if (refusal) return { about, refusal, error: null };
  } catch {
    // No refusal: told as the failure it is.
  }
  return { about, refusal: null, error: toAppError(error).toView() };
}

/** For the log beside the session, which has to be read without the app. */
export function wordTrouble({ refusal, error }: Trouble): string {
  if (!refusal) return error?.message ?? 'It failed.';
  switch (refusal.kind) {
    case 'missingPermission':
      return `The permission "${refusal.permission}" is missing.`;
    case 'gone':
      return `The ${refusal.what} is gone.`;
    case 'dmClosed':
      return 'They take no direct messages.';
    case 'locked':
      return 'The room is locked.';
    case 'slowMode':
      return 'Slow mode did not let it through.';
    case 'limitReached':
      return refusal.message;
    case 'invalid':
      return Object.values(refusal.fields).join(' ');
  }
}
