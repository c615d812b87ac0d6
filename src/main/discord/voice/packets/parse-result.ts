/** What a parser of bytes from outside answers: a value, or a short stable reason that diagnostics can count. */
export type ParseResult<T, R extends string = string> = { ok: true; value: T } | { ok: false; reason: R };

export function parsed<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function refused<R extends string>(reason: R): { ok: false; reason: R } {
  return { ok: false, reason };
}
