import { execFile } from 'node:child_process';
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
