import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findFfmpeg } from '../../src/main/support/ffmpeg';

/** As long as the longest run that plays it. */
const SECONDS = 180;

/** Three minutes of noise as 20 ms Opus packets of 64 kbit/s: the same file for everybody who plays. */
export function opusFile(scratchDir: string): Promise<string> {
  const opus = ['-c:a', 'libopus', '-b:a', '64k', '-frame_duration', '20', '-ac', '2'];
  return noise(join(scratchDir, 'bench.ogg'), opus);
}

/** The same noise as a WAV file. */
export function wavFile(scratchDir: string): Promise<string> {
  return noise(join(scratchDir, 'bench.wav'), ['-ar', '48000', '-ac', '2']);
}

/** The same noise as bare samples, 16 bits little-endian. */
export function pcmFile(scratchDir: string): Promise<string> {
  return noise(join(scratchDir, 'bench.pcm'), ['-f', 's16le', '-ar', '48000', '-ac', '2']);
}

async function noise(file: string, output: readonly string[]): Promise<string> {
  if (existsSync(file)) return file;
  const input = ['-f', 'lavfi', '-i', `anoisesrc=duration=${SECONDS}:amplitude=0.2:seed=7`];
  execFileSync(await findFfmpeg(), ['-hide_banner', '-loglevel', 'error', ...input, ...output, file]);
  return file;
}
