import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Settings } from '@shared/models/app';
import type { Logger } from '../../support/logger';

/**
 * The remembered choices of one installation, in a small JSON file. A damaged or older file costs the fields
 * that cannot be read and nothing else. Writes are atomic (temporary file, then rename) and one at a time.
 */
export class SettingsStore {
  #settings: Settings = Settings.parse({});
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly logger: Logger,
  ) {}

  /** Reads the file; a missing one is a first run. */
  async load(): Promise<void> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.logger.warn('settings could not be read, using defaults', { error });
      }
      return;
    }
    this.#settings = this.#salvage(text);
  }

  get(): Settings {
    return this.#settings;
  }

  /** Merges and saves; resolves when the file holds the new choices. */
  async update(change: { [K in keyof Settings]?: Settings[K] | undefined }): Promise<Settings> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    this.#settings = Settings.parse({ ...this.#settings, ...given });
    await this.flush();
    return this.#settings;
  }

  /** Waits for what is being written. */
  flush(): Promise<void> {
    const snapshot = JSON.stringify(this.#settings, null, 2);
    this.#writing = this.#writing
      .then(() => this.#write(snapshot))
      .catch((error) => this.logger.warn('settings could not be saved', { error }));
    return this.#writing;
  }

  async #write(text: string): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const temporary = `${this.path}.${process.pid}.tmp`;
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, this.path);
  }

  #salvage(text: string): Settings {
    let raw: unknown;
    try {
      raw = JSON.parse(text);
    } catch (error) {
      this.logger.warn('settings file is damaged, using defaults', { error });
      return Settings.parse({});
    }
    const whole = Settings.safeParse(raw);
    if (whole.success) return whole.data;
    const kept: Record<string, unknown> = {};
    for (const [key, schema] of Object.entries(Settings.shape)) {
      const value = (raw as Record<string, unknown> | null)?.[key];
      if (value !== undefined && schema.safeParse(value).success) kept[key] = value;
    }
    return Settings.parse(kept);
  }
}
