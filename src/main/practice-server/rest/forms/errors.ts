import { ApiError, type ErrorTree } from '../api-error';

export type FieldPath = readonly (string | number)[];

/** Collects what is wrong with a form, field by field, and answers all of it at once as Discord does. */
export class FormErrors {
  readonly #root: ErrorTree = {};
  readonly #prefix: FieldPath;
  #count = 0;

  /** `prefix`: where in the request the form is. */
  constructor(prefix: FieldPath = []) {
    this.#prefix = prefix;
  }

  add(path: FieldPath, code: string, message: string): void {
    let node = this.#root;
    for (const key of [...this.#prefix, ...path]) {
      const next = node[String(key)];
      const child: ErrorTree = next && !Array.isArray(next) ? next : {};
      node[String(key)] = child;
      node = child;
    }
    const list = Array.isArray(node._errors) ? node._errors : [];
    list.push({ code, message });
    node._errors = list;
    this.#count += 1;
  }

  /** `Invalid Form Body` when anything was added. */
  throwIfAny(): void {
    if (this.#count > 0) throw new ApiError('invalidForm', this.#root);
  }
}

/** A link as Discord takes them in embeds and components; null when it is fine. */
export function urlFault(url: string, schemes: readonly string[]): { code: string; message: string } | null {
  let protocol: string;
  try {
    protocol = new URL(url).protocol.slice(0, -1);
  } catch {
    return { code: 'URL_TYPE_INVALID_URL', message: 'Not a well formed URL.' };
  }
  if (schemes.includes(protocol)) return null;
  return {
    code: 'URL_TYPE_INVALID_SCHEME',
    message: `Scheme "${protocol}" is not supported. Scheme must be one of (${schemes.map((scheme) => `'${scheme}'`).join(', ')}).`,
  };
}
