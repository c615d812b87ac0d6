import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../scripts/setup/project.mjs';

/** Of the practice voice this much speaks without a long pause, s. */
const SPOKEN_S = 11;

/**
 * Somebody speaking, over and over when it is played so, for what stands in for a microphone: a mono WAV of 48 kHz with
 * peaks of -3 dBFS and what `gainDb` adds.
 */
export async function makeSpeech(path: string, gainDb = 0): Promise<void> {
  const voice = join(projectRoot, 'resources', 'practice-voices', 'amber.ogg');
  await promisify(execFile)('ffmpeg', [
    ...['-y', '-loglevel', 'error', '-i', voice, '-t', String(SPOKEN_S)],
    ...['-af', `volume=${gainDb}dB`, '-ac', '1', '-ar', '48000', path],
  ]);
}
