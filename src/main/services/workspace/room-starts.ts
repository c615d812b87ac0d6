import type { DiscordSession } from '../../discord/session';
import { isRoom } from './to-summaries';

/** Unanswered requests after which a server is taken for one that does not know them. */
const MAX_FAILURES = 2;

/**
 * Asks since when each guild's rooms are live, and for their status lines: GUILD_CREATE does not say so, and what happens
 * from then on comes as events. One guild after the other, so that other commands are not held up. The cache learns the
 * answers by itself. Returns what ends it; `onError` hears what is no failure of the connection.
 */
export function askRoomStarts(session: DiscordSession, onError: (error: unknown) => void): () => void {
  const { cache, gateway } = session;
  const wanted = new Set<string>();
  const ending = new AbortController();
  let failures = 0;
  let asking = false;

  const askNext = async (): Promise<void> => {
    for (const guildId of wanted) {
      if (failures >= MAX_FAILURES || ending.signal.aborted) return;
      wanted.delete(guildId);
      const channels = [...(cache.state.guilds.get(guildId)?.channels.values() ?? [])];
      if (!channels.some(isRoom)) continue;
      try {
        await gateway.requestChannelInfo(guildId, ending.signal);
        failures = 0;
      } catch {
        // Off air, or no answer: the rooms are shown without it, and the next fresh session asks again.
        failures += 1;
      }
    }
  };
  const ask = (guildIds: Iterable<string>) => {
    for (const guildId of guildIds) wanted.add(guildId);
    if (asking) return;
    asking = true;
    askNext()
      .catch(onError)
      .finally(() => {
        asking = false;
      });
  };

  const release = session.onDispatch((dispatch) => {
    if (dispatch.t === 'GUILD_CREATE') ask([dispatch.d.id]);
  });
  ask(cache.state.guilds.keys());
  return () => {
    release();
    ending.abort();
  };
}
