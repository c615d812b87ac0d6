import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiError } from '../../../../src/main/practice-server/rest/api-error';
import { parseOrThrow } from '../../../../src/main/practice-server/rest/validation';

const schema = z.object({
  name: z.string().min(1).max(3),
  list: z
    .array(z.object({ id: z.string().regex(/^\d+$/), type: z.union([z.literal(0), z.literal(1)]) }))
    .optional(),
  bitrate: z.number().int().min(8000).optional(),
});

function errorsOf(value: unknown): unknown {
  try {
    parseOrThrow(schema, value);
  } catch (error) {
    if (error instanceof ApiError) return error.toBody();
    throw error;
  }
  return undefined;
}

describe('form errors', () => {
  it('names a field that is missing', () => {
    expect(errorsOf({})).toEqual({
      code: 50035,
      message: 'Invalid Form Body',
      errors: { name: { _errors: [{ code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }] } },
    });
  });

  it('mirrors the path down to list entries', () => {
    expect(
      errorsOf({
        name: 'abc',
        list: [
          { id: '1', type: 0 },
          { id: 'x', type: 0 },
        ],
      }),
    ).toMatchObject({
      errors: { list: { 1: { id: { _errors: [{ code: 'NUMBER_TYPE_COERCE' }] } } } },
    });
  });

  it('tells wrong types, lengths and ranges apart', () => {
    expect(errorsOf({ name: 7, bitrate: 1 })).toMatchObject({
      errors: {
        name: { _errors: [{ code: 'STRING_TYPE_CONVERT' }] },
        bitrate: { _errors: [{ code: 'NUMBER_TYPE_MIN' }] },
      },
    });
    expect(errorsOf({ name: 'abcd' })).toMatchObject({
      errors: { name: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } },
    });
  });

  it('names the choices of a field that has some', () => {
    expect(errorsOf({ name: 'abc', list: [{ id: '1', type: 7 }] })).toMatchObject({
      errors: {
        list: {
          0: { type: { _errors: [{ code: 'BASE_TYPE_CHOICES', message: 'Value must be one of {0, 1}.' }] } },
        },
      },
    });
    const either = z.object({ id: z.union([z.string().regex(/^\d+$/), z.number()]) });
    expect(() => parseOrThrow(either, { id: 'x' })).toThrow(
      expect.objectContaining({
        errors: { id: { _errors: [expect.objectContaining({ code: 'NUMBER_TYPE_COERCE' })] } },
      }),
    );
  });

  it('puts what is wrong with the whole request at the root', () => {
    expect(errorsOf('text')).toMatchObject({ errors: { _errors: [{ code: 'DICT_TYPE_CONVERT' }] } });
  });
});
