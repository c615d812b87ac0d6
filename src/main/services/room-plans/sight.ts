import { type CacheState, personIn } from '../../discord/cache';
import type { GuildSight } from './machine';

/** A guild of the cache as the machine looks at it. Counts people once, when first asked. */
export function sightOf(state: CacheState, guildId: string): GuildSight | null {
  const guild = state.guilds.get(guildId);
  if (!guild) return null;
  let counted: Map<string, number> | undefined;
  const count = () => {
    const people = new Map<string, number>();
    for (const [userId, { state: voice }] of guild.voiceStates) {
      // Whom we know nothing of counts as a person: a room is rather left open.
      if (personIn(state, guildId, userId).isBot) continue;
      people.set(voice.channel_id, (people.get(voice.channel_id) ?? 0) + 1);
    }
    return people;
  };
  return {
    available: guild.available,
    has: (channelId) => guild.channels.has(channelId),
    people(channelId) {
      counted ??= count();
      return counted.get(channelId) ?? 0;
    },
    inside: (categoryId) =>
      [...guild.channels.values()].filter(({ parent_id }) => parent_id === categoryId).map(({ id }) => id),
  };
}
