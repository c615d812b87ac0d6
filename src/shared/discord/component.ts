import { z } from 'zod';
import { EmojiRef } from './emoji';

/**
 * Message components in Discord's own JSON (reference "Component Reference"), as far as they show on a message.
 * Lenient: a component of a kind we do not know keeps its number as `type` and is shown as such.
 */
export { BUTTON_STYLE, COMPONENT_TYPE } from './component-types';

const soft = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);
const text = z.string().max(10_000);

export const UnfurledMedia = z.object({
  /** `https://…`, or `attachment://name` for a file sent along. */
  url: text,
  proxy_url: soft(text),
  width: soft(z.number().nullable()),
  height: soft(z.number().nullable()),
  content_type: soft(text),
});
export type UnfurledMedia = z.infer<typeof UnfurledMedia>;

export const SelectOption = z.object({
  label: text,
  value: text,
  description: soft(text),
  emoji: soft(EmojiRef),
  default: soft(z.boolean()),
});
export type SelectOption = z.infer<typeof SelectOption>;

export const GalleryItem = z.object({
  media: UnfurledMedia,
  description: soft(text.nullable()),
  spoiler: soft(z.boolean()),
});
export type GalleryItem = z.infer<typeof GalleryItem>;

/** One component with the fields of every kind; `type` says which of them count. */
export interface Component {
  type: number;
  id?: number | undefined;
  custom_id?: string | undefined;
  disabled?: boolean | undefined;
  /** Button. */
  style?: number | undefined;
  label?: string | undefined;
  emoji?: EmojiRef | undefined;
  url?: string | undefined;
  sku_id?: string | undefined;
  /** Selects. */
  placeholder?: string | undefined;
  options?: SelectOption[] | undefined;
  min_values?: number | undefined;
  max_values?: number | undefined;
  channel_types?: number[] | undefined;
  /** Text display. */
  content?: string | undefined;
  /** Section: a thumbnail or a button at its side. */
  accessory?: Component | undefined;
  /** Thumbnail. */
  media?: UnfurledMedia | undefined;
  description?: string | null | undefined;
  spoiler?: boolean | undefined;
  /** Media gallery. */
  items?: GalleryItem[] | undefined;
  /** File: an `attachment://name` reference. */
  file?: UnfurledMedia | undefined;
  name?: string | undefined;
  size?: number | undefined;
  /** Separator: 1 small, 2 large. */
  divider?: boolean | undefined;
  spacing?: number | undefined;
  /** Container: 0xRRGGBB. */
  accent_color?: number | null | undefined;
  /** Action row, section, container. */
  components?: Component[] | undefined;
}

/** Containers hold rows hold buttons: four levels are one more than Discord has. */
const MAX_DEPTH = 4;

const flatShape = {
  type: z.number().int(),
  id: soft(z.number().int()),
  custom_id: soft(text),
  disabled: soft(z.boolean()),
  style: soft(z.number().int()),
  label: soft(text),
  emoji: soft(EmojiRef),
  url: soft(text),
  sku_id: soft(text),
  placeholder: soft(text),
  options: soft(z.array(SelectOption).max(100)),
  min_values: soft(z.number().int()),
  max_values: soft(z.number().int()),
  channel_types: soft(z.array(z.number().int()).max(50)),
  content: soft(text),
  media: soft(UnfurledMedia),
  description: soft(text.nullable()),
  spoiler: soft(z.boolean()),
  items: soft(z.array(GalleryItem).max(50)),
  file: soft(UnfurledMedia),
  name: soft(text),
  size: soft(z.number()),
  divider: soft(z.boolean()),
  spacing: soft(z.number().int()),
  accent_color: soft(z.number().int().nullable()),
};

function componentSchema(depth: number): z.ZodType<Component> {
  if (depth === 0) return z.object(flatShape);
  const nested = componentSchema(depth - 1);
  return z.object({
    ...flatShape,
    accessory: soft(nested),
    components: soft(z.array(nested).max(100)),
  });
}

export const Component: z.ZodType<Component> = componentSchema(MAX_DEPTH);
