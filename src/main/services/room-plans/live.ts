import type { DiscordSession } from '../../discord/session';

/** The connected account, while events reach us; `sinceMs` (Unix ms) is since when without a break. */
export interface Live {
  session: DiscordSession;
  accountKey: string;
  sinceMs: number;
}
