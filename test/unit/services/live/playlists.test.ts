import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLAYLIST_LENGTH } from '@shared/models/live';
import { beforeEach, describe, expect, test } from 'vitest';
import { Library } from '../../../../src/main/services/live/library';
import { LiveFile } from '../../../../src/main/services/live/live-file';
import { Playlists } from '../../../../src/main/services/live/playlists';
import { silentLogger } from '../../../../src/main/support/logger';
import { aSecondOfSilence } from '../../../support/audio-files';
import { scratchFolder } from '../../../support/scratch';
import { SteppedClock } from '../../../support/stepped-clock';

let dataDir: string;
let file: LiveFile;
let library: Library;
let playlists: Playlists;
/** Three files: one.wav, two.wav, three.wav. */
let ids: string[];

async function start(): Promise<void> {
  file = await LiveFile.open({ dataDir, clock: new SteppedClock(), logger: silentLogger });
  library = new Library(file);
  playlists = new Playlists(file);
}

async function restart(): Promise<void> {
  await file.flush();
  await start();
}

/** What the playlist of that name holds, by the names of its files. */
const names = (name: string) =>
  file
    .playlists()
    .find((playlist) => playlist.name === name)
    ?.items.map((item) => item.name);

beforeEach(async () => {
  dataDir = await scratchFolder('playlists');
  await start();
  const paths = ['one.wav', 'two.wav', 'three.wav'].map((name) => join(dataDir, name));
  for (const path of paths) await writeFile(path, aSecondOfSilence());
  ids = (await library.open(paths)).items.map(({ itemId }) => itemId);
  library.enqueue(ids, null);
});

describe('a playlist', () => {
  test('is renamed, put in order and thinned out without the queue', async () => {
    const { playlistId } = playlists.save({ playlistId: null, name: 'Tuesday' });
    const [one, two, three] = ids;
    playlists.rename({ playlistId, name: 'Friday' });
    playlists.place({ playlistId, itemIds: [three ?? ''], beforeId: one ?? '' });
    playlists.take({ playlistId, itemIds: [two ?? ''] });
    await restart();
    expect(names('Friday')).toEqual(['three.wav', 'one.wav']);
    expect(file.queue().map(({ name }) => name)).toEqual(['one.wav', 'two.wav', 'three.wav']);
  });

  test('gets a file that was taken out back at its place', () => {
    const { playlistId } = playlists.save({ playlistId: null, name: 'Tuesday' });
    const [, two, three] = ids;
    playlists.take({ playlistId, itemIds: [two ?? ''] });
    playlists.place({ playlistId, itemIds: [two ?? ''], beforeId: three ?? '' });
    expect(names('Tuesday')).toEqual(['one.wav', 'two.wav', 'three.wav']);
  });

  test('comes back as it was when it was deleted, or saved over', () => {
    const { playlistId } = playlists.save({ playlistId: null, name: 'Tuesday' });
    playlists.remove(playlistId);
    expect(file.playlists()).toEqual([]);
    playlists.restore({ playlistId, name: 'Tuesday', itemIds: ids });
    expect(names('Tuesday')).toEqual(['one.wav', 'two.wav', 'three.wav']);
    library.dequeue(ids.slice(1));
    playlists.save({ playlistId, name: 'TUESDAY' });
    playlists.restore({ playlistId, name: 'Tuesday', itemIds: ids });
    expect(file.playlists().map(({ name }) => name)).toEqual(['Tuesday']);
    expect(names('Tuesday')).toHaveLength(3);
  });

  test('comes back even when a thousand newer files lie about', async () => {
    const { playlistId } = playlists.save({ playlistId: null, name: 'Tuesday' });
    library.dequeue(ids);
    await writeFile(join(dataDir, 'loose.wav'), aSecondOfSilence());
    const [loose] = (await library.open([join(dataDir, 'loose.wav')])).items;
    for (let n = 0; n < 1_100; n++) file.items.copy(loose?.itemId ?? '');
    file.touch();
    playlists.remove(playlistId);
    file.touch();
    await restart();
    playlists.restore({ playlistId, name: 'Tuesday', itemIds: ids });
    expect(names('Tuesday')).toEqual(['one.wav', 'two.wav', 'three.wav']);
  });

  test('is not made longer than can be read again', async () => {
    const [one] = ids;
    const copies = Array.from({ length: PLAYLIST_LENGTH }, () => file.items.copy(one ?? ''));
    library.enqueue(copies, null);
    expect(() => playlists.save({ playlistId: null, name: 'All of it' })).toThrow(/holds 5000 files/);
    library.dequeue(ids);
    const { playlistId } = playlists.save({ playlistId: null, name: 'All of it' });
    expect(() => playlists.place({ playlistId, itemIds: [one ?? ''], beforeId: null })).toThrow(/holds 5000/);
    await restart();
    expect(names('All of it')).toHaveLength(PLAYLIST_LENGTH);
  });

  test('that is gone cannot be changed', () => {
    expect(() => playlists.rename({ playlistId: 'gone', name: 'x' })).toThrow('no such playlist');
    expect(() => playlists.take({ playlistId: 'gone', itemIds: ids })).toThrow('no such playlist');
  });
});
