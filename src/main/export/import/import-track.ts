import { open } from 'node:fs/promises';
import { AppError } from '@shared/errors/app-error';
import { copyTrack } from '../../recording/copy-track';
import { openTrack } from '../../recording/track-reader';
import type { TrackTags } from '../../recording/track-writer';
import { probeAudio } from '../../support/ffmpeg';
import { runFfmpeg } from '../render/ffmpeg-run';

/** 96 kbit/s stereo: what Discord's better rooms have. */
const BITRATE = '96k';

/**
 * Containers of sound, by FFmpeg's names. Lists of other files are not among them: one that calls itself a track could
 * have any file of this computer read, or one without an end.
 */
const CONTAINERS = 'flac,wav,w64,ogg,aac,mov,mp3,matroska,aiff,caf';
const ONLY_SOUND = ['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS];

export type ImportedTrack =
  | { kind: 'track'; durationSamples: number; serial: number; packets: number }
  | { kind: 'skipped'; reason: string };

/**
 * Turns a file of sound into a track of ours: Ogg Opus packet by packet, anything else encoded. Files that hold no
 * sound are skipped with the reason.
 */
export async function importTrack(
  from: string,
  to: string,
  options: {
    ffmpegPath: string;
    tags: TrackTags;
    signal: AbortSignal;
    onProgress: (done: number) => void;
  },
): Promise<ImportedTrack> {
  const { ffmpegPath, signal, tags, onProgress } = options;
  if (await isPlainOpus(from)) {
    const copied = await copyTrack(from, to, { keep: null, silent: [], tags, signal, onProgress });
    if (copied.kind === 'copied' && copied.packets > 0 && copied.samples > 0) {
      return {
        kind: 'track',
        durationSamples: copied.samples,
        serial: copied.serial,
        packets: copied.packets,
      };
    }
    return {
      kind: 'skipped',
      reason: copied.kind === 'copied' ? 'There is no sound in it.' : `It ${copied.reason}.`,
    };
  }
  let totalMs: number;
  try {
    totalMs = (await probeAudio(ffmpegPath, from, ONLY_SOUND)).durationMs ?? 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'skipped', reason: error.message };
  }
  try {
    await runFfmpeg({
      ffmpegPath,
      signal,
      args: [
        ...['-v', 'error', ...ONLY_SOUND, '-i', `file:${from}`, '-map', '0:a:0', '-vn', '-sn', '-dn'],
        ...['-map_metadata', '-1', '-metadata', `title=${tags.title}`, '-metadata', `artist=${tags.artist}`],
        ...[
          '-ac',
          '2',
          '-ar',
          '48000',
          '-c:a',
          'libopus',
          '-b:a',
          BITRATE,
          '-page_duration',
          '600000',
          '-f',
          'ogg',
        ],
        `file:${to}`,
      ],
      onProgress: (ms) => onProgress(totalMs > 0 ? Math.min(1, ms / totalMs) : 0),
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError && error.code === 'export/failed') {
      return { kind: 'skipped', reason: 'FFmpeg cannot decode it.' };
    }
    throw error;
  }
  const opened = await openTrack(to);
  if (opened.kind === 'unreadable') return { kind: 'skipped', reason: 'There is no sound in it.' };
  const { durationSamples, serial } = opened.track;
  await opened.track.close();
  if (durationSamples === 0) return { kind: 'skipped', reason: 'There is no sound in it.' };
  return { kind: 'track', durationSamples, serial, packets: Math.ceil(durationSamples / 960) };
}

/** Ogg Opus of one or two channels that is to be played as loud as it is: its packets can be taken as they are. */
async function isPlainOpus(path: string): Promise<boolean> {
  const opened = await openTrack(path);
  if (opened.kind === 'unreadable') return false;
  await opened.track.close();
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    const head = buffer.subarray(0, bytesRead).indexOf('OpusHead');
    // RFC 7845 section 5.1: the gain that players apply stands 16 bytes into the header.
    return head !== -1 && head + 18 <= bytesRead && buffer.readInt16LE(head + 16) === 0;
  } finally {
    await handle.close();
  }
}
