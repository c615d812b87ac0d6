import { z } from 'zod';

/** An emoji in a reaction or a button: Unicode has no id and its characters as name. */
export const EmojiRef = z.object({
  id: z
    .string()
    .regex(/^\d{1,20}$/)
    .nullish()
    .transform((value) => value ?? null),
  name: z
    .string()
    .max(200)
    .nullish()
    .transform((value) => value ?? null),
  animated: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
});
export type EmojiRef = z.infer<typeof EmojiRef>;

/** What names an emoji in REST paths before encoding, and serves as its key: `🎉` or `name:id`. */
export function emojiKey(emoji: { id: string | null; name: string | null }): string {
  return emoji.id === null ? (emoji.name ?? '') : `${emoji.name ?? '_'}:${emoji.id}`;
}
