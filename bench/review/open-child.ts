/** Opens a session as the review desk does and plays it from many places; says what that took. Run by `open-part.ts`. */
import type { PcmFromSink, PcmToSink } from '@shared/audio/pcm-stream';
import { createInProcessReviewHost } from '../../src/main/review-process/in-process';
import { createRecordingsService } from '../../src/main/services/recordings';
import { createAudioPortPair } from '../../src/main/support/audio-port';

/** Waveform buckets of a desk that shows all of it. */
const BUCKET_MS = 8_000;
const SEEKS = 40;

export interface OpenFigures {
  openMs: number;
  memoryMb: number;
  /** Each seek until its first frame of sound was there. */
  seekMs: number[];
}

async function measure(libraryDir: string, recordingId: string): Promise<OpenFigures> {
  const host = createInProcessReviewHost();
  const library = await createRecordingsService({ libraryDir, host });
  const [ours, theirs] = createAudioPortPair();
  let epoch = -1;
  let onFrame: (() => void) | undefined;
  ours.on('message', (message) => {
    const said = message as PcmToSink;
    if (said.type === 'flush') {
      epoch = said.epoch;
      ours.postMessage({ type: 'credit', epoch, frames: 10 } satisfies PcmFromSink);
    } else if (said.type === 'frame' && said.epoch === epoch) onFrame?.();
  });
  library.connectAudio(theirs);
  try {
    const before = process.memoryUsage().rss;
    const startedMs = performance.now();
    const [detail] = await Promise.all([
      library.open(recordingId),
      library.openPlayback(recordingId),
      library.review.session(recordingId),
    ]);
    await Promise.all(
      detail.tracks.map(({ trackId }) => library.peaks({ recordingId, trackId, bucketMs: BUCKET_MS })),
    );
    const openMs = performance.now() - startedMs;
    const memoryMb = (process.memoryUsage().rss - before) / 1_048_576;
    library.play();
    const seekMs: number[] = [];
    for (let seek = 0; seek < SEEKS; seek += 1) {
      const askedMs = performance.now();
      const heard = new Promise<void>((resolve) => {
        const from = epoch;
        onFrame = () => epoch > from && resolve();
      });
      library.seek(((seek * 7_919) % 10_000) * (detail.summary.durationMs / 10_100));
      await heard;
      seekMs.push(performance.now() - askedMs);
    }
    return { openMs, memoryMb, seekMs };
  } finally {
    await library.close();
    await host.close();
  }
}

const [libraryDir = '', recordingId = ''] = process.argv.slice(2);
measure(libraryDir, recordingId).then(
  (figures) => process.send?.(figures, () => process.disconnect()),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
