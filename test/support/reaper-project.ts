import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const MAX_OUTPUT = 64 << 20;

export interface ReaperBlock {
  name: string;
  values: (string | number)[];
  /** Each a name and its values. */
  lines: [name: string, ...values: (string | number)[]][];
  blocks: ReaperBlock[];
}

/**
 * A Reaper project as rppp reads it, a parser that is none of ours (`test/counterpart`). Throws for what does not
 * parse.
 */
export async function readReaper(path: string): Promise<ReaperBlock> {
  const script = resolve('test/counterpart/reaper-project.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, path], { maxBuffer: MAX_OUTPUT });
  return JSON.parse(stdout) as ReaperBlock;
}

/** The first value of a line of a block, as text; nothing when there is no such line. */
export function reaperValue(block: ReaperBlock | undefined, name: string): string | undefined {
  const value = block?.lines.find(([key]) => key === name)?.[1];
  return value === undefined ? undefined : String(value);
}
