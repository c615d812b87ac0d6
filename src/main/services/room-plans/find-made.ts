import { snowflakeAt, snowflakeTimeMs } from '@shared/discord/snowflake';
import { toAppError } from '@shared/errors/app-error';
import type { CachedGuild } from '../../discord/cache';
import { routes } from '../../discord/rest';
import type { DiscordSession } from '../../discord/session';
import type { StoredSlot } from './stored';

/**
 * Whether a channel was made by a request whose answer was lost. Discord knows no mark of ours on a new channel, but
 * its audit log keeps the reason given with the request. Who may not read the log gets what could be meant.
 */
export type Made =
  | { kind: 'made'; channelId: string }
  | { kind: 'notMade' }
  /** Only a person can tell. */
  | { kind: 'unclear'; candidates: { channelId: string; name: string }[] };

const CHANNEL_CREATED = 10;
const PAGE = 100;
const MAX_PAGES = 10;
/** Clocks of this computer and of Discord may differ by this. */
const CLOCK_SLACK_MS = 10 * 60_000;
const CHANNEL_TYPE = { voice: 2, category: 4, stage: 13 } as const;

export async function findMade(
  session: DiscordSession,
  guild: CachedGuild,
  slot: StoredSlot,
  attemptedAtMs: number,
  known: (channelId: string) => boolean,
  signal: AbortSignal,
): Promise<Made> {
  let after = snowflakeAt(attemptedAtMs - CLOCK_SLACK_MS);
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const call = routes.getAuditLog(guild.id, {
        actionType: CHANNEL_CREATED,
        userId: session.userId,
        after,
        limit: PAGE,
      });
      const { audit_log_entries: entries } = await session.rest.request(call, { signal });
      const found = entries.find(({ reason }) => reason?.includes(slot.marker));
      if (found?.target_id) return { kind: 'made', channelId: found.target_id };
      const last = entries.reduce((newest, { id }) => (BigInt(id) > BigInt(newest) ? id : newest), after);
      if (entries.length < PAGE || last === after) return { kind: 'notMade' };
      after = last;
    }
  } catch (thrown) {
    if (toAppError(thrown).code !== 'rest/missing-permission') throw thrown;
  }
  const candidates = [...guild.channels.values()]
    .filter(({ id, type }) => type === CHANNEL_TYPE[slot.kind] && !known(id))
    .filter(({ id }) => Math.abs(snowflakeTimeMs(id) - attemptedAtMs) <= CLOCK_SLACK_MS)
    .map(({ id, name }) => ({ channelId: id, name: name ?? '' }));
  return candidates.length === 0 ? { kind: 'notMade' } : { kind: 'unclear', candidates };
}
