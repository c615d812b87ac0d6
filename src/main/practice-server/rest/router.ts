import type { Route } from './route';

export type Match =
  | { kind: 'found'; route: Route; params: Record<string, string> }
  | { kind: 'wrongMethod' }
  | { kind: 'unknown' };

interface Compiled {
  route: Route;
  segments: string[];
}

/** Finds the route of a path; a fixed segment wins over a parameter (`/members/search` over `/members/:id`). */
export class Router {
  readonly #byLength = new Map<number, Compiled[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const segments = split(route.path);
      const list = this.#byLength.get(segments.length) ?? [];
      list.push({ route, segments });
      this.#byLength.set(segments.length, list);
    }
    for (const list of this.#byLength.values()) list.sort((a, b) => parameters(a) - parameters(b));
  }

  match(method: string, path: string): Match {
    const parts = split(path);
    let pathKnown = false;
    for (const { route, segments } of this.#byLength.get(parts.length) ?? []) {
      const params = matchSegments(segments, parts);
      if (!params) continue;
      if (route.method === method) return { kind: 'found', route, params };
      pathKnown = true;
    }
    return { kind: pathKnown ? 'wrongMethod' : 'unknown' };
  }
}

const split = (path: string): string[] => path.split('/').filter((part) => part !== '');
const parameters = ({ segments }: Compiled): number => segments.filter((part) => part.startsWith(':')).length;

function matchSegments(segments: readonly string[], parts: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (!segment.startsWith(':')) {
      if (segment !== part) return null;
      continue;
    }
    const name = segment.slice(1);
    const value = decode(part);
    // A parameter that names a thing is its id; text in its place is no such route.
    if (value === null || (name.endsWith('Id') && !/^\d{1,20}$/.test(value))) return null;
    params[name] = value;
  }
  return params;
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
