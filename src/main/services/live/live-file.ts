import { join } from 'node:path';
import type { LiveId } from '@shared/models/console';
import type { AudioItem, LiveSettings, Pad, Playlist } from '@shared/models/live';
import type { Clock } from '../../support/clock';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';
import { Items } from './items';
import { EMPTY_LIVE, LiveContent, type StoredPad } from './stored';

/** Gathers what changes while somebody works at the desk. */
const WRITE_DELAY_MS = 500;

/**
 * What the Live desk keeps, in memory and on disk. A file that a newer Roomtone wrote, or a damaged one, is set aside
 * under another name by `JsonFile` and said in the log.
 */
export class LiveFile {
  readonly items: Items;

  private constructor(private readonly file: JsonFile<LiveContent>) {
    this.items = new Items(file.value.items);
  }

  static async open(options: { dataDir: string; clock: Clock; logger: Logger }): Promise<LiveFile> {
    const { dataDir, clock, logger } = options;
    const path = join(dataDir, 'live.json');
    return new LiveFile(
      await JsonFile.open({
        path,
        schema: LiveContent,
        empty: EMPTY_LIVE,
        clock,
        logger,
        delayMs: WRITE_DELAY_MS,
      }),
    );
  }

  get content(): LiveContent {
    return this.file.value;
  }

  /** Takes changed parts; they are on disk within half a second. */
  change(part: Partial<Omit<LiveContent, 'version' | 'items'>>): void {
    const next = { ...this.file.value, ...part };
    this.file.set({ ...next, items: this.items.toStore(referredIn(next)) });
  }

  /** The same content, with what the files have become. */
  touch(): void {
    this.change({});
  }

  flush(): Promise<void> {
    return this.file.flush();
  }

  /** Every file that something on the desk refers to. */
  referred(): Set<string> {
    return referredIn(this.content);
  }

  queue(): AudioItem[] {
    return this.views(this.content.queue);
  }

  playlists(): Playlist[] {
    return this.content.playlists.map((playlist) => this.playlist(playlist));
  }

  playlist({ itemIds, ...playlist }: LiveContent['playlists'][number]): Playlist {
    return { ...playlist, items: this.views(itemIds) };
  }

  pads(): Pad[] {
    return this.content.pads.map((pad) => this.pad(pad));
  }

  pad({ itemId, ...pad }: StoredPad): Pad {
    return { ...pad, item: itemId === null ? null : this.items.find(itemId) };
  }

  settings(): LiveSettings {
    const { bed, ...settings } = this.content.settings;
    const item = bed && this.items.find(bed.itemId);
    return { ...settings, bed: bed && item ? { item, afterMs: bed.afterMs } : null };
  }

  private views(itemIds: readonly LiveId[]): AudioItem[] {
    return itemIds.flatMap((itemId) => this.items.find(itemId) ?? []);
  }
}

function referredIn(content: LiveContent): Set<string> {
  const ids = new Set<string>(content.queue);
  for (const { itemId } of content.decks) if (itemId !== null) ids.add(itemId);
  for (const { itemIds } of content.playlists) for (const itemId of itemIds) ids.add(itemId);
  for (const { itemId } of content.pads) if (itemId !== null) ids.add(itemId);
  if (content.settings.bed) ids.add(content.settings.bed.itemId);
  for (const show of content.shows) {
    for (const cue of show.cues) {
      for (const action of cue.actions) if (action.kind === 'playItem') ids.add(action.itemId);
    }
  }
  return ids;
}
