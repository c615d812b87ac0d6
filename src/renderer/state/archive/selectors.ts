import type { ArchivedChannel } from '@shared/models/archive';
import type { AppState } from '../app-state';
import type { WorkspaceState } from '../workspace/apply';

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

/** The channels that are kept, and those we may read of which nothing is kept yet: their history can be fetched too. */
export function withUnkept(
  kept: readonly ArchivedChannel[],
  { textChannels, guilds }: Pick<WorkspaceState, 'textChannels' | 'guilds'>,
): readonly ArchivedChannel[] {
  const known = new Set<string>(kept.map((channel) => channel.channelId));
  const unkept = Object.values(textChannels).filter(
    ({ channelId, kind, abilities }) =>
      !known.has(channelId) &&
      (kind === 'text' || kind === 'announcement') &&
      abilities.includes('readHistory'),
  );
  if (unkept.length === 0) return kept;
  return [
    ...kept,
    ...unkept.map(
      ({ channelId, guildId, kind, name }): ArchivedChannel => ({
        channelId,
        guildId,
        guildName: guilds[guildId]?.name ?? null,
        name,
        type: kind === 'announcement' ? 5 : 0,
        messages: 0,
        oldestMs: null,
        newestMs: null,
        endedAtMs: null,
        backfill: { kind: 'none' },
      }),
    ),
  ];
}
