import { join } from 'node:path';
import type { LiveId } from '@shared/models/console';
import type { AudioItem, LiveSettings, Pad, Playlist } from '@shared/models/live';
import type { Cue } from '@shared/models/show';
import type { Clock } from '../../support/clock';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';
import type { MissingFiles } from './check/ports';
import { Items } from './items';
import { EMPTY_LIVE, LiveContent, type StoredPad } from './stored';

/** Gathers what changes while somebody works at the desk. */
const WRITE_DELAY_MS = 500;
/** How far down the queue its files are looked at again and again. */
const UPCOMING_QUEUED = 20;

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

  /** What may be played next: by these cues, by a pad, from the top of the queue. */
  upcoming(cues: readonly Cue[]): Set<string> {
    const { pads, queue } = this.content;
    const ids = itemsOfCues(cues);
    for (const { itemId } of pads) if (itemId !== null) ids.add(itemId);
    for (const itemId of queue.slice(0, UPCOMING_QUEUED)) ids.add(itemId);
    return ids;
  }

  /** What cues put on decks, each file once. */
  cueItems(): AudioItem[] {
    return this.views([...itemsOfCues(this.content.shows.flatMap(({ cues }) => cues))]);
  }

  /** Names of files that are not where they were: those that cues play, and those of queue, decks, pads and bed. */
  missing(): MissingFiles {
    const { queue, decks, pads, settings } = this.content;
    const ofCues = this.cueItems().filter((item) => item.missing);
    const told = new Set(ofCues.map(({ itemId }) => itemId));
    const used = [...queue, ...decks.map(({ itemId }) => itemId), ...pads.map(({ itemId }) => itemId)];
    const others = new Set([...used, settings.bed?.itemId ?? null]);
    const rest = this.views([...others].flatMap((itemId) => itemId ?? [])).filter(
      ({ itemId, missing }) => missing && !told.has(itemId),
    );
    return { cues: ofCues.map(({ name }) => name), others: rest.map(({ name }) => name) };
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
  for (const { cues } of content.shows) for (const itemId of itemsOfCues(cues)) ids.add(itemId);
  return ids;
}

/** The files that these cues put on decks. */
function itemsOfCues(cues: readonly Cue[]): Set<string> {
  const actions = cues.flatMap((cue) => cue.actions);
  return new Set(actions.flatMap((action) => (action.kind === 'playItem' ? [action.itemId] : [])));
}
