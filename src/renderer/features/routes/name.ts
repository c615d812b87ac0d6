import { strings } from '../../strings';

const words = strings.routes;
/** The contract's rule (`RouteName`), without its schemas. A test holds the two together. */
const ROUTE_NAME = /^[a-z0-9][a-z0-9_-]{0,31}$/;

/** What is typed as a name, in the letters a name may have: `Stand Up!` becomes `stand-up`. */
export function toRouteName(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, '-')
    .replace(/[^a-z0-9_-]/g, '')
    .slice(0, 32);
}

/** What is wrong with a name; null when nothing is. */
export function routeNameProblem(name: string): string | null {
  if (name === '') return words.nameNeeded;
  return ROUTE_NAME.test(name) ? null : words.nameRule;
}
