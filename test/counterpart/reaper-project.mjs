// Reads a Reaper project with rppp, which knows nothing of Roomtone, and prints what it found as a tree.
// Usage: node reaper-project.mjs PROJECT.rpp
import { readFileSync } from 'node:fs';
import rppp from 'rppp';

/** rppp takes few characters between quotation marks: all others are spelled out for it, and read back. */
const spelled = (text) =>
  text.replace(/[^\w\s!.,:@#$^&*(){}<>[\]+/="'|`-]/gu, (one) => `%${one.codePointAt(0).toString(16)}%`);
const readBack = (value) =>
  typeof value === 'string'
    ? value.replace(/%([0-9a-f]+)%/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    : value;

/** Blocks have contents; every other line is a name and its values. */
function treeOf({ token, params, contents }) {
  const isBlock = (one) => Array.isArray(one.contents);
  return {
    name: token,
    values: params.map(readBack),
    lines: contents.filter((one) => !isBlock(one)).map((line) => [line.token, ...line.params.map(readBack)]),
    blocks: contents.filter(isBlock).map(treeOf),
  };
}

const project = rppp.parse(spelled(readFileSync(process.argv[2] ?? '', 'utf8')));
process.stdout.write(`${JSON.stringify(treeOf(project))}\n`);
