import { EMPTY_BODY, NO_MENTIONS } from '@shared/models/body-basics';
import type { MessageBody } from '@shared/models/message-body';

const VARIABLE = /\{\{\s*([\p{L}\p{N}_ -]{1,40}?)\s*\}\}/gu;

/** Filled in without asking. */
export const KNOWN_VARIABLES = ['date', 'time', 'channel', 'server'] as const;

/** The variables of a body that have to be asked for, in the order they stand in it. */
export function variablesOf(body: MessageBody): string[] {
  const names: string[] = [];
  eachText(body, (text) => {
    for (const [, name = ''] of text.matchAll(VARIABLE)) {
      if (!names.includes(name) && !(KNOWN_VARIABLES as readonly string[]).includes(name)) names.push(name);
    }
    return text;
  });
  return names;
}

/**
 * The body with its variables filled in. Those without a value stay as they are, so that a forgotten one is
 * seen. A value is text and never a variable again. Nobody is notified unless the person switches it on.
 */
export function fillTemplate(body: MessageBody, values: Readonly<Record<string, string>>): MessageBody {
  const fill = (text: string) => text.replaceAll(VARIABLE, (whole, name: string) => values[name] ?? whole);
  return { ...eachText(body, fill), allowedMentions: NO_MENTIONS };
}

/** What a template keeps of a draft: no files, which may be gone by then, and no reply. */
export function toTemplateBody(body: MessageBody): MessageBody {
  return { ...body, files: [], replyTo: EMPTY_BODY.replyTo, allowedMentions: NO_MENTIONS };
}

/** Keys whose text a person reads; ids, addresses and the like hold no variables, but addresses of links may. */
const TEXT_KEYS = new Set([
  'content',
  'title',
  'description',
  'name',
  'value',
  'text',
  'label',
  'placeholder',
  'url',
]);

/** The body with every readable text passed through `change`. */
function eachText(body: MessageBody, change: (text: string) => string): MessageBody {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return TEXT_KEYS.has(key) ? change(value) : value;
    if (Array.isArray(value)) return value.map((item) => walk(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return {
    ...body,
    content: change(body.content),
    embeds: walk(body.embeds, '') as MessageBody['embeds'],
    components: walk(body.components, '') as MessageBody['components'],
  };
}
