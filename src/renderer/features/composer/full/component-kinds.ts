import type { Component } from '@shared/discord/component';
import { BUTTON_STYLE, COMPONENT_TYPE } from '@shared/discord/component-types';
import { walkComponents } from '@shared/discord/message-rules';

const T = COMPONENT_TYPE;

/** A new component of a kind, with what it cannot be without. `taken`: the custom ids there are. */
export function newComponent(type: number, taken: ReadonlySet<string>, interactive: boolean): Component {
  switch (type) {
    case T.actionRow:
      return { type, components: [newComponent(T.button, taken, interactive)] };
    case T.button:
      return interactive
        ? { type, style: BUTTON_STYLE.primary, label: 'Button', custom_id: freeId('button', taken) }
        : { type, style: BUTTON_STYLE.link, label: 'Open', url: 'https://' };
    case T.stringSelect:
      return { type, custom_id: freeId('select', taken), options: [{ label: 'First', value: 'first' }] };
    case T.userSelect:
    case T.roleSelect:
    case T.mentionableSelect:
    case T.channelSelect:
      return { type, custom_id: freeId('select', taken) };
    case T.section:
      return {
        type,
        components: [{ type: T.textDisplay, content: '' }],
        accessory: { type: T.thumbnail, media: { url: '' } },
      };
    case T.textDisplay:
      return { type, content: '' };
    case T.thumbnail:
      return { type, media: { url: '' } };
    case T.mediaGallery:
      return { type, items: [{ media: { url: '' } }] };
    case T.file:
      return { type, file: { url: '' } };
    case T.separator:
      return { type, divider: true, spacing: 1 };
    case T.container:
      return { type, components: [{ type: T.textDisplay, content: '' }] };
    default:
      return { type };
  }
}

export function customIdsOf(components: readonly Component[]): Set<string> {
  const ids = new Set<string>();
  walkComponents(components, ({ custom_id: id }) => id !== undefined && ids.add(id));
  return ids;
}

function freeId(base: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n += 1) {
    const id = `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}

/** A line that says what is in it, for a closed frame. */
export function summaryOf(component: Component): string {
  const text = component.content ?? component.label ?? component.placeholder ?? component.file?.url;
  if (text) return text.slice(0, 60);
  return (component.components ?? []).map(summaryOf).filter(Boolean).join(' · ').slice(0, 80);
}
