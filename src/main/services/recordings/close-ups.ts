import { AppError } from '@shared/errors/app-error';
import type { TrackCloseUp } from '@shared/models/recordings';
import type { ReviewHost } from '../../review-process/port';

const SAMPLES_PER_MS = 48;
/** Longer stretches have their waveform from the recording already, ms. */
const LONGEST_MS = 60_000;
const ANSWER_WITHIN_MS = 10_000;

export interface CloseUpWanted {
  trackId: string;
  path: string;
  /** Flat, ms. */
  withheld: [number, number][];
  fromMs: number;
  toMs: number;
  bucketMs: number;
}

/** Has stretches decoded in the review process for somebody who looks closer than the kept waveforms go. */
export class CloseUps {
  readonly #host: ReviewHost;
  #requestId = 0;

  constructor(host: ReviewHost) {
    this.#host = host;
  }

  /** @throws AppError `recording/damaged` when the track cannot be read or nothing comes */
  ask({ trackId, path, withheld, fromMs, toMs, bucketMs }: CloseUpWanted): Promise<TrackCloseUp> {
    this.#requestId += 1;
    const requestId = this.#requestId;
    const bucketSamples = Math.max(1, Math.round(bucketMs * SAMPLES_PER_MS));
    const fromSamples = Math.floor((fromMs * SAMPLES_PER_MS) / bucketSamples) * bucketSamples;
    const end = Math.min(toMs, fromMs + LONGEST_MS);
    const toSamples = Math.max(fromSamples, Math.ceil(end * SAMPLES_PER_MS));
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        unsubscribe();
      };
      const timer = setTimeout(() => {
        done();
        reject(new AppError('recording/damaged', 'This stretch of the waveform does not come.'));
      }, ANSWER_WITHIN_MS);
      const unsubscribe = this.#host.onEvent((event) => {
        if (event.type !== 'closeUp' || event.requestId !== requestId) return;
        done();
        if (event.values === null) reject(new AppError('recording/damaged', event.reason));
        else {
          resolve({
            trackId,
            bucketMs: bucketSamples / SAMPLES_PER_MS,
            fromMs: fromSamples / SAMPLES_PER_MS,
            values: event.values,
          });
        }
      });
      this.#host.send({ type: 'closeUp', requestId, path, withheld, fromSamples, toSamples, bucketSamples });
    });
  }
}
