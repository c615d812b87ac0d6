/** What a parser of bytes from outside answers: a value, or a short stable reason that diagnostics can count. */
export type ParseResult<T, R extends string = string> = { ok: true; value: T } | { ok: false; reason: R };

/** A layout that fits. */
export function parsed<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** A layout that does not, with the reason it is counted under. */
export function refused<R extends string>(reason: R): { ok: false; reason: R } {
  return { ok: false, reason };
}
