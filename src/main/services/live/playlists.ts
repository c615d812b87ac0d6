import { randomUUID } from 'node:crypto';
import { AppError } from '@shared/errors/app-error';
import type { LiveId } from '@shared/models/console';
import { PLAYLIST_LENGTH, type Playlist } from '@shared/models/live';
import type { LiveFile } from './live-file';
import { placeBefore } from './order';
import type { LiveContent } from './stored';

type Stored = LiveContent['playlists'][number];

/** Lists of files under a name, by name. What leaves the queue does not leave them, and the other way round. */
export class Playlists {
  constructor(private readonly file: LiveFile) {}

  /** What is in it and still known; null when there is none of that id. */
  itemIds(playlistId: LiveId): LiveId[] | null {
    const found = this.file.content.playlists.find((playlist) => playlist.playlistId === playlistId);
    return found ? found.itemIds.filter((itemId) => this.file.items.has(itemId)) : null;
  }

  /**
   * Keeps the queue as it is now under a name; over the playlist of that id, if one is given.
   * @throws AppError `ipc/invalid-input` when the queue is longer than a playlist may be.
   */
  save(input: { playlistId: LiveId | null; name: string }): Playlist {
    const { queue } = this.file.content;
    if (queue.length > PLAYLIST_LENGTH) {
      throw new AppError('ipc/invalid-input', `A playlist holds ${PLAYLIST_LENGTH} files at most`);
    }
    return this.#put({ playlistId: input.playlistId ?? randomUUID(), name: input.name, itemIds: [...queue] });
  }

  /** A playlist as it was; files that nobody knows any more are left out. */
  restore({ playlistId, name, itemIds }: Stored): Playlist {
    const known = [...new Set(itemIds)].filter((itemId) => this.file.items.has(itemId));
    return this.#put({ playlistId, name, itemIds: known });
  }

  remove(playlistId: LiveId): void {
    this.#keep(this.file.content.playlists.filter((playlist) => playlist.playlistId !== playlistId));
  }

  rename({ playlistId, name }: { playlistId: LiveId; name: string }): void {
    this.#put({ ...this.#require(playlistId), name });
  }

  /** Moves files within it; those that are not in it are put there. @throws AppError as `save`, and as `Items.require`. */
  place(input: { playlistId: LiveId; itemIds: readonly LiveId[]; beforeId: LiveId | null }): void {
    for (const itemId of input.itemIds) this.file.items.require(itemId);
    const found = this.#require(input.playlistId);
    const itemIds = placeBefore(found.itemIds, input.itemIds, input.beforeId);
    if (itemIds.length > PLAYLIST_LENGTH) {
      throw new AppError('ipc/invalid-input', `A playlist holds ${PLAYLIST_LENGTH} files at most`);
    }
    this.#put({ ...found, itemIds });
  }

  take(input: { playlistId: LiveId; itemIds: readonly LiveId[] }): void {
    const found = this.#require(input.playlistId);
    const gone = new Set(input.itemIds);
    this.#put({ ...found, itemIds: found.itemIds.filter((itemId) => !gone.has(itemId)) });
  }

  #require(playlistId: LiveId): Stored {
    const found = this.file.content.playlists.find((playlist) => playlist.playlistId === playlistId);
    if (!found) throw new AppError('internal', 'There is no such playlist');
    return found;
  }

  #put(playlist: Stored): Playlist {
    const others = this.file.content.playlists.filter((one) => one.playlistId !== playlist.playlistId);
    this.#keep([...others, playlist].sort((a, b) => a.name.localeCompare(b.name)));
    return this.file.playlist(playlist);
  }

  #keep(playlists: Stored[]): void {
    this.file.change({ playlists });
  }
}
