import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../../support/atomic-file';
import type { Logger } from '../../support/logger';
import { JournalRecord } from './stored-entry';

/**
 * The outbox on disk: one JSON record a line, appended and flushed before `append` resolves, so that a crash at
 * any moment loses nothing that was promised. Appends that come together share one write and one flush. A line
 * that was cut off by a crash is dropped; so is one that cannot be read, with a word in the log.
 */
export class Journal {
  readonly #path: string;
  readonly #logger: Logger;
  #file: FileHandle | undefined;
  #waiting: Work[] = [];
  #working: Promise<void> | undefined;
  /** Lines in the file, those that wait included. */
  #lines = 0;
  /** A write failed, on a full disk for instance: the file may end within a line. */
  #isTorn = false;

  private constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  /** Opens the journal, making it when there is none, and reads what is in it. */
  static async open(path: string, logger: Logger): Promise<{ journal: Journal; records: JournalRecord[] }> {
    const journal = new Journal(path, logger);
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw error;
    });
    const records: JournalRecord[] = [];
    let damaged = 0;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      journal.#lines += 1;
      const record = parseLine(line);
      if (record) records.push(record);
      else damaged += 1;
    }
    if (damaged > 0) logger.warn('lines of the outbox could not be read', { damaged });
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    journal.#file = await open(path, 'a', 0o600);
    // What a crash cut off must not run into the next record.
    if (text !== '' && !text.endsWith('\n')) await journal.#file.write('\n');
    return { journal, records };
  }

  get lines(): number {
    return this.#lines;
  }

  /** Resolves when the records are on disk, in the order of the calls. */
  append(records: readonly JournalRecord[]): Promise<void> {
    this.#lines += records.length;
    return this.#add({ kind: 'append', text: textOf(records) });
  }

  /**
   * Writes the file anew with the records `current` gives at that moment, those included whose `append` has not
   * been answered yet. What is appended meanwhile follows; being said twice changes nothing.
   */
  rewrite(current: () => readonly JournalRecord[]): Promise<void> {
    return this.#add({ kind: 'rewrite', current });
  }

  /** Does what waits, and ends. */
  async close(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
    await this.#file?.close();
    this.#file = undefined;
  }

  #add(task: Task): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ task, done, failed });
      this.#working ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    // Whoever asks within this turn of the event loop goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      try {
        await this.#perform(batch.map(({ task }) => task));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#working = undefined;
  }

  /** All appends up to the next rewrite, or that rewrite alone. */
  #nextBatch(): Work[] {
    const rewriteAt = this.#waiting.findIndex(({ task }) => task.kind === 'rewrite');
    return this.#waiting.splice(0, rewriteAt === -1 ? this.#waiting.length : Math.max(1, rewriteAt));
  }

  async #perform(tasks: readonly Task[]): Promise<void> {
    if (!this.#file) throw new Error('the outbox is closed');
    let text = '';
    for (const task of tasks) {
      if (task.kind === 'append') text += task.text;
      else await this.#replace(task.current());
    }
    if (text === '') return;
    // What was cut off must not run into the next record.
    const whole = this.#isTorn ? `\n${text}` : text;
    this.#isTorn = true;
    await this.#file.appendFile(whole, 'utf8');
    await this.#file.datasync();
    this.#isTorn = false;
  }

  async #replace(records: readonly JournalRecord[]): Promise<void> {
    const before = this.#lines;
    await writeFileAtomically(this.#path, textOf(records));
    const appended = this.#lines - before;
    const old = this.#file;
    this.#file = await open(this.#path, 'a', 0o600);
    this.#isTorn = false;
    await old?.close();
    this.#lines = records.length + appended;
    this.#logger.debug('the outbox was tidied up', { lines: records.length });
  }
}

type Task = { kind: 'append'; text: string } | { kind: 'rewrite'; current: () => readonly JournalRecord[] };

interface Work {
  task: Task;
  done: () => void;
  failed: (error: unknown) => void;
}

function textOf(records: readonly JournalRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function parseLine(line: string): JournalRecord | null {
  try {
    const parsed = JournalRecord.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
