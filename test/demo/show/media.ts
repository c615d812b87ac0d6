import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeSpeech } from '../../support/spoken';

const run = promisify(execFile);

/**
 * What each piece of the show is made of, Hz. Steady and apart, so that one can be told from another in the recorded
 * sum; multiples of 50 Hz have whole periods in a frame of 20 ms, so that they do not leak into each other.
 */
export const PITCHES = { a: [450, 1_350], b: [650, 1_950], pad: [2_500], gong: [3_050] } as const;
export type Piece = keyof typeof PITCHES;

/** How long a piece of music is before it loops, and a pad sounds, s. */
const MUSIC_S = 30;
const PAD_S = 1.5;

export interface ShowMedia {
  a: string;
  b: string;
  pad: string;
  gong: string;
  speech: string;
}

/** Makes the music, the pads and what the microphone hears, in `dir`, by FFmpeg. */
export async function makeShowMedia(dir: string): Promise<ShowMedia> {
  const media = {
    a: join(dir, 'Blue hour.flac'),
    b: join(dir, 'Night bus.flac'),
    pad: join(dir, 'Chime.wav'),
    gong: join(dir, 'Applause.wav'),
    speech: join(dir, 'microphone.wav'),
  };
  await Promise.all([
    chord(media.a, PITCHES.a, MUSIC_S, 0.16),
    chord(media.b, PITCHES.b, MUSIC_S, 0.16),
    chord(media.pad, PITCHES.pad, PAD_S, 0.2),
    chord(media.gong, PITCHES.gong, PAD_S, 0.2),
    makeSpeech(media.speech, -3),
  ]);
  return media;
}

async function chord(path: string, pitches: readonly number[], seconds: number, gain: number): Promise<void> {
  const sum = pitches.map((hz, index) => `${gain / (index + 1)}*sin(2*PI*${hz}*t)`).join('+');
  await run('ffmpeg', [
    ...['-y', '-loglevel', 'error', '-f', 'lavfi', '-i', `aevalsrc=${sum}:s=48000:d=${seconds}`],
    ...['-ac', '2', path],
  ]);
}
