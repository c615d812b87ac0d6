import { z } from 'zod';
import { type FormErrors, urlFault } from './errors';

/** Over title, description, author, footer and fields of all embeds of a message. */
const MAX_TEXT = 6000;

const link = z.string().max(2048);
const media = z.object({ url: link });

export const EmbedBody = z.object({
  title: z.string().max(256).nullish(),
  description: z.string().max(4096).nullish(),
  url: link.nullish(),
  timestamp: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), 'Could not parse timestamp. Should be ISO8601.')
    .nullish(),
  color: z.number().int().min(0).max(0xffffff).nullish(),
  footer: z.object({ text: z.string().max(2048), icon_url: link.nullish() }).nullish(),
  image: media.nullish(),
  thumbnail: media.nullish(),
  author: z
    .object({ name: z.string().min(1).max(256), url: link.nullish(), icon_url: link.nullish() })
    .nullish(),
  fields: z
    .array(
      z.object({
        name: z.string().min(1).max(256),
        value: z.string().min(1).max(1024),
        inline: z.boolean().nullish(),
      }),
    )
    .max(25)
    .nullish(),
});
export type EmbedBody = z.output<typeof EmbedBody>;

const WEB = ['http', 'https'];
const MEDIA = ['http', 'https', 'attachment'];

function textLength(embed: EmbedBody): number {
  const parts = [
    embed.title,
    embed.description,
    embed.footer?.text,
    embed.author?.name,
    ...(embed.fields ?? []).flatMap((field) => [field.name, field.value]),
  ];
  return parts.reduce((sum, part) => sum + (part?.trim().length ?? 0), 0);
}

/** What no single field's limit says: links, the text of all embeds together, and embeds with nothing in them. */
export function checkEmbeds(embeds: readonly EmbedBody[], errors: FormErrors): void {
  for (const [index, embed] of embeds.entries()) {
    const links: [path: (string | number)[], url: string | null | undefined, schemes: string[]][] = [
      [['url'], embed.url, WEB],
      [['author', 'url'], embed.author?.url, WEB],
      [['author', 'icon_url'], embed.author?.icon_url, MEDIA],
      [['footer', 'icon_url'], embed.footer?.icon_url, MEDIA],
      [['image', 'url'], embed.image?.url, MEDIA],
      [['thumbnail', 'url'], embed.thumbnail?.url, MEDIA],
    ];
    for (const [path, url, schemes] of links) {
      const fault = url ? urlFault(url, schemes) : null;
      if (fault) errors.add(['embeds', index, ...path], fault.code, fault.message);
    }
    if (isEmpty(embed)) {
      errors.add(['embeds', index, 'description'], 'BASE_TYPE_REQUIRED', 'This field is required');
    }
  }
  if (embeds.reduce((sum, embed) => sum + textLength(embed), 0) > MAX_TEXT) {
    errors.add(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000');
  }
}

function isEmpty(embed: EmbedBody): boolean {
  const shown = [embed.title, embed.description, embed.author, embed.footer, embed.image, embed.thumbnail];
  return !shown.some(Boolean) && !embed.timestamp && !embed.fields?.length;
}

/** The embed as it is kept and shown: `rich`, without what was left out. */
export function richEmbed(embed: EmbedBody): Record<string, unknown> {
  const kept = Object.entries(embed).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return {
    type: 'rich',
    ...Object.fromEntries(kept),
    ...(embed.timestamp
      ? { timestamp: new Date(embed.timestamp).toISOString().replace('Z', '000+00:00') }
      : {}),
    ...(embed.fields?.length
      ? { fields: embed.fields.map((field) => ({ ...field, inline: field.inline ?? false })) }
      : {}),
  };
}
