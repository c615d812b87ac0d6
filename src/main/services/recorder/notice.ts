import { randomUUID } from 'node:crypto';
import { refusalOf } from '../../discord/refusal';
import { routes } from '../../discord/rest';
import type { DiscordSession } from '../../discord/session';
import { type Trouble, troubleOf } from './trouble';

/**
 * Says something in a room's own chat, mentioning nobody. Refused or failed, it comes back as a trouble; nothing throws.
 * It does not wait in the outbox: said later, it would be said too late.
 */
export async function postInRoom(
  session: DiscordSession | null,
  channelId: string,
  text: string,
  options: { about: Trouble['about']; nowMs: number; signal: AbortSignal },
): Promise<Trouble | null> {
  const { about, nowMs, signal } = options;
  try {
    if (!session) throw new Error('signed out meanwhile');
    // A nonce is 25 characters at most.
    const nonce = randomUUID().replaceAll('-', '').slice(0, 25);
    const body = { content: text, allowed_mentions: { parse: [] }, nonce, enforce_nonce: true };
    await session.rest.request(routes.createMessage(channelId, body), { signal });
    return null;
  } catch (error) {
    return troubleOf(about, error, (refused) =>
      session
        ? refusalOf(refused, {
            state: session.cache.state,
            nowMs,
            channelId,
            needs: ['SEND_MESSAGES'],
            about: 'channel',
          })
        : null,
    );
  }
}
