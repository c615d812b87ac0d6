import type { z } from 'zod';
import { ApiError, type ErrorTree } from './api-error';

type Issue = z.core.$ZodIssue;

/** One of Discord's form error codes for what zod found. */
function describe(issue: Issue): { code: string; message: string } {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }
        : typeError(issue.expected);
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? { code: 'NUMBER_TYPE_MAX', message: `int value should be less than or equal to ${issue.maximum}.` }
        : {
            code: 'BASE_TYPE_MAX_LENGTH',
            message: `Must be ${issue.maximum} or fewer in length.`,
          };
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? {
            code: 'NUMBER_TYPE_MIN',
            message: `int value should be greater than or equal to ${issue.minimum}.`,
          }
        : { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be ${issue.minimum} or more in length.` };
    case 'invalid_format':
      return { code: 'NUMBER_TYPE_COERCE', message: 'Value is not snowflake.' };
    case 'invalid_value':
      return choice(issue.values);
    case 'invalid_union':
      return ofUnion(issue.errors);
    default:
      return { code: 'BASE_TYPE_INVALID', message: issue.message };
  }
}

/** A value that is none of several: the choices when all were fixed, else what the first of them wanted. */
function ofUnion(errors: readonly (readonly Issue[])[]): { code: string; message: string } {
  const first = errors.map((issues) => issues[0]);
  const choices = first.flatMap((issue) => (issue?.code === 'invalid_value' ? issue.values : []));
  if (choices.length >= first.length) return choice(choices);
  const wanted = first.find((issue) => issue !== undefined);
  return wanted ? describe(wanted) : { code: 'BASE_TYPE_INVALID', message: 'Invalid value.' };
}

const choice = (values: readonly unknown[]): { code: string; message: string } => ({
  code: 'BASE_TYPE_CHOICES',
  message: `Value must be one of {${values.map(String).join(', ')}}.`,
});

function typeError(expected: string): { code: string; message: string } {
  switch (expected) {
    case 'string':
      return { code: 'STRING_TYPE_CONVERT', message: 'Could not interpret value as string.' };
    case 'number':
    case 'int':
      return { code: 'NUMBER_TYPE_COERCE', message: 'Value is not int.' };
    case 'boolean':
      return { code: 'BOOLEAN_TYPE_CONVERT', message: 'Must be either true or false.' };
    case 'array':
      return { code: 'LIST_TYPE_CONVERT', message: 'Only iterables may be used in a ListType' };
    default:
      return { code: 'DICT_TYPE_CONVERT', message: 'Only dictionaries may be used in a DictType' };
  }
}

/** Issues of zod as Discord's tree of errors. */
export function toErrorTree(issues: readonly Issue[]): ErrorTree {
  const root: ErrorTree = {};
  for (const issue of issues) {
    let node = root;
    for (const key of issue.path) {
      const name = String(key);
      const next = node[name];
      const child: ErrorTree = next && !Array.isArray(next) ? next : {};
      node[name] = child;
      node = child;
    }
    const list = Array.isArray(node._errors) ? node._errors : [];
    list.push(describe(issue));
    node._errors = list;
  }
  return root;
}

/** The value as the schema reads it, or `Invalid Form Body` with every field that is wrong. */
export function parseOrThrow<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new ApiError('invalidForm', toErrorTree(parsed.error.issues));
}
