import { z } from 'zod';

/**
 * An embed in Discord's own JSON (reference "Embed Object"): what is composed, previewed, posted, shown and
 * exported is one shape. Lenient on purpose: limits are `message-rules`' business, and a field of the wrong kind
 * costs that field, not the message.
 */

const text = (max = 10_000) => z.string().max(max);
const soft = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

const EmbedMedia = z.object({
  url: soft(text()),
  /** The copy Discord serves; the only address the window may load. */
  proxy_url: soft(text()),
  width: soft(z.number()),
  height: soft(z.number()),
});

export const EmbedField = z.object({
  name: text(),
  value: text(),
  inline: soft(z.boolean()),
});
export type EmbedField = z.infer<typeof EmbedField>;

export const Embed = z.object({
  /** `rich` for those made by bots and webhooks; `link`, `image`, `video`, `gifv`, `article` … for unfurled links. */
  type: soft(text(40)),
  title: soft(text()),
  description: soft(text()),
  url: soft(text()),
  /** ISO 8601. */
  timestamp: soft(text(64)),
  /** 0xRRGGBB. */
  color: soft(z.number().int()),
  footer: soft(z.object({ text: text(), icon_url: soft(text()), proxy_icon_url: soft(text()) })),
  image: soft(EmbedMedia),
  thumbnail: soft(EmbedMedia),
  video: soft(EmbedMedia),
  provider: soft(z.object({ name: soft(text()), url: soft(text()) })),
  author: soft(
    z.object({ name: text(), url: soft(text()), icon_url: soft(text()), proxy_icon_url: soft(text()) }),
  ),
  fields: soft(z.array(EmbedField).max(100)),
});
export type Embed = z.infer<typeof Embed>;
