import { PlaybackChoices } from '@shared/models/review';
import { z } from 'zod';
import type { Clock } from '../../support/clock';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';

/** Positions of so many recordings are remembered. */
const MOST_POSITIONS = 200;
/** While it plays, the place is written down this often. */
const WRITE_EVERY_MS = 5_000;

const ReviewMemory = z.object({
  choices: PlaybackChoices,
  /** Where the listener was, by recording, latest last. */
  positions: z.array(z.object({ recordingId: z.string(), positionMs: z.number().min(0) })),
});
type ReviewMemory = z.infer<typeof ReviewMemory>;

const NOTHING: ReviewMemory = { choices: { speed: 1, speechOnly: false, loop: null }, positions: [] };

/** How recordings are played and where the listener was, over restarts. Without a path: for this run. */
export class ReviewState {
  #memory = NOTHING;
  #file: JsonFile<ReviewMemory> | undefined;

  static async open(
    path: string | undefined,
    { clock, logger }: { clock: Clock; logger: Logger },
  ): Promise<ReviewState> {
    const state = new ReviewState();
    if (path === undefined) return state;
    const file = await JsonFile.open<ReviewMemory>({
      path,
      schema: ReviewMemory,
      empty: NOTHING,
      clock,
      logger,
      delayMs: WRITE_EVERY_MS,
    });
    state.#file = file;
    state.#memory = file.value;
    return state;
  }

  get choices(): PlaybackChoices {
    return this.#memory.choices;
  }

  setChoices(choices: PlaybackChoices): void {
    this.#set({ ...this.#memory, choices });
  }

  /** The recording that was opened last; null when there was none. */
  get latest(): string | null {
    return this.#memory.positions.at(-1)?.recordingId ?? null;
  }

  positionOf(recordingId: string): number {
    return this.#memory.positions.find((one) => one.recordingId === recordingId)?.positionMs ?? 0;
  }

  setPosition(recordingId: string, positionMs: number): void {
    const others = this.#memory.positions.filter((one) => one.recordingId !== recordingId);
    this.#set({
      ...this.#memory,
      positions: [...others, { recordingId, positionMs }].slice(-MOST_POSITIONS),
    });
  }

  async close(): Promise<void> {
    await this.#file?.flush();
  }

  #set(memory: ReviewMemory): void {
    this.#memory = memory;
    this.#file?.set(memory);
  }
}
