import { z } from 'zod';
import type { ChannelChange } from '../../world/commands/channels';
import type { ChannelRecord, ChannelType, ForumTag } from '../../world/model';
import { ChannelFlag, holdsPosts } from '../../world/model';
import type { World } from '../../world/world';
import { ApiError, fieldError } from '../api-error';

const MAX_TAGS = 20;
/** The only flag of a channel that a request may set. */
const SETTABLE_FLAGS = ChannelFlag.REQUIRE_TAG;

const snowflake = z.string().regex(/^\d{1,20}$/);
const emoji = { emoji_id: snowflake.nullish(), emoji_name: z.string().max(64).nullish() };
const Tag = z.object({
  id: snowflake.nullish(),
  name: z.string().min(1).max(20),
  moderated: z.boolean().nullish(),
  ...emoji,
});

/** Settings for the threads of a channel, and for the posts of one that holds posts. */
export const threadSettings = {
  default_auto_archive_duration: z
    .union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10_080)])
    .nullish(),
  default_thread_rate_limit_per_user: z.number().int().min(0).max(21_600).nullish(),
  flags: z.number().int().min(0).nullish(),
  available_tags: z.array(Tag).nullish(),
  default_reaction_emoji: z.object(emoji).nullish(),
  default_sort_order: z.union([z.literal(0), z.literal(1)]).nullish(),
  default_forum_layout: z.union([z.literal(0), z.literal(1), z.literal(2)]).nullish(),
};
const ThreadSettings = z.object(threadSettings);
type ThreadSettings = z.output<typeof ThreadSettings>;

/** A tag or a default reaction has a custom emoji or a Unicode one, not both. */
function oneEmoji(
  path: readonly (string | number)[],
  given: { emoji_id?: string | null | undefined; emoji_name?: string | null | undefined },
): { emoji_id: string | null; emoji_name: string | null } {
  if (given.emoji_id != null && given.emoji_name != null) {
    throw fieldError(path, 'MUTUALLY_EXCLUSIVE', 'Only one of emoji_id, emoji_name may be passed.');
  }
  return { emoji_id: given.emoji_id ?? null, emoji_name: given.emoji_name ?? null };
}

/** Tags that are known keep their ids, others get new ones. */
function checkedTags(
  world: World,
  wanted: NonNullable<ThreadSettings['available_tags']>,
  own: ChannelRecord | undefined,
): ForumTag[] {
  if (wanted.length > MAX_TAGS) throw new ApiError('maxTags');
  const names = wanted.map(({ name }) => name.toLowerCase());
  if (new Set(names).size !== names.length) throw new ApiError('tagsNotUnique');
  const known = new Set(own?.available_tags.map(({ id }) => id));
  return wanted.map((tag, index) => ({
    id: tag.id != null && known.has(tag.id) ? tag.id : world.newId(),
    name: tag.name,
    moderated: tag.moderated ?? false,
    ...oneEmoji(['available_tags', index], tag),
  }));
}

/** What a request changes about a channel's threads and posts; other kinds of channel pass over posts' fields. */
export function postChange(
  world: World,
  type: ChannelType,
  body: ThreadSettings,
  own: ChannelRecord | undefined,
): ChannelChange {
  const change: ChannelChange = {};
  if (body.default_auto_archive_duration != null) {
    change.default_auto_archive_duration = body.default_auto_archive_duration;
  }
  if (body.default_thread_rate_limit_per_user != null) {
    change.default_thread_rate_limit_per_user = body.default_thread_rate_limit_per_user;
  }
  if (!holdsPosts({ type })) return change;
  if (body.flags != null) change.flags = body.flags & SETTABLE_FLAGS;
  if (body.available_tags != null) change.available_tags = checkedTags(world, body.available_tags, own);
  if (body.default_reaction_emoji !== undefined) {
    change.default_reaction_emoji =
      body.default_reaction_emoji && oneEmoji(['default_reaction_emoji'], body.default_reaction_emoji);
  }
  if (body.default_sort_order !== undefined) change.default_sort_order = body.default_sort_order;
  if (body.default_forum_layout != null) change.default_forum_layout = body.default_forum_layout;
  return change;
}
