import { type FieldPath, type FormErrors, urlFault } from './errors';

/**
 * Checks message components (reference "Component Reference") and makes what is kept of them: in the older
 * layout rows of buttons or one select, in V2 a tree of up to forty with at most 4000 characters of text.
 */
type Raw = Record<string, unknown>;

const Type = {
  ROW: 1,
  BUTTON: 2,
  STRING_SELECT: 3,
  SECTION: 9,
  TEXT: 10,
  THUMBNAIL: 11,
  GALLERY: 12,
  FILE: 13,
  SEPARATOR: 14,
  CONTAINER: 17,
} as const;
const SELECTS: readonly number[] = [3, 5, 6, 7, 8];
const V2_TOP: readonly number[] = [
  Type.ROW,
  Type.SECTION,
  Type.TEXT,
  Type.GALLERY,
  Type.FILE,
  Type.SEPARATOR,
  Type.CONTAINER,
];
const IN_CONTAINER = V2_TOP.filter((type) => type !== Type.CONTAINER);
const MAX_TOTAL = 40;
const MAX_TEXT = 4000;
const MEDIA = ['http', 'https', 'attachment'];

export interface CheckedComponents {
  components: Raw[];
  /** All text that is shown, for mentions and for the limit. */
  text: string;
  /** Names of uploaded files that are shown. */
  files: string[];
  interactive: boolean;
}

/** Faults go to `errors` under `components`. `v2`: whether the message says IS_COMPONENTS_V2. */
export function checkComponents(list: unknown[], v2: boolean, errors: FormErrors): CheckedComponents {
  const check = new Check(errors);
  const path = ['components'];
  if (!v2 && list.length > 5) check.length(path, 5);
  const components = list.map((entry, index) =>
    check.component(entry, [...path, index], v2 ? V2_TOP : [Type.ROW]),
  );
  if (check.total > MAX_TOTAL) {
    errors.add(path, 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', `Must be ${MAX_TOTAL} or fewer components.`);
  }
  const text = check.texts.join('\n');
  if (check.texts.reduce((sum, part) => sum + part.length, 0) > MAX_TEXT) {
    errors.add(
      path,
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      `The total number of characters in displayable text exceeds maximum size of ${MAX_TEXT}`,
    );
  }
  return { components, text, files: check.files, interactive: check.interactive };
}

class Check {
  total = 0;
  interactive = false;
  readonly texts: string[] = [];
  readonly files: string[] = [];
  readonly #errors: FormErrors;
  readonly #customIds = new Set<string>();
  #nextId = 1;

  constructor(errors: FormErrors) {
    this.#errors = errors;
  }

  length(path: FieldPath, max: number, min = 1): void {
    this.#errors.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
  }

  component(value: unknown, path: FieldPath, allowed: readonly number[]): Raw {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#errors.add(path, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
      return {};
    }
    const raw = value as Raw;
    this.total += 1;
    const type = raw.type;
    if (typeof type !== 'number' || !allowed.includes(type)) {
      const code = type === undefined ? 'BASE_TYPE_REQUIRED' : 'UNION_TYPE_CHOICES';
      const choices = `Value of field "type" must be one of (${allowed.join(', ')},).`;
      this.#errors.add([...path, 'type'], code, type === undefined ? 'This field is required' : choices);
      return {};
    }
    const id = typeof raw.id === 'number' && raw.id > 0 ? raw.id : this.#nextId;
    this.#nextId = Math.max(this.#nextId, id) + 1;
    return { ...this.#known(type, raw, path), type, id };
  }

  #known(type: number, raw: Raw, path: FieldPath): Raw {
    switch (type) {
      case Type.ROW:
        return this.#row(raw, path);
      case Type.BUTTON:
        return this.#button(raw, path);
      case Type.SECTION:
        return {
          components: this.#children(raw, path, [Type.TEXT], 3),
          accessory: this.component(raw.accessory, [...path, 'accessory'], [Type.BUTTON, Type.THUMBNAIL]),
        };
      case Type.TEXT:
        return { content: this.#text(raw, path, 'content', MAX_TEXT, true) };
      case Type.THUMBNAIL:
        return this.#media(raw, path, 'media');
      case Type.GALLERY:
        return { items: this.#items(raw, path) };
      case Type.FILE:
        return this.#file(raw, path);
      case Type.SEPARATOR:
        return { divider: raw.divider !== false, spacing: raw.spacing === 2 ? 2 : 1 };
      case Type.CONTAINER:
        return {
          components: this.#children(raw, path, IN_CONTAINER, MAX_TOTAL),
          accent_color: this.#colour(raw, path),
          spoiler: raw.spoiler === true,
        };
      default:
        return this.#select(type, raw, path);
    }
  }

  #children(raw: Raw, path: FieldPath, allowed: readonly number[], max: number): Raw[] {
    const list = raw.components;
    const at = [...path, 'components'];
    if (!Array.isArray(list)) {
      this.#errors.add(at, 'BASE_TYPE_REQUIRED', 'This field is required');
      return [];
    }
    if (list.length < 1 || list.length > max) this.length(at, max);
    return list.map((entry, index) => this.component(entry, [...at, index], allowed));
  }

  #row(raw: Raw, path: FieldPath): Raw {
    const components = this.#children(raw, path, [Type.BUTTON, ...SELECTS], 5);
    const selects = components.filter((child) => SELECTS.includes(Number(child.type)));
    if (selects.length > 0 && components.length > 1) {
      this.#errors.add(
        [...path, 'components'],
        'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
        'The specified component exceeds the maximum width',
      );
    }
    return { components };
  }

  #button(raw: Raw, path: FieldPath): Raw {
    const style = Number(raw.style);
    if (![1, 2, 3, 4, 5, 6].includes(style)) {
      this.#errors.add([...path, 'style'], 'BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3, 4, 5, 6}.');
    }
    const button: Raw = { style, ...(raw.disabled === true ? { disabled: true } : {}) };
    if (raw.label !== undefined && raw.label !== null)
      button.label = this.#text(raw, path, 'label', 80, false);
    if (typeof raw.emoji === 'object' && raw.emoji !== null) button.emoji = raw.emoji;
    if (style === 6) return { ...button, sku_id: String(raw.sku_id ?? '') };
    if (!button.label && !button.emoji) {
      this.#errors.add(path, 'BUTTON_COMPONENT_INVALID', 'A button needs a label or an emoji');
    }
    if (style === 5) {
      if (raw.custom_id !== undefined) {
        const message = 'A custom id and url cannot both be specified';
        this.#errors.add(
          [...path, 'custom_id'],
          'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
          message,
        );
      }
      button.url = this.#text(raw, path, 'url', 512, true);
      const fault = urlFault(String(raw.url ?? ''), ['http', 'https', 'discord']);
      if (typeof raw.url === 'string' && fault) this.#errors.add([...path, 'url'], fault.code, fault.message);
      return button;
    }
    return { ...button, custom_id: this.#customId(raw, path) };
  }

  #select(type: number, raw: Raw, path: FieldPath): Raw {
    const select: Raw = { custom_id: this.#customId(raw, path) };
    if (raw.placeholder != null) select.placeholder = this.#text(raw, path, 'placeholder', 150, false);
    for (const key of ['min_values', 'max_values'] as const) {
      const value = raw[key] ?? 1;
      const low = key === 'min_values' ? 0 : 1;
      if (typeof value !== 'number' || value < low || value > 25) {
        this.#errors.add([...path, key], 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 25.');
      }
      select[key] = value;
    }
    if (type === Type.STRING_SELECT) select.options = this.#options(raw, path);
    for (const key of ['channel_types', 'default_values'] as const) {
      if (Array.isArray(raw[key])) select[key] = raw[key];
    }
    if (raw.disabled === true) select.disabled = true;
    return select;
  }

  #options(raw: Raw, path: FieldPath): Raw[] {
    const at = [...path, 'options'];
    if (!Array.isArray(raw.options)) {
      this.#errors.add(at, 'BASE_TYPE_REQUIRED', 'This field is required');
      return [];
    }
    if (raw.options.length < 1 || raw.options.length > 25) this.length(at, 25);
    const seen = new Set<string>();
    return raw.options.map((entry: unknown, index) => {
      const option = (entry ?? {}) as Raw;
      const own = [...at, index];
      const value = this.#text(option, own, 'value', 100, true);
      if (seen.has(value)) {
        const message = 'The specified option value is already used';
        this.#errors.add([...own, 'value'], 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', message);
      }
      seen.add(value);
      return {
        label: this.#text(option, own, 'label', 100, true),
        value,
        ...(option.description == null
          ? {}
          : { description: this.#text(option, own, 'description', 100, false) }),
        ...(typeof option.emoji === 'object' && option.emoji !== null ? { emoji: option.emoji } : {}),
        ...(option.default === true ? { default: true } : {}),
      };
    });
  }

  #items(raw: Raw, path: FieldPath): Raw[] {
    const at = [...path, 'items'];
    if (!Array.isArray(raw.items)) {
      this.#errors.add(at, 'BASE_TYPE_REQUIRED', 'This field is required');
      return [];
    }
    if (raw.items.length < 1 || raw.items.length > 10) this.length(at, 10);
    return raw.items.map((item: unknown, index) => this.#media((item ?? {}) as Raw, [...at, index], 'media'));
  }

  #media(raw: Raw, path: FieldPath, key: string): Raw {
    const described = raw.description == null ? null : this.#text(raw, path, 'description', 1024, false);
    return {
      [key]: this.#link(raw, path, key, MEDIA),
      description: described,
      spoiler: raw.spoiler === true,
    };
  }

  #file(raw: Raw, path: FieldPath): Raw {
    return { file: this.#link(raw, path, 'file', ['attachment']), spoiler: raw.spoiler === true };
  }

  #link(raw: Raw, path: FieldPath, key: string, schemes: readonly string[]): Raw {
    const media = raw[key];
    const url = typeof media === 'object' && media !== null ? (media as Raw).url : undefined;
    const at = [...path, key, 'url'];
    if (typeof url !== 'string') {
      this.#errors.add(at, 'BASE_TYPE_REQUIRED', 'This field is required');
      return {};
    }
    if (url.length > 2048) this.#tooLong(at, 2048);
    const fault = urlFault(url, schemes);
    if (fault) this.#errors.add(at, fault.code, fault.message);
    const file = /^attachment:\/\/(.+)$/.exec(url)?.[1];
    if (file !== undefined) this.files.push(file);
    return { url };
  }

  #colour(raw: Raw, path: FieldPath): number | null {
    const colour = raw.accent_color ?? null;
    if (colour === null || (typeof colour === 'number' && colour >= 0 && colour <= 0xffffff)) return colour;
    const message = 'int value should be less than or equal to 16777215.';
    this.#errors.add([...path, 'accent_color'], 'NUMBER_TYPE_MAX', message);
    return null;
  }

  #customId(raw: Raw, path: FieldPath): string {
    this.interactive = true;
    const customId = this.#text(raw, path, 'custom_id', 100, true);
    if (customId !== '' && this.#customIds.has(customId)) {
      const message = 'Component custom id cannot be duplicated';
      this.#errors.add([...path, 'custom_id'], 'COMPONENT_CUSTOM_ID_DUPLICATED', message);
    }
    this.#customIds.add(customId);
    return customId;
  }

  #text(raw: Raw, path: FieldPath, key: string, max: number, required: boolean): string {
    const value = raw[key];
    const at = [...path, key];
    if (typeof value !== 'string') {
      const missing = value === undefined || value === null;
      if (missing && required) this.#errors.add(at, 'BASE_TYPE_REQUIRED', 'This field is required');
      else if (!missing) this.#errors.add(at, 'STRING_TYPE_CONVERT', 'Could not interpret value as string.');
      return '';
    }
    if (required && value === '') this.length(at, max);
    if (value.length > max) this.#tooLong(at, max);
    if (key === 'content') this.texts.push(value);
    return value;
  }

  #tooLong(path: FieldPath, max: number): void {
    this.#errors.add(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
  }
}
