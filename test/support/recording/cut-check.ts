/** What is left of a session that was cut off, looked at by others: the last sound of each track, and ffprobe's word. */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isSilencePacket, openTrack, readManifest, repairSession } from '../../../src/main/recording';

const run = promisify(execFile);

export interface CutOutcome {
  /** Given to the recorder and not in the least complete track, s. */
  lostSeconds: number;
  invalid: string[];
}

/** Mends the session and checks it. `givenMs`: how much of each of `people` the recorder had been given. */
export async function checkCut(sessionDir: string, givenMs: number, people: number): Promise<CutOutcome> {
  const invalid: string[] = [];
  const repaired = await repairSession(sessionDir, { nowMs: Date.now() + 60_000 });
  if (repaired.kind !== 'repaired') invalid.push(`repair said ${repaired.kind}`);
  const read = await readManifest(sessionDir);
  const seconds = read.kind === 'ok' ? (read.manifest.durationSamples ?? 0) / 48_000 : 0;
  const names = await readdir(join(sessionDir, 'tracks')).catch(() => []);
  let leastMs = names.length < people ? 0 : Number.POSITIVE_INFINITY;
  for (const name of names) {
    const path = join(sessionDir, 'tracks', name);
    leastMs = Math.min(leastMs, await lastSoundMs(path));
    const said = await run('ffprobe', [
      '-v',
      'warning',
      '-show_entries',
      'format=duration',
      '-of',
      'csv=p=0',
      path,
    ]).catch((error: { stderr?: string }) => ({ stdout: '', stderr: error.stderr ?? 'failed' }));
    if (said.stderr.trim() !== '') invalid.push(`${name}: ${said.stderr.trim()}`);
    // ffprobe counts the pre-skip of 6.5 ms too.
    else if (Math.abs(Number(said.stdout) - seconds) > 0.02)
      invalid.push(`${name}: ${said.stdout.trim()} s of ${seconds}`);
  }
  return { lostSeconds: Math.max(0, givenMs - leastMs) / 1_000, invalid };
}

async function lastSoundMs(path: string): Promise<number> {
  const opened = await openTrack(path);
  if (opened.kind === 'unreadable') return 0;
  let end = 0;
  for (let packets = await opened.track.read(); packets; packets = await opened.track.read()) {
    for (const { opus, positionSamples, samples } of packets)
      if (!isSilencePacket(opus)) end = (positionSamples + 312 + samples) / 48;
  }
  await opened.track.close();
  return end;
}
