/** Remembers the last answer of a pure function, as long as its arguments are the same by identity. */
export function memoLast<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { args: A; result: R } | null = null;
  return (...args) => {
    if (last && last.args.length === args.length && last.args.every((arg, i) => Object.is(arg, args[i]))) {
      return last.result;
    }
    last = { args, result: compute(...args) };
    return last.result;
  };
}

/** The same, with one remembered answer for each key. */
export function memoByKey<K, A extends readonly unknown[], R>(
  compute: (key: K, ...args: A) => R,
): (key: K, ...args: A) => R {
  const byKey = new Map<K, (...args: A) => R>();
  return (key, ...args) => {
    let memo = byKey.get(key);
    if (!memo) {
      memo = memoLast((...rest: A) => compute(key, ...rest));
      byKey.set(key, memo);
    }
    return memo(...args);
  };
}
