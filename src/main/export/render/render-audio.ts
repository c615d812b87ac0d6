import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { lengthOfSpans } from '../../recording/spans';
import type { PlannedAudio } from '../plan';
import { codecArgs } from './codecs';
import { runFfmpeg } from './ffmpeg-run';
import { finishGraph, gainToTarget, levelFilter, measureGraph, parseIntegrated, sumGraph } from './graph';
import { canCopy, copyPackets, type FfmpegInput, prepareInputs, type Rendering } from './inputs';

/** From so many tracks on, two decoders share them. */
const SHARED_FROM = 4;
const RAW = ['-f', 'f32le', '-ar', '48000', '-ac', '2'];

export interface RenderOptions extends Rendering {
  ffmpegPath: string;
  /** How many processes may decode at once; the number of cores when left out. */
  parallel?: number;
  /** 0..1 of this file. */
  onProgress: (done: number) => void;
}

/** Writes one audio file of a plan. Whatever it leaves at `target` when it throws is the caller's to remove. */
export async function renderAudio(
  audio: PlannedAudio,
  target: string,
  options: RenderOptions,
): Promise<void> {
  if (canCopy(audio)) {
    await copyPackets(audio, target, options, options.onProgress);
    return;
  }
  const { inputs, skipSamples } = await prepareInputs(audio, options);
  const samples = lengthOfSpans(audio.keep);
  const part = { skipSamples, samples };
  const passes = audio.targetLufs === null ? 1 : 2;
  const tell = (pass: number) => (doneMs: number) => {
    // The first pass decodes everything, the second one only what the first one wrote.
    const share = passes === 1 ? 1 : pass === 1 ? 0.8 : 0.2;
    const done = Math.min(1, (doneMs * 48) / samples);
    options.onProgress((pass === 1 ? 0 : 0.8) + share * done);
  };
  const named = ['-map_metadata', '-1', '-metadata', `title=${audio.title}`];
  if (audio.targetLufs === null) {
    const limited = inputs.length > 1 || inputs.some(({ gainDb }) => gainDb > 0);
    const output = ['-map', '[out]', ...named, ...codecArgs(audio.format), `file:${target}`];
    await mix(inputs, finishGraph(part, limited), output, options, tell(1));
    return;
  }
  const draft = join(options.workDir, 'draft.flac');
  const lossless = [
    '-map',
    '[out]',
    '-c:a',
    'flac',
    '-sample_fmt',
    's32',
    '-compression_level',
    '1',
    '-f',
    'flac',
  ];
  const said = await mix(inputs, measureGraph(part), [...lossless, `file:${draft}`], options, tell(1));
  const gainDb = gainToTarget(parseIntegrated(said), audio.targetLufs);
  await runFfmpeg({
    ffmpegPath: options.ffmpegPath,
    signal: options.signal,
    args: [
      ...['-i', `file:${draft}`, '-map', '0:a:0', '-af', levelFilter(gainDb), '-ar', '48000'],
      ...[...named, ...codecArgs(audio.format), `file:${target}`],
    ],
    onProgress: tell(2),
  });
}

/** How many of the tracks the process decodes that also mixes and encodes: what that takes is like decoding 1.4 more. */
function ownShare(tracks: number): number {
  return Math.max(1, Math.round((tracks - 1.4) / 2));
}

/** Sums the inputs and finishes them; half of many are decoded by a process of their own. Answers what FFmpeg said. */
async function mix(
  inputs: readonly FfmpegInput[],
  finish: string,
  output: readonly string[],
  options: RenderOptions,
  onProgress: (doneMs: number) => void,
): Promise<string> {
  const { ffmpegPath, signal } = options;
  const parallel = options.parallel ?? availableParallelism?.() ?? cpus().length;
  const shared = inputs.length >= SHARED_FROM && parallel > 1;
  const helped = shared ? inputs.slice(ownShare(inputs.length)) : [];
  const own = inputs.slice(0, inputs.length - helped.length);
  const files = own.flatMap(({ path }) => ['-i', `file:${path}`]);
  const gains = own.map(({ gainDb }) => gainDb);
  if (helped.length === 0) {
    const args = [...files, '-filter_complex', `${sumGraph(gains)};${finish}`, ...output];
    return runFfmpeg({ ffmpegPath, signal, args, onProgress });
  }
  // One that fails takes the other with it.
  const together = new AbortController();
  const abort = () => together.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const between = new PassThrough({ highWaterMark: 1 << 20 });
  try {
    const halves = [
      runFfmpeg({
        ffmpegPath,
        signal: together.signal,
        args: [
          ...helped.flatMap(({ path }) => ['-i', `file:${path}`]),
          ...[
            '-filter_complex',
            sumGraph(helped.map(({ gainDb }) => gainDb)),
            '-map',
            '[mix]',
            ...RAW,
            '-flush_packets',
            '0',
            'pipe:1',
          ],
        ],
        onOutput: (sound: Readable) => pipeline(sound, between),
      }),
      runFfmpeg({
        ffmpegPath,
        signal: together.signal,
        input: between,
        args: [
          ...[...files, ...RAW, '-i', 'pipe:0'],
          ...['-filter_complex', `${sumGraph([...gains, 0])};${finish}`, ...output],
        ],
        onProgress,
      }),
    ];
    const first = Promise.all(halves);
    first.catch((error: unknown) => {
      together.abort(error);
      between.destroy();
    });
    const results = await Promise.allSettled(halves);
    signal.throwIfAborted();
    await first;
    const last = results[1];
    return last?.status === 'fulfilled' ? last.value : '';
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
