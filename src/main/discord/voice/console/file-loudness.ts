/**
 * How loud files are, measured in the background by FFmpeg (EBU R128: integrated loudness and true peak), one at a
 * time and at low priority: nothing on air waits for it. Remembered until the file changes.
 */
import { spawn } from 'node:child_process';
import { lowerPriority } from '../../../support/lower-priority';
import { RecentMap } from '../sources/file-stamp';
import type { PreparedFile } from '../sources/open-source';

export interface FileLoudness {
  /** Integrated, LUFS; null for a file that is silent. */
  lufs: number | null;
  /** dBTP of the loudest channel; null when unknown. */
  truePeakDb: number | null;
}

const FILES_REMEMBERED = 2_000;
/** The summary at the end is short; what comes before it is not kept. */
const KEEP_CHARACTERS = 4_000;
/** One channel is played on both sides, and is as loud as that. */
const FILTER = 'ebur128=peak=true:dualmono=true:framelog=verbose';
/** EBU R128's absolute gate: quieter is silence. */
const SILENT_LUFS = -69.9;

const measured = new RecentMap<FileLoudness>(FILES_REMEMBERED);

/** What was measured of that very file before. */
export function knownLoudness(file: PreparedFile): FileLoudness | undefined {
  return measured.get(file.stamp);
}

interface Job {
  file: PreparedFile;
  done: ((result: FileLoudness | null) => void)[];
}

export class LoudnessQueue {
  readonly #jobs: Job[] = [];
  #running: { kill(): void } | undefined;
  #closed = false;

  /** Calls `done` once measured, with null when it could not be. */
  measure(file: PreparedFile, done: (result: FileLoudness | null) => void): void {
    const known = measured.get(file.stamp);
    if (known) {
      done(known);
      return;
    }
    const waiting = this.#jobs.find((job) => job.file.stamp === file.stamp);
    if (waiting) waiting.done.push(done);
    else this.#jobs.push({ file, done: [done] });
    this.#next();
  }

  close(): void {
    this.#closed = true;
    this.#jobs.length = 0;
    this.#running?.kill();
  }

  #next(): void {
    const job = this.#jobs[0];
    if (!job || this.#running || this.#closed) return;
    const { ffmpegPath, path } = job.file;
    const input = ['-protocol_whitelist', 'file', '-i', `file:${path}`, '-map', '0:a:0', '-vn', '-sn', '-dn'];
    const args = ['-hide_banner', '-nostdin', '-nostats', '-threads', '1', ...input];
    const child = spawn(ffmpegPath, [...args, '-af', FILTER, '-f', 'null', '-'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    this.#running = { kill: () => child.kill('SIGKILL') };
    lowerPriority(child.pid);
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('utf8')).slice(-KEEP_CHARACTERS);
    });
    child.on('error', () => {
      text = '';
    });
    child.on('close', (code) => {
      this.#running = undefined;
      if (this.#closed) return;
      this.#jobs.shift();
      const result = code === 0 ? parseLoudness(text) : null;
      if (result) measured.set(job.file.stamp, result);
      for (const done of job.done) done(result);
      this.#next();
    });
  }
}

/** Reads FFmpeg's summary of `ebur128=peak=true`. Null when there is none. */
export function parseLoudness(text: string): FileLoudness | null {
  const summary = text.slice(text.lastIndexOf('Integrated loudness:'));
  const lufs = /^\s*I:\s*(-?\d+(?:\.\d+)?|-?inf|nan) LUFS/m.exec(summary)?.[1];
  const peak = /True peak:\s*\n\s*Peak:\s*(-?\d+(?:\.\d+)?|-?inf|nan) dBFS/m.exec(summary)?.[1];
  if (lufs === undefined) return null;
  const value = Number(lufs);
  const truePeak = Number(peak);
  return {
    lufs: Number.isFinite(value) && value > SILENT_LUFS ? value : null,
    truePeakDb: peak !== undefined && Number.isFinite(truePeak) ? truePeak : null,
  };
}
