import type { ReactionEmoji } from '../../world/model';
import type { World } from '../../world/world';
import { ApiError } from '../api-error';

const UNICODE =
  /^(?:\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Emoji}(?:\p{Emoji_Modifier}|\ufe0f)?(?:[\u{e0020}-\u{e007f}]+)?(?:\u200d\p{Emoji}(?:\p{Emoji_Modifier}|\ufe0f)?)*)$/u;
const PLAIN = /^[0-9#*]$/;

/** An emoji of a path: Unicode, or `name:id` of a guild's own. `Unknown Emoji` for anything else. */
export function readEmoji(world: World, text: string): ReactionEmoji {
  const custom = /^(?:a:)?([A-Za-z0-9_]{1,32}):(\d{1,20})$/.exec(text);
  if (custom) {
    for (const guild of world.state.guilds.values()) {
      const emoji = guild.emojis.get(custom[2] ?? '');
      // The name is decoration: only the id decides.
      if (emoji) return { id: emoji.id, name: emoji.name };
    }
    throw new ApiError('unknownEmoji');
  }
  if (!UNICODE.test(text) || PLAIN.test(text)) throw new ApiError('unknownEmoji');
  return { id: null, name: text };
}
