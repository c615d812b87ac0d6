import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FRAME_SAMPLES } from '@shared/audio/constants';
import { afterEach } from 'vitest';
import { createOpusEncoder } from '../../src/main/discord/voice/codec';

import type { SessionRecorder } from '../../src/main/recording';
import type { SteppedClock } from '../support/stepped-clock';

const run = promisify(execFile);

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'roomtone-recording-'));
  folders.push(folder);
  return folder;
}
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Plays length in seconds as ffprobe sees it; fails on any warning. */
export async function ffprobeSeconds(file: string): Promise<number> {
  const { stdout, stderr } = await run('ffprobe', [
    '-v',
    'warning',
    '-show_entries',
    'format=duration',
    '-of',
    'csv=p=0',
    file,
  ]);
  if (stderr.trim() !== '') throw new Error(`ffprobe: ${stderr}`);
  return Number(stdout.trim());
}

/** What opusinfo says of a file. A non-zero exit code counts as a warning. */
export async function opusinfo(file: string): Promise<{ text: string; seconds: number; warnings: string[] }> {
  const { stdout, stderr } = await run('opusinfo', [file]).catch(
    (error: { stdout: string; stderr: string }) => ({
      stdout: error.stdout,
      stderr: `error: ${error.stderr}`,
    }),
  );
  const text = stdout + stderr;
  const length = /Playback length: (\d+)m:([\d.]+)s/.exec(text);
  return {
    text,
    seconds: length ? Number(length[1]) * 60 + Number(length[2]) : Number.NaN,
    warnings: text.split('\n').filter((line) => /warning|error|hole|illegal|corrupt/i.test(line)),
  };
}

/** The file decoded by ffmpeg, left channel at 48 kHz; fails on any warning. */
export async function decodeByFfmpeg(file: string): Promise<Float32Array> {
  const { stdout, stderr } = await run(
    'ffmpeg',
    ['-v', 'warning', '-i', file, '-f', 'f32le', '-ar', '48000', '-ac', '2', '-'],
    { encoding: 'buffer', maxBuffer: 1024 * 1024 * 1024 },
  );
  if (stderr.length > 0) throw new Error(`ffmpeg: ${stderr.toString()}`);
  const copy = new Uint8Array(stdout);
  const stereo = new Float32Array(copy.buffer, 0, copy.length >> 2);
  return stereo.filter((_, index) => index % 2 === 0);
}

/** Seconds at which sound louder than `threshold` begins after at least 100 ms without. */
export function onsets(samples: Float32Array, threshold = 0.2): number[] {
  const found: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < samples.length; i += 1) {
    if (Math.abs(samples[i] as number) < threshold) continue;
    if (i - last > 4_800) found.push(i / 48_000);
    last = i;
  }
  return found;
}

/** A voice: a 5 ms burst of 1 kHz at each of `clicksMs` on its own time line, quiet between, one Opus packet per 20 ms. */
export function clickingVoice(clicksMs: readonly number[], bitrateBps = 96_000) {
  const encoder = createOpusEncoder(bitrateBps);
  let frame = 0;
  return (): Buffer => {
    const pcm = new Int16Array(FRAME_SAMPLES * 2);
    for (let i = 0; i < FRAME_SAMPLES; i += 1) {
      const ms = (frame * FRAME_SAMPLES + i) / 48;
      const inClick = clicksMs.some((click) => ms >= click && ms < click + 5);
      const value = inClick
        ? Math.round(24_000 * Math.cos((2 * Math.PI * (frame * FRAME_SAMPLES + i)) / 48))
        : 0;
      pcm[i * 2] = value;
      pcm[i * 2 + 1] = value;
    }
    frame += 1;
    return encoder.encode(pcm);
  };
}

export interface Speaker {
  userId: string;
  ssrc: number;
  /** When it sends, ms of the session: [from, to). */
  talks: readonly (readonly [number, number])[];
  clicksMs: readonly number[];
  /** How RTP time runs in the pauses between talks. */
  pauses: 'counts' | 'stops';
  firstSequence: number;
  firstTimestamp: number;
  /** Frames (by number) that never arrive. */
  lost?: ReadonlySet<number>;
  /** Shuffles packets within the stretch: arrival order of frames. */
  swapEvery?: number;
}

/** Plays `speakers` to a recorder, 20 ms a step; frames of silence end each talk as Discord's clients do. */
export async function record(
  recorder: SessionRecorder,
  clock: SteppedClock,
  speakers: Speaker[],
  totalMs: number,
) {
  const voices = speakers.map((speaker) => ({
    speaker,
    next: clickingVoice(speaker.clicksMs),
    sequence: speaker.firstSequence,
    timestamp: speaker.firstTimestamp,
    trailing: 0,
    held: null as null | Parameters<SessionRecorder['onPacket']>[0],
  }));
  for (let ms = 0; ms < totalMs; ms += 20) {
    for (const voice of voices) {
      const { speaker } = voice;
      const opus = voice.next();
      const talking = speaker.talks.some(([from, to]) => ms >= from && ms < to);
      if (talking) voice.trailing = 5;
      else if (voice.trailing > 0) voice.trailing -= 1;
      const sends = talking || voice.trailing > 0;
      if (sends) {
        const packet = {
          userId: speaker.userId,
          ssrc: speaker.ssrc,
          sequence: voice.sequence,
          rtpTimestamp: voice.timestamp,
          arrivalMs: clock.monotonicMs(),
          opus: talking ? opus : Uint8Array.of(0xf8, 0xff, 0xfe),
        };
        voice.sequence = (voice.sequence + 1) & 0xffff;
        const frame = ms / 20;
        if (speaker.lost?.has(frame)) {
          // It was sent and is gone.
        } else if (speaker.swapEvery && frame % speaker.swapEvery === 0) {
          voice.held = packet;
        } else {
          recorder.onPacket(packet);
          if (voice.held) recorder.onPacket(voice.held);
          voice.held = null;
        }
      }
      if (sends || speaker.pauses === 'counts') voice.timestamp = (voice.timestamp + 960) >>> 0;
    }
    clock.advance(20);
    if (ms % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
