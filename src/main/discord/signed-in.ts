import { AppError } from '@shared/errors/app-error';
import type { DiscordSession, SessionSource } from './session';

/** The session there is; rejects with `account/not-connected` while signed out. */
export function signedIn(sessions: SessionSource): DiscordSession {
  if (sessions.current) return sessions.current;
  throw new AppError('account/not-connected', 'Connect to a server first.');
}

/**
 * For work of many steps: rejects with `account/not-connected` once the session it was begun with is over, so that what
 * one account began is not finished under the name of the next.
 */
export function stillSignedIn(sessions: SessionSource, session: DiscordSession): void {
  if (sessions.current === session) return;
  throw new AppError('account/not-connected', 'The account was signed out before this was done.');
}
