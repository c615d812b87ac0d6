/** Finds FFmpeg on this machine and asks it what a file is. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { AppError } from '@shared/errors/app-error';

const PROBE_TIMEOUT_MS = 10_000;
/** Enough for what FFmpeg says about any file. */
const PROBE_OUTPUT_BYTES = 1_048_576;

/**
 * Path of an FFmpeg: `ROOMTONE_FFMPEG`, else the optional package `ffmpeg-static`, else the search path.
 * Throws `media/ffmpeg-missing`.
 */
export async function findFfmpeg(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const candidates = [env.ROOMTONE_FFMPEG, await staticFfmpeg(), ...onPath(env)];
  for (const candidate of candidates) {
    if (candidate && (await isExecutable(candidate))) return candidate;
  }
  throw new AppError(
    'media/ffmpeg-missing',
    'FFmpeg was not found. Install it (Debian: apt install ffmpeg) or point ROOMTONE_FFMPEG at it.',
  );
}

export interface AudioProbe {
  /** Null when the file does not say. */
  durationMs: number | null;
  /** False when FFmpeg guessed it from the bit rate, so that it may be far off. */
  durationStated: boolean;
  /** One channel, which is to be as loud on both sides. */
  mono: boolean;
  /** FFmpeg's name of the first audio stream's codec: `opus`, `mp3`, `flac` … */
  codec: string;
  /** FFmpeg's names of the container: `ogg`, `matroska,webm`, `mov,mp4,m4a,3gp,3g2,mj2` … */
  container: string;
}

/**
 * What a file holds. Throws `media/unreadable` when it cannot be opened, `media/not-audio` when there is no
 * audio in it.
 */
export async function probeAudio(
  ffmpegPath: string,
  file: string,
  inputOptions: readonly string[] = [],
): Promise<AudioProbe> {
  try {
    if (!(await stat(file)).isFile()) throw new Error('not a file');
    await access(file, constants.R_OK);
  } catch (cause) {
    throw new AppError('media/unreadable', 'The file cannot be opened', { cause });
  }
  const probe = parseProbe(await describe(ffmpegPath, file, inputOptions));
  if (!probe) throw new AppError('media/not-audio', 'There is no audio in this file that FFmpeg can read');
  return probe;
}

/** Reads what `ffmpeg -i` prints about its input. Null when no audio stream is listed. */
export function parseProbe(text: string): AudioProbe | null {
  const container = /^Input #0, (.+), from /m.exec(text)?.[1];
  const stream = /^\s*Stream #0:\d+.*?: Audio: (\w+).*$/m.exec(text);
  const codec = stream?.[1];
  if (!container || !codec) return null;
  const time = /^\s*Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/m.exec(text);
  const durationMs = time
    ? Math.round((Number(time[1]) * 3_600 + Number(time[2]) * 60 + Number(time[3])) * 1_000)
    : null;
  const durationStated = durationMs !== null && !text.includes('Estimating duration from bitrate');
  const mono = / Hz, (?:mono|1 channels)\b/.test(stream?.[0] ?? '');
  return { durationMs, durationStated, mono, codec, container };
}

/** `ffmpeg -i` without an output always exits with 1; what counts is what it printed. */
function describe(ffmpegPath: string, file: string, inputOptions: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: PROBE_TIMEOUT_MS, maxBuffer: PROBE_OUTPUT_BYTES };
    execFile(
      ffmpegPath,
      ['-hide_banner', '-nostdin', ...inputOptions, '-i', `file:${file}`],
      options,
      (error, _out, stderr) => {
        if (error && (error.killed || error.code === 'ENOENT' || error.code === 'EACCES')) {
          reject(new AppError('media/unreadable', 'FFmpeg could not look into the file', { cause: error }));
        } else {
          resolve(stderr);
        }
      },
    );
  });
}

function onPath(env: NodeJS.ProcessEnv): string[] {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name));
}

async function staticFfmpeg(): Promise<string | undefined> {
  // A name in a variable: the package is optional and must not be resolved when this is built.
  const name = 'ffmpeg-static';
  try {
    const loaded = (await import(name)) as { default?: unknown };
    return typeof loaded.default === 'string' ? loaded.default : undefined;
  } catch {
    // Not installed, which is the usual case.
    return undefined;
  }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    // Not there or not ours to run: the next candidate may be.
    return false;
  }
}
