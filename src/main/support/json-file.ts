import { readFile, rename } from 'node:fs/promises';
import type { z } from 'zod';
import { writeFileAtomically } from './atomic-file';
import type { Clock } from './clock';
import type { Logger } from './logger';

export interface JsonFileOptions<T> {
  path: string;
  schema: z.ZodType<T>;
  /** What a first run starts with. */
  empty: T;
  clock: Clock;
  logger: Logger;
  /** How long changes are gathered before they are written; 0 = at once. */
  delayMs?: number;
}

/**
 * A small file of JSON that is read once, kept in memory and written back whole and atomically. A file that
 * cannot be read is set aside under another name, never written over: what a person typed may still be in it.
 */
export class JsonFile<T> {
  readonly #options: JsonFileOptions<T>;
  #value: T;
  #dirty = false;
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(options: JsonFileOptions<T>, value: T) {
    this.#options = options;
    this.#value = value;
  }

  static async open<T>(options: JsonFileOptions<T>): Promise<JsonFile<T>> {
    return new JsonFile(options, await load(options));
  }

  get value(): T {
    return this.#value;
  }

  /** Takes a new value; it is on disk within `delayMs`, or when `flush` resolves. */
  set(value: T): void {
    this.#value = value;
    this.#dirty = true;
    if (this.#cancelTimer) return;
    this.#cancelTimer = this.#options.clock.setTimer(() => {
      this.#cancelTimer = undefined;
      void this.#write();
    }, this.#options.delayMs ?? 0);
  }

  /** Takes a new value and resolves when it is on disk; rejects when it cannot be written. */
  async save(value: T): Promise<void> {
    this.#value = value;
    this.#dirty = true;
    const failure = await this.#write();
    if (failure) throw failure.error;
  }

  /** Writes what has not been written; a failure is logged and tried again with the next change. */
  async flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    await this.#write();
  }

  /** One write after the other, each of the newest value; null when it went well. */
  #write(): Promise<{ error: unknown } | null> {
    const written = this.#writing.then(async () => {
      if (!this.#dirty) return null;
      this.#dirty = false;
      try {
        await writeFileAtomically(this.#options.path, JSON.stringify(this.#value));
        return null;
      } catch (error) {
        this.#dirty = true;
        this.#options.logger.error('a file could not be saved', { error });
        return { error };
      }
    });
    this.#writing = written;
    return written;
  }
}

async function load<T>({ path, schema, empty, clock, logger }: JsonFileOptions<T>): Promise<T> {
  const setAside = () =>
    rename(path, `${path}.damaged-${clock.now()}`).catch((renaming: unknown) =>
      logger.error('a damaged file could not be set aside', { error: renaming }),
    );
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing) return empty;
    logger.error('a file cannot be read and was set aside', { error });
    await setAside();
    return empty;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    logger.error('a file is damaged and was set aside', { error });
    await setAside();
    return empty;
  }
}
