import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_OUTPUT = 64 << 20;

/** What `ffprobe` and a whole decoding say of a file; `complaints` is everything either wrote to stderr. */
export interface Probed {
  codec: string;
  seconds: number;
  complaints: string;
}

export async function probeWhole(path: string): Promise<Probed> {
  const probe = await run('ffprobe', [
    ...['-v', 'warning', '-show_entries', 'stream=codec_name:format=duration', '-of', 'json', path],
  ]);
  const found = JSON.parse(probe.stdout) as {
    streams: { codec_name: string }[];
    format: { duration: string };
  };
  const decode = await run('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-']);
  return {
    codec: found.streams[0]?.codec_name ?? 'none',
    seconds: Number(found.format.duration),
    complaints: `${probe.stderr}${decode.stderr}`.trim(),
  };
}

/** How long SoX finds a file, s. */
export async function soxSeconds(path: string): Promise<number> {
  return Number((await run('soxi', ['-D', path])).stdout);
}

/** An Audacity project as Python's XML reader finds it: its files and its labels. */
export async function readAudacity(path: string): Promise<{ files: string[]; labels: [string, number][] }> {
  const script = [
    'import json,sys,xml.etree.ElementTree as tree',
    'ns="{http://audacity.sourceforge.net/xml/}"',
    'root=tree.parse(sys.argv[1]).getroot()',
    'print(json.dumps({"files":[one.get("filename") for one in root.iter(ns+"import")],',
    '"labels":[[one.get("title"),float(one.get("t"))] for one in root.iter(ns+"label")]}))',
  ].join('\n');
  const { stdout } = await run('python3', ['-c', script, path], { maxBuffer: MAX_OUTPUT });
  return JSON.parse(stdout) as { files: string[]; labels: [string, number][] };
}

export interface ReaperBlock {
  name: string;
  values: string[];
  lines: string[][];
  blocks: ReaperBlock[];
}

/** A Reaper project by the rules of its format: `<` opens a block, `>` closes it, values are words or quoted. */
export async function readReaper(path: string): Promise<ReaperBlock> {
  const root: ReaperBlock = { name: '', values: [], lines: [], blocks: [] };
  const open = [root];
  for (const raw of (await readFile(path, 'utf8')).split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '') continue;
    const inner = open.at(-1);
    if (!inner) throw new Error(`${path}: more blocks are closed than opened`);
    if (line === '>') {
      open.pop();
      continue;
    }
    const values = wordsOf(line.startsWith('<') ? line.slice(1) : line);
    if (!line.startsWith('<')) {
      inner.lines.push(values);
      continue;
    }
    const block: ReaperBlock = { name: values[0] ?? '', values: values.slice(1), lines: [], blocks: [] };
    inner.blocks.push(block);
    open.push(block);
  }
  const [project] = root.blocks;
  if (open.length !== 1 || project?.name !== 'REAPER_PROJECT' || root.blocks.length !== 1)
    throw new Error(`${path} is not one closed project`);
  return project;
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|`([^`]*)`|(\S+)/g)].map(
    ([, a, b, c, bare]) => a ?? b ?? c ?? bare ?? '',
  );
}
