import type { ChannelRecord } from '../../world/model';
import { ChannelFlag } from '../../world/model';
import { ApiError, fieldError } from '../api-error';

const MAX_TAGS = 5;

/** Tags of a forum that a post may have; `moderates`: whether the maker may use moderators' tags. */
export function checkedTags(forum: ChannelRecord, ids: readonly string[], moderates: boolean): string[] {
  if (ids.length > MAX_TAGS) {
    throw fieldError(['applied_tags'], 'BASE_TYPE_MAX_LENGTH', `Must be ${MAX_TAGS} or fewer in length.`);
  }
  for (const [index, id] of ids.entries()) {
    const tag = forum.available_tags.find((candidate) => candidate.id === id);
    if (!tag) throw fieldError(['applied_tags', index], 'INVALID_FORUM_TAG', 'Unknown tag');
    if (tag.moderated && !moderates) throw new ApiError('missingPermissions');
  }
  if (ids.length === 0 && (forum.flags & ChannelFlag.REQUIRE_TAG) !== 0) throw new ApiError('tagRequired');
  return [...new Set(ids)];
}
