import { basename } from 'node:path';
import { AppError, toAppError } from '@shared/errors/app-error';
import type { LiveId } from '@shared/models/console';
import type { AudioItem, Pad, PadPatch } from '@shared/models/live';
import type { LiveFile } from './live-file';
import { placeBefore } from './order';

/** Each is a process of FFmpeg's for a moment. */
const PROBED_AT_ONCE = 4;

export interface Opened {
  items: AudioItem[];
  refused: { name: string; reason: string }[];
}

/** Queue and pads: what a person arranges before anything is heard. Changes are on disk soon after. */
export class Library {
  constructor(private readonly file: LiveFile) {}

  /** Takes files in; those that cannot be played come back with the reason, the others are kept. */
  async open(paths: readonly string[]): Promise<Opened> {
    const waiting = [...paths.entries()];
    const looked: (AudioItem | { name: string; reason: string })[] = [];
    const lookAt = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, path] = next;
        looked[index] = await this.file.items
          .add(path)
          .catch((error: unknown) => ({ name: basename(path), reason: toAppError(error).message }));
      }
    };
    await Promise.all(Array.from({ length: PROBED_AT_ONCE }, lookAt));
    const opened: Opened = { items: [], refused: [] };
    for (const one of looked) {
      if ('itemId' in one) opened.items.push(one);
      else opened.refused.push(one);
    }
    this.file.touch();
    return opened;
  }

  enqueue(itemIds: readonly LiveId[], beforeId: LiveId | null): void {
    for (const itemId of itemIds) this.file.items.require(itemId);
    const { queue } = this.file.content;
    const taken = new Set(queue);
    const added = itemIds.map((itemId) => {
      const id = taken.has(itemId) ? this.file.items.copy(itemId) : itemId;
      taken.add(id);
      return id;
    });
    this.file.change({ queue: placeBefore(queue, added, beforeId) });
  }

  moveInQueue(itemId: LiveId, beforeId: LiveId | null): void {
    const { queue } = this.file.content;
    if (queue.includes(itemId)) this.file.change({ queue: placeBefore(queue, [itemId], beforeId) });
  }

  dequeue(itemIds: readonly LiveId[]): void {
    const gone = new Set(itemIds);
    this.file.change({ queue: this.file.content.queue.filter((itemId) => !gone.has(itemId)) });
  }

  /** Puts files behind the queue, or in its place; those that are in it already get an id of their own. */
  load(itemIds: readonly LiveId[], replace: boolean): void {
    if (replace) this.file.change({ queue: [] });
    this.enqueue(itemIds, null);
  }

  setPadItem(padId: LiveId, itemId: LiveId | null): Pad {
    if (itemId !== null) this.file.items.require(itemId);
    return this.#changePad(padId, { itemId });
  }

  changePad(padId: LiveId, patch: { [K in keyof PadPatch]?: PadPatch[K] | undefined }): Pad {
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    // One key, one pad: the last one asked for has it.
    const { hotkey } = patch;
    if (typeof hotkey === 'string') {
      const pads = this.file.content.pads.map((pad) =>
        pad.padId !== padId && pad.hotkey === hotkey ? { ...pad, hotkey: null } : pad,
      );
      this.file.change({ pads });
    }
    return this.#changePad(padId, given);
  }

  movePad(padId: LiveId, beforeId: LiveId | null): void {
    const { pads } = this.file.content;
    const order = placeBefore(
      pads.map((pad) => pad.padId),
      [padId],
      beforeId,
    );
    this.file.change({ pads: order.flatMap((id) => pads.find((pad) => pad.padId === id) ?? []) });
  }

  #changePad(padId: LiveId, change: object): Pad {
    const { pads } = this.file.content;
    const found = pads.find((pad) => pad.padId === padId);
    if (!found) throw new AppError('internal', 'There is no such pad');
    const changed = { ...found, ...change };
    this.file.change({ pads: pads.map((pad) => (pad === found ? changed : pad)) });
    return this.file.pad(changed);
  }
}
