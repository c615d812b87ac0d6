import { compareSnowflakes } from '@shared/discord/snowflake-order';
import type { ThreadSummary } from '@shared/models/workspace';

export type PostOrder = 'activity' | 'created';

export interface PostFilter {
  /** All of these tags; none: any post. */
  tagIds: readonly string[];
  text: string;
  order: PostOrder;
}

/** The posts of a forum that fit, pinned ones first. */
export function choosePosts(posts: readonly ThreadSummary[], filter: PostFilter): ThreadSummary[] {
  const needle = filter.text.trim().toLocaleLowerCase();
  const key = (post: ThreadSummary) =>
    filter.order === 'created' ? post.channelId : (post.lastMessageId ?? post.channelId);
  return posts
    .filter(
      (post) =>
        filter.tagIds.every((tagId) => post.appliedTagIds.includes(tagId)) &&
        (needle === '' || post.name.toLocaleLowerCase().includes(needle)),
    )
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || compareSnowflakes(key(b), key(a)));
}
