/** Reading and changing plain JSON by a path as Discord writes it: `embeds.0.fields.2.name`. Pure. */

/** A copy with the value at `path` replaced; undefined takes it out. What is not on the path keeps its identity. */
export function setAt<T>(root: T, path: string, change: (value: unknown) => unknown): T {
  return put(root, path.split('.'), change) as T;
}

function put(node: unknown, [key, ...rest]: string[], change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(node);
  if (Array.isArray(node)) {
    const index = Number(key);
    const next = put(node[index], rest, change);
    if (next === undefined) return node.filter((_, at) => at !== index);
    return node.map((item, at) => (at === index ? next : item));
  }
  const object = (node ?? {}) as Record<string, unknown>;
  const next = put(object[key], rest, change);
  if (next === undefined) {
    const { [key]: _gone, ...others } = object;
    return others;
  }
  return { ...object, [key]: next };
}
