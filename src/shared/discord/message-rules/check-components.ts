import type { Component } from '../component';
import { BUTTON_STYLE, COMPONENT_TYPE } from '../component-types';
import {
  ACCESSORIES,
  childTypesOf,
  componentCount,
  componentName,
  isInteractive,
  LAYOUT_TOP,
  layoutCharacters,
  SELECT_TYPES,
  walkComponents,
} from './component-tree';
import { LIMITS } from './limits';
import { figure, type Report } from './report';

const T = COMPONENT_TYPE;
const PREMIUM_STYLE = 6;

/** Checks a message's components: allowed nesting, limits of each kind, ids that must differ. */
export function checkComponents(
  components: readonly Component[],
  options: { layout: boolean; interactive: boolean },
  report: Report,
): void {
  if (options.layout) {
    const count = componentCount(components);
    report.count('components', 'The layout', 'component', count, 'components');
    const text = layoutCharacters(components);
    const { max } = LIMITS.layoutText;
    if (text > max) {
      const message = `The texts hold ${figure(text)} characters together; at most ${figure(max)} are possible.`;
      report.add('components', message, max, text);
    }
  } else report.count('components', 'The message', 'row', components.length, 'rows');
  const top = options.layout ? LAYOUT_TOP : [T.actionRow];
  components.forEach((component, index) => {
    checkOne(component, `components.${index}`, top, 'at the top of the message', report);
  });
  checkUnique(components, report);
  if (!options.interactive) {
    walkComponents(components, (component, path) => {
      if (!isInteractive(component)) return;
      report.add(
        path,
        `A webhook of no application cannot post a ${componentName(component.type)} that acts; links work.`,
      );
    });
  }
}

function checkOne(
  component: Component,
  path: string,
  allowed: readonly number[],
  where: string,
  report: Report,
): void {
  if (!allowed.includes(component.type)) {
    report.add(path, `A ${componentName(component.type)} cannot stand ${where}.`);
    return;
  }
  const children = component.components ?? [];
  children.forEach((child, index) => {
    const inside = `in a ${componentName(component.type)}`;
    checkOne(child, `${path}.components.${index}`, childTypesOf(component.type), inside, report);
  });
  checkKind(component, path, report);
}

function checkKind(component: Component, path: string, report: Report): void {
  switch (component.type) {
    case T.actionRow:
      checkRow(component.components ?? [], path, report);
      break;
    case T.button:
      checkButton(component, path, report);
      break;
    case T.section:
      checkSection(component, path, report);
      break;
    case T.textDisplay:
      if ((component.content ?? '').trim() === '') report.add(`${path}.content`, 'The text is empty.', 1, 0);
      break;
    case T.thumbnail:
      if (!component.media?.url) report.add(`${path}.media.url`, 'The thumbnail needs a picture.');
      report.url(`${path}.media.url`, 'The thumbnail', component.media?.url, { files: true });
      report.text(`${path}.description`, 'The description', component.description, 'mediaDescription');
      break;
    case T.mediaGallery:
      checkGallery(component, path, report);
      break;
    case T.file:
      checkFile(component, path, report);
      break;
    case T.container: {
      const count = component.components?.length ?? 0;
      report.count(`${path}.components`, 'The container', 'component', count, 'containerChildren');
      break;
    }
    default:
      if (SELECT_TYPES.includes(component.type)) checkSelect(component, path, report);
  }
}

function checkRow(children: readonly Component[], path: string, report: Report): void {
  report.count(`${path}.components`, 'A row', 'button', children.length, 'rowButtons');
  const selects = children.filter((child) => SELECT_TYPES.includes(child.type)).length;
  if (selects > 0 && children.length > 1) {
    report.add(`${path}.components`, 'A select menu needs a row of its own.', 1, children.length);
  }
}

function checkButton(button: Component, path: string, report: Report): void {
  if (button.style === PREMIUM_STYLE) return;
  report.text(`${path}.label`, 'The label', button.label, 'buttonLabel');
  if ((button.label ?? '').trim() === '' && !button.emoji?.name) {
    report.add(`${path}.label`, 'A button needs a label or an emoji.', 1, 0);
  }
  if (button.style === BUTTON_STYLE.link) {
    if (!button.url) report.add(`${path}.url`, 'A link button needs its address.', 1, 0);
    report.url(`${path}.url`, 'The button’s address', button.url, { files: false, rule: 'buttonUrl' });
    if (button.custom_id) report.add(`${path}.custom_id`, 'A link button has no custom id.');
    return;
  }
  if (button.style === undefined || button.style < 1 || button.style > PREMIUM_STYLE) {
    report.add(`${path}.style`, 'The button needs one of Discord’s styles.');
  }
  if (button.url) report.add(`${path}.url`, 'Only a link button has an address.');
  report.text(`${path}.custom_id`, 'The custom id', button.custom_id, 'customId');
}

function checkSelect(select: Component, path: string, report: Report): void {
  report.text(`${path}.custom_id`, 'The custom id', select.custom_id, 'customId');
  report.text(`${path}.placeholder`, 'The placeholder', select.placeholder, 'selectPlaceholder');
  const least = select.min_values ?? 1;
  const most = select.max_values ?? 1;
  const { max } = LIMITS.selectValues;
  if (least < 0 || least > max)
    report.add(`${path}.min_values`, `The least number of choices is 0 to ${max}.`, max, least);
  if (most < 1 || most > max)
    report.add(`${path}.max_values`, `The most choices are 1 to ${max}.`, max, most);
  else if (most < least)
    report.add(`${path}.max_values`, 'The most choices are fewer than the least.', least, most);
  if (select.type !== T.stringSelect) return;
  const options = select.options ?? [];
  report.count(`${path}.options`, 'The select menu', 'option', options.length, 'selectOptions');
  if (most > options.length && options.length > 0) {
    report.add(`${path}.max_values`, 'More choices than there are options.', options.length, most);
  }
  const values = new Set<string>();
  options.forEach((option, index) => {
    const at = `${path}.options.${index}`;
    report.text(`${at}.label`, `The label of option ${index + 1}`, option.label, 'optionLabel');
    report.text(`${at}.value`, `The value of option ${index + 1}`, option.value, 'optionValue');
    report.text(
      `${at}.description`,
      `The description of option ${index + 1}`,
      option.description,
      'optionDescription',
    );
    if (option.value !== '' && values.has(option.value)) {
      report.add(`${at}.value`, `Another option has the value “${option.value}” already.`);
    }
    values.add(option.value);
  });
  const chosen = options.filter((option) => option.default === true).length;
  if (chosen > most)
    report.add(`${path}.options`, 'More options are chosen beforehand than may be chosen.', most, chosen);
}

function checkSection(section: Component, path: string, report: Report): void {
  const texts = section.components ?? [];
  report.count(`${path}.components`, 'The section', 'text', texts.length, 'sectionTexts');
  if (!section.accessory) {
    report.add(`${path}.accessory`, 'A section needs a thumbnail or a button at its side.');
    return;
  }
  checkOne(section.accessory, `${path}.accessory`, ACCESSORIES, 'at the side of a section', report);
}

function checkGallery(gallery: Component, path: string, report: Report): void {
  const items = gallery.items ?? [];
  report.count(`${path}.items`, 'The gallery', 'picture', items.length, 'galleryItems');
  items.forEach((item, index) => {
    const at = `${path}.items.${index}`;
    if (item.media.url === '') report.add(`${at}.media.url`, `Picture ${index + 1} needs an address.`, 1, 0);
    report.url(`${at}.media.url`, `Picture ${index + 1}`, item.media.url, { files: true });
    report.text(
      `${at}.description`,
      `The description of picture ${index + 1}`,
      item.description,
      'mediaDescription',
    );
  });
}

function checkFile(file: Component, path: string, report: Report): void {
  const url = file.file?.url ?? '';
  if (!url.startsWith('attachment://')) {
    report.add(`${path}.file.url`, 'Choose one of the attached files.');
  } else report.url(`${path}.file.url`, 'The file', url, { files: true });
}

/** Custom ids and component ids may each occur once in a message. */
function checkUnique(components: readonly Component[], report: Report): void {
  const customIds = new Set<string>();
  const ids = new Set<number>();
  walkComponents(components, (component, path) => {
    const { custom_id: customId, id } = component;
    if (customId && isInteractive(component)) {
      if (customIds.has(customId))
        report.add(`${path}.custom_id`, `The custom id “${customId}” is used twice.`);
      customIds.add(customId);
    }
    if (id !== undefined && id !== 0) {
      if (ids.has(id)) report.add(`${path}.id`, `The id ${id} is used twice.`);
      ids.add(id);
    }
  });
}
