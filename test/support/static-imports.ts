import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const STATIC_IMPORT = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;

/** Everything that is loaded along with a module: static imports only, types left out; packages by their names. */
export function loadedAtStart(entry: string): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    if (!/\.tsx?$/.test(file)) return;
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT))
      visit(locate(file, target));
  };
  visit(resolve(entry));
  return seen;
}

function locate(from: string, target: string): string {
  const path = target.startsWith('@shared/')
    ? resolve('src/shared', target.slice('@shared/'.length))
    : target.startsWith('.')
      ? resolve(dirname(from), target)
      : null;
  if (path === null) return target;
  for (const end of ['', '.ts', '.tsx', '/index.ts']) {
    try {
      readFileSync(path + end);
      return path + end;
    } catch {
      // Not this ending.
    }
  }
  throw new Error(`${from} imports ${target}, which is nowhere`);
}
