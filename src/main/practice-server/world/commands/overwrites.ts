import type { ChannelRecord, GuildRecord } from '../model';
import { ChannelType } from '../model';
import type { Overwrite } from '../permissions';
import type { World } from '../world';
import { updateChannel } from './channels';

/** The same overwrites in one order, to tell whether two channels are in sync. */
export function overwritesText(overwrites: readonly Overwrite[]): string {
  const parts = overwrites.map(
    ({ id, type, allow, deny }) => `${type}/${id}/${BigInt(allow)}/${BigInt(deny)}`,
  );
  return parts.sort().join(' ');
}

/**
 * Channels of a category that share its overwrites take part in their change, each with an event of its
 * own. Called with the overwrites the category had before.
 */
export function syncChildren(
  world: World,
  guild: GuildRecord,
  category: ChannelRecord,
  before: readonly Overwrite[],
): void {
  if (category.type !== ChannelType.CATEGORY) return;
  const was = overwritesText(before);
  if (was === overwritesText(category.permission_overwrites)) return;
  for (const child of guild.channels.values()) {
    if (child.parent_id !== category.id || overwritesText(child.permission_overwrites) !== was) continue;
    const copies = category.permission_overwrites.map((overwrite) => ({ ...overwrite }));
    updateChannel(world, guild, child, { permission_overwrites: copies });
  }
}

/** Replaces a channel's overwrites, and those of the children in sync with it. */
export function setOverwrites(
  world: World,
  guild: GuildRecord,
  channel: ChannelRecord,
  overwrites: Overwrite[],
): void {
  const before = channel.permission_overwrites;
  updateChannel(world, guild, channel, { permission_overwrites: overwrites });
  syncChildren(world, guild, channel, before);
}
