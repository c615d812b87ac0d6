import { compareSnowflakes } from '@shared/discord/snowflake';
import type { WireChannel } from '@shared/discord/wire/objects';
import type { CachedGuild } from '../../discord/cache';
import { CHANNEL_TYPE, isRoom } from './to-summaries';

/** Categories first, then rooms and then all others, each as it stands in the list. */
export function inOrderOfSight(channels: Iterable<WireChannel>): WireChannel[] {
  const all = [...channels];
  const positions = new Map<string, number>();
  for (const { id, type, position } of all) if (type === CHANNEL_TYPE.category) positions.set(id, position);
  const parentOf = ({ parent_id }: WireChannel) =>
    parent_id === null || !positions.has(parent_id) ? null : parent_id;
  const kindOf = (channel: WireChannel) =>
    channel.type === CHANNEL_TYPE.category ? 0 : isRoom(channel) ? 1 : 2;
  return all
    .map((channel) => {
      const parent = parentOf(channel);
      // What has no category stands above all headings.
      return {
        channel,
        kind: kindOf(channel),
        parent,
        above: parent === null ? -1 : (positions.get(parent) ?? 0),
      };
    })
    .sort(
      (a, b) =>
        a.kind - b.kind ||
        a.above - b.above ||
        compareSnowflakes(a.parent ?? '0', b.parent ?? '0') ||
        a.channel.position - b.channel.position ||
        compareSnowflakes(a.channel.id, b.channel.id),
    )
    .map(({ channel }) => channel);
}

/** Ids of the people in rooms, those of the first rooms first. */
export function peopleByPlace(guild: CachedGuild, places: readonly WireChannel[]): string[] {
  const inside = new Map<string, string[]>(places.map(({ id }) => [id, []]));
  const elsewhere: string[] = [];
  for (const [userId, { state }] of guild.voiceStates) {
    (inside.get(state.channel_id) ?? elsewhere).push(userId);
  }
  return [...inside.values(), elsewhere].flat();
}
