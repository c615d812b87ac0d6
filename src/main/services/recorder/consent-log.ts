import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConsentLine } from '@shared/models/recorder';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';

export const CONSENT_FILE = 'consent.jsonl';

/** The session's folder is made by another process and may not be there yet. */
const RETRY_MS = 250;
const TRIES = 40;
/** Longer ones are no log of ours: they are not read. */
const MAX_BYTES = 8 * 1_024 * 1_024;

/** Writes who was told what beside a session, each line on disk before the next. */
export class ConsentLog {
  #pending: ConsentLine[] = [];
  #tries = 0;
  #begun = false;
  #closed = false;
  #writing: Promise<void> = Promise.resolve();
  #cancelRetry: () => void = () => undefined;

  constructor(
    private readonly sessionDir: string,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @param atMs Unix ms, when it is not now */
  add(line: Omit<ConsentLine, 'atMs'>, atMs = this.clock.now()): void {
    this.#pending.push({ ...line, atMs });
    this.#write();
  }

  /** Resolves when what can be written is written. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#write();
    await this.#writing;
  }

  #write(): void {
    this.#writing = this.#writing.then(() => this.#flush());
  }

  async #flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    this.#cancelRetry();
    const lines = this.#pending;
    this.#pending = [];
    try {
      await this.#append(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      this.#tries = 0;
    } catch (error) {
      this.#tries += 1;
      if (this.#closed || this.#tries > TRIES) {
        this.logger.warn('the consent log cannot be written', { error, lines: lines.length });
        return;
      }
      this.#pending = [...lines, ...this.#pending];
      this.#cancelRetry = this.clock.setTimer(() => this.#write(), RETRY_MS);
    }
  }

  async #append(text: string): Promise<void> {
    const file = await open(join(this.sessionDir, CONSENT_FILE), 'a', 0o600);
    try {
      // A session that goes on after a crash may end in half a line.
      const torn = !this.#begun && (await file.stat()).size > 0;
      await file.writeFile(torn ? `\n${text}` : text, 'utf8');
      await file.sync();
      this.#begun = true;
    } finally {
      await file.close();
    }
  }
}

/** A session's log; empty when there is none. Lines that do not fit are left out. */
export async function readConsentLog(sessionDir: string): Promise<ConsentLine[]> {
  const path = join(sessionDir, CONSENT_FILE);
  try {
    if ((await stat(path)).size > MAX_BYTES) return [];
    return parseConsentLog(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

export function parseConsentLog(text: string): ConsentLine[] {
  const lines: ConsentLine[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const parsed = ConsentLine.safeParse(JSON.parse(line));
      if (parsed.success) lines.push(parsed.data);
    } catch {
      // Torn by a crash; the others stand for themselves.
    }
  }
  return lines;
}
