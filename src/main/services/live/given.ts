/** A patch as the contract lets it come: what is absent may be written as undefined. */
export type Given<T> = { [K in keyof T]?: T[K] | undefined };

/** Only what is given: with exact optional properties, an absent key and `undefined` are two things. */
export function withoutUndefined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
