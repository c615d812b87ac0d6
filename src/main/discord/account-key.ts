import { createHash } from 'node:crypto';
import type { DiscordSession } from './session';

/**
 * Names the account that waiting messages, drafts and routes belong to: the same bot on the same server has the
 * same key after a restart, remembered or not. A practice server has another port each time, so there it is
 * the bot alone.
 */
export function accountKeyOf(session: Pick<DiscordSession, 'target' | 'userId' | 'baseUrl'>): string {
  switch (session.target) {
    case 'practice':
    case 'discord':
      return `${session.target}-${session.userId}`;
    case 'selfHosted': {
      const server = createHash('sha256').update(session.baseUrl).digest('hex').slice(0, 12);
      return `${session.target}-${session.userId}-${server}`;
    }
  }
}
