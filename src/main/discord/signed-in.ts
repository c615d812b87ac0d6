import { AppError } from '@shared/errors/app-error';
import type { DiscordSession, SessionSource } from './session';

/** The session there is; rejects with `account/not-connected` while signed out. */
export function signedIn(sessions: SessionSource): DiscordSession {
  if (sessions.current) return sessions.current;
  throw new AppError('account/not-connected', 'Connect to a server first.');
}
