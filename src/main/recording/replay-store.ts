/**
 * Blocks of bytes in order of time, the newest in memory and what is older in a file without a name: the system takes
 * it back when the process ends, however it ends.
 */
import { randomInt } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export const BLOCK_BYTES = 64 * 1024;
/** 8 MiB: an ordinary round of five minutes never touches the disk. */
const MOST_IN_MEMORY = 128;
/** `_O_TEMPORARY` of the Windows runtime, which Node passes on: the file goes with its last handle. */
const WINDOWS_O_TEMPORARY = 0x40;
const LEFTOVER = /^replay-\d+\.part$/;

interface Block {
  fromMs: number;
  toMs: number;
  bytes: number;
  /** Until it lies in the file. */
  memory: Uint8Array | undefined;
  slot: number | undefined;
}

export interface ReadBlock {
  fromMs: number;
  toMs: number;
  read(): Promise<Uint8Array>;
}

export class ReplayStore {
  readonly #folder: string;
  readonly #onTrouble: (error: unknown) => void;
  #blocks: Block[] = [];
  #file: Promise<FileHandle> | undefined;
  #slots = 0;
  #free: number[] = [];
  /** Slots of blocks that somebody still reads. */
  #pinned = 0;
  #freeLater: number[] = [];
  #moving: Promise<void> | undefined;
  #broken = false;
  #closed = false;

  constructor(folder: string, onTrouble: (error: unknown) => void) {
    this.#folder = folder;
    this.#onTrouble = onTrouble;
  }

  /** Blocks in memory, and slots of the file, for diagnostics and tests. */
  get size(): { inMemory: number; onDisk: number; slots: number } {
    const onDisk = this.#blocks.filter(({ slot }) => slot !== undefined).length;
    return { inMemory: this.#blocks.length - onDisk, onDisk, slots: this.#slots };
  }

  /** When the oldest block begins; null while there is none. */
  get fromMs(): number | null {
    return this.#blocks[0]?.fromMs ?? null;
  }

  add(bytes: Uint8Array, fromMs: number, toMs: number): void {
    if (this.#closed) return;
    this.#blocks.push({ fromMs, toMs, bytes: bytes.length, memory: bytes, slot: undefined });
    this.#tend();
  }

  /** Forgets blocks that end before `beforeMs`. */
  forget(beforeMs: number): void {
    let count = 0;
    while ((this.#blocks[count]?.toMs ?? Number.POSITIVE_INFINITY) < beforeMs) count += 1;
    for (const block of this.#blocks.splice(0, count)) this.#giveBack(block);
  }

  /** What is there now, to be read in order and then let go. Blocks stay readable meanwhile. */
  hold(): { blocks: ReadBlock[]; release: () => void } {
    this.#pinned += 1;
    const blocks = this.#blocks.map((block) => ({
      fromMs: block.fromMs,
      toMs: block.toMs,
      read: () => this.#read(block),
    }));
    const release = () => {
      this.#pinned -= 1;
      if (this.#pinned === 0) this.#free.push(...this.#freeLater.splice(0));
    };
    return { blocks, release };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#blocks = [];
    await this.#moving;
    const file = await this.#file?.catch(() => undefined);
    this.#file = undefined;
    await file?.close();
  }

  #tend(): void {
    if (this.#moving || this.#closed || !this.#crowded) return;
    this.#moving = this.#move().finally(() => {
      this.#moving = undefined;
      this.#tend();
    });
  }

  get #crowded(): boolean {
    let inMemory = 0;
    for (const { memory } of this.#blocks) if (memory) inMemory += 1;
    return inMemory > MOST_IN_MEMORY;
  }

  /** The oldest blocks leave the memory. */
  async #move(): Promise<void> {
    while (this.#crowded && !this.#closed) {
      const block = this.#blocks.find(({ memory }) => memory !== undefined);
      if (!block?.memory) return;
      if (this.#broken) {
        // No disk: what fits into memory is what there is.
        this.#blocks.splice(this.#blocks.indexOf(block), 1);
        continue;
      }
      try {
        this.#file ??= openUnnamed(this.#folder);
        const file = await this.#file;
        const slot = this.#free.pop() ?? this.#slots++;
        const { memory } = block;
        for (let done = 0; done < memory.length; ) {
          const at = slot * BLOCK_BYTES + done;
          done += (await file.write(memory, done, memory.length - done, at)).bytesWritten;
        }
        block.slot = slot;
        block.memory = undefined;
        // It may have been forgotten while it was being written.
        if (!this.#blocks.includes(block)) this.#giveBack(block);
      } catch (error) {
        this.#broken = true;
        this.#onTrouble(error);
      }
    }
  }

  async #read(block: Block): Promise<Uint8Array> {
    if (block.memory) return block.memory;
    const file = await this.#file;
    if (!file || block.slot === undefined) return new Uint8Array();
    const bytes = new Uint8Array(block.bytes);
    for (let done = 0; done < bytes.length; ) {
      const at = block.slot * BLOCK_BYTES + done;
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, at);
      if (bytesRead === 0) return new Uint8Array();
      done += bytesRead;
    }
    return bytes;
  }

  #giveBack({ slot }: Block): void {
    if (slot === undefined) return;
    if (this.#pinned > 0) this.#freeLater.push(slot);
    else this.#free.push(slot);
  }
}

/** A file that nobody can find and that is gone when its handle is. Takes away what a crash at the wrong moment left. */
async function openUnnamed(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    // One that another process uses has no name any more, or (Windows) does not let itself be removed.
    if (LEFTOVER.test(name)) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
  const path = join(folder, `replay-${randomInt(2 ** 40)}.part`);
  if (process.platform === 'win32') {
    const { O_RDWR, O_CREAT, O_EXCL } = constants;
    return open(path, O_RDWR | O_CREAT | O_EXCL | WINDOWS_O_TEMPORARY, 0o600);
  }
  const handle = await open(path, 'wx+', 0o600);
  await rm(path);
  return handle;
}
