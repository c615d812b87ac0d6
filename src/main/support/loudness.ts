import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TrackLoudness } from '@shared/models/review';
import { findFfmpeg } from './ffmpeg';
import { lowerPriority } from './lower-priority';

const run = promisify(execFile);
/** A day of one track takes a few minutes. */
const TIMEOUT_MS = 30 * 60_000;
/** FFmpeg's word for "nothing was above the gate". */
const NOTHING_LUFS = -70;

/** Integrated loudness and true peak (EBU R128) of a track, `withheld` (ms) as silence. Throws when FFmpeg cannot. */
export async function measureLoudness(
  path: string,
  withheld: readonly (readonly [from: number, to: number])[],
  signal: AbortSignal,
): Promise<TrackLoudness> {
  const ffmpeg = await findFfmpeg();
  const silent = withheld.map(([from, to]) => `between(t,${from / 1_000},${to / 1_000})`).join('+');
  const filters = [
    ...(silent === '' ? [] : [`asetnsamples=n=480,volume=0:enable='${silent}'`]),
    // Frame by frame at the level that is not printed; `quiet` is unknown to FFmpeg 5.
    'ebur128=peak=true:framelog=verbose',
  ];
  const measuring = run(
    ffmpeg,
    [
      '-nostdin',
      '-hide_banner',
      '-threads',
      '1',
      '-i',
      path,
      '-map',
      '0:a:0',
      '-af',
      filters.join(','),
      '-f',
      'null',
      '-',
    ],
    { signal, timeout: TIMEOUT_MS, maxBuffer: 4 * 1_024 * 1_024 },
  );
  // A zoom through the lanes beside it lost a frame now and then.
  lowerPriority(measuring.child.pid);
  const { stderr } = await measuring;
  return parseLoudness(stderr);
}

/** Reads the summary that FFmpeg's `ebur128` prints at its end. */
export function parseLoudness(text: string): TrackLoudness {
  const summary = text.slice(Math.max(0, text.lastIndexOf('Summary:')));
  const lufs = figure(/^\s*I:\s+(\S+) LUFS/m.exec(summary)?.[1]);
  const peak = figure(/^\s*Peak:\s+(\S+) dBFS/m.exec(summary)?.[1]);
  const isNothing = lufs === null || lufs <= NOTHING_LUFS;
  return { loudnessLufs: isNothing ? null : lufs, truePeakDbtp: isNothing ? null : peak };
}

function figure(text: string | undefined): number | null {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : null;
}
