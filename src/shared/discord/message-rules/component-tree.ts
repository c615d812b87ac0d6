import type { Component } from '../component';
import { BUTTON_STYLE, COMPONENT_TYPE } from '../component-types';
import { trimmedCharacters } from './length';

/** Which components may stand in which (reference "Component Reference"); builders offer only these. */

const T = COMPONENT_TYPE;

export const SELECT_TYPES: readonly number[] = [
  T.stringSelect,
  T.userSelect,
  T.roleSelect,
  T.mentionableSelect,
  T.channelSelect,
];
export const ROW_CHILDREN: readonly number[] = [T.button, ...SELECT_TYPES];
export const CONTAINER_CHILDREN: readonly number[] = [
  T.textDisplay,
  T.section,
  T.mediaGallery,
  T.file,
  T.separator,
  T.actionRow,
];
/** At the top of a Components V2 message. */
export const LAYOUT_TOP: readonly number[] = [T.container, ...CONTAINER_CHILDREN];
export const ACCESSORIES: readonly number[] = [T.thumbnail, T.button];

/** What may be put into a component as a child; empty for those that hold none. */
export function childTypesOf(type: number): readonly number[] {
  switch (type) {
    case T.actionRow:
      return ROW_CHILDREN;
    case T.section:
      return [T.textDisplay];
    case T.container:
      return CONTAINER_CHILDREN;
    default:
      return [];
  }
}

/** Every component of a list, children and accessories included, with its path. Parents first. */
export function walkComponents(
  components: readonly Component[],
  visit: (component: Component, path: string) => void,
  base = 'components',
): void {
  components.forEach((component, index) => {
    const path = `${base}.${index}`;
    visit(component, path);
    if (component.components) walkComponents(component.components, visit, `${path}.components`);
    if (component.accessory) {
      visit(component.accessory, `${path}.accessory`);
    }
  });
}

/** All components, nested ones included: what the limit of 40 counts. */
export function componentCount(components: readonly Component[]): number {
  let count = 0;
  walkComponents(components, () => {
    count += 1;
  });
  return count;
}

/** Characters in all text displays together. */
export function layoutCharacters(components: readonly Component[]): number {
  let sum = 0;
  walkComponents(components, (component) => {
    if (component.type === T.textDisplay) sum += trimmedCharacters(component.content);
  });
  return sum;
}

/** Whether somebody using it would make an interaction: everything but links. */
export function isInteractive(component: Component): boolean {
  if (component.type === T.button) return component.style !== BUTTON_STYLE.link;
  return SELECT_TYPES.includes(component.type);
}

const NAMES: Readonly<Record<number, string>> = {
  [T.actionRow]: 'row',
  [T.button]: 'button',
  [T.stringSelect]: 'select menu',
  [T.userSelect]: 'person select',
  [T.roleSelect]: 'role select',
  [T.mentionableSelect]: 'person and role select',
  [T.channelSelect]: 'channel select',
  [T.section]: 'section',
  [T.textDisplay]: 'text',
  [T.thumbnail]: 'thumbnail',
  [T.mediaGallery]: 'gallery',
  [T.file]: 'file',
  [T.separator]: 'separator',
  [T.container]: 'container',
};

/** What a component is called in a sentence; one we do not know by its number. */
export function componentName(type: number): string {
  return NAMES[type] ?? `component of type ${type}`;
}
