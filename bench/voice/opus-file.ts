import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findFfmpeg } from '../../src/main/support/ffmpeg';

/** A minute of noise as 20 ms Opus packets of 64 kbit/s: the same file for everybody who plays. */
export async function opusFile(scratchDir: string): Promise<string> {
  const file = join(scratchDir, 'bench.ogg');
  if (existsSync(file)) return file;
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=duration=60:amplitude=0.2'];
  const opus = ['-c:a', 'libopus', '-b:a', '64k', '-frame_duration', '20', '-ac', '2', file];
  execFileSync(await findFfmpeg(), ['-hide_banner', '-loglevel', 'error', ...noise, ...opus]);
  return file;
}
