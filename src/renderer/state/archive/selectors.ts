import type { ArchivedChannel } from '@shared/models/archive';
import type { AppState } from '../app-state';

export const selectArchive = (state: AppState) => state.archive;
export const selectIsConnected = (state: AppState) => state.accounts.snapshot.connection.kind === 'connected';

/** The guilds of these channels, once each, in their order. */
export function guildsOf(
  channels: readonly ArchivedChannel[],
): { guildId: NonNullable<ArchivedChannel['guildId']>; name: string }[] {
  const guilds = new Map<NonNullable<ArchivedChannel['guildId']>, string>();
  for (const { guildId, guildName } of channels) {
    if (guildId !== null && !guilds.has(guildId)) guilds.set(guildId, guildName ?? guildId);
  }
  return [...guilds].map(([guildId, name]) => ({ guildId, name }));
}
