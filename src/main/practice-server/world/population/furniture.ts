import { createHash } from 'node:crypto';
import type { SnowflakeSource } from '../ids';
import type { ForumTag, GuildRecord, UserRecord, WorldState } from '../model';

/** Custom emojis, tags of the forum and webhooks that the guild has had for a while. */
const EMOJIS = ['wave', 'mic_on', 'cassette', 'headphones', 'spark', 'kettle'];
const TAGS: readonly { name: string; emoji: string; moderated?: true }[] = [
  { name: 'sound', emoji: '🎧' },
  { name: 'events', emoji: '📅' },
  { name: 'ideas', emoji: '💡' },
  { name: 'answered', emoji: '✅', moderated: true },
];
const WEBHOOKS: readonly { channel: string; name: string }[] = [
  { channel: 'noticeboard', name: 'Calendar' },
  { channel: 'announcements', name: 'Event reminders' },
];
const MADE_MS = Date.UTC(2024, 5, 1, 12);

export function furnish(
  state: WorldState,
  guild: GuildRecord,
  owner: UserRecord,
  ids: SnowflakeSource,
): void {
  let madeMs = MADE_MS;
  const nextId = (): string => {
    madeMs += 61_000;
    return ids.at(madeMs);
  };
  for (const name of EMOJIS) {
    const id = nextId();
    guild.emojis.set(id, { id, name, user_id: owner.id });
  }
  for (const channel of guild.channels.values()) {
    if (channel.name === 'questions') channel.available_tags = TAGS.map((tag) => tagOf(tag, nextId()));
    for (const { name } of WEBHOOKS.filter((plan) => plan.channel === channel.name)) {
      const id = nextId();
      state.webhooks.set(id, {
        id,
        guild_id: guild.id,
        channel_id: channel.id,
        name,
        avatar: createHash('md5').update(`avatar of ${name}`).digest('hex'),
        token: createHash('sha512').update(`webhook ${id} of ${state.seed}`).digest('base64url').slice(0, 68),
        user_id: owner.id,
        application_id: null,
      });
    }
  }
}

function tagOf(tag: (typeof TAGS)[number], id: string): ForumTag {
  return { id, name: tag.name, moderated: tag.moderated ?? false, emoji_id: null, emoji_name: tag.emoji };
}
