import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest, writeManifest } from '../../src/main/recording';
import { encodeJournalLine, type JournalEntry } from '../../src/main/recording/journal';
import { ADA, BRAM, openLibrary, recordSession, until } from './recording-player';
import { temporaryFolder } from './recording-support';

async function aLibrary(...ids: string[]) {
  const libraryDir = await temporaryFolder();
  for (const id of ids) await recordSession(join(libraryDir, id), true);
  return { libraryDir, ...(await openLibrary(libraryDir)) };
}

async function addLines(sessionDir: string, ...entries: JournalEntry[]) {
  const path = join(sessionDir, 'journal.jsonl');
  await writeFile(path, Buffer.concat([await readFile(path), ...entries.map(encodeJournalLine)]));
}

const chat = (atMs: number, userId: string, displayName: string, text: string): JournalEntry => {
  return { type: 'chat', atMs, messageId: `m${atMs}`, userId, displayName, text };
};

describe('searching the library', () => {
  it('finds words in titles, people, tags, markers and chat, whatever their case and accents', async () => {
    const { libraryDir, library } = await aLibrary('one', 'two');
    await addLines(join(libraryDir, 'one'), chat(2_000, ADA, 'Ada', 'the Résumé is ready'));
    await library.review.setTags('two', ['budget']);
    await library.rename('two', 'Planning');
    await until('the tags are listed', () => library.list().some(({ tags }) => tags.includes('budget')));
    const found = async (text: string) =>
      (await library.search(text)).map(({ recordingId, hits }) => [
        recordingId,
        hits[0]?.kind,
        hits[0]?.atMs,
      ]);
    expect(await found('resume')).toEqual([['one', 'chat', 2_000]]);
    expect(await found('BUDGET')).toEqual([['two', 'tag', null]]);
    expect(await found('plan')).toEqual([['two', 'title', null]]);
    expect((await found('good bit')).map(([id, kind]) => [id, kind])).toEqual(
      expect.arrayContaining([
        ['one', 'marker'],
        ['two', 'marker'],
      ]),
    );
    expect(await found('bram budget')).toMatchObject([['two', 'person', null]]);
    expect(await found('nowhere')).toEqual([]);
  });

  it('sees what has changed since it looked last', async () => {
    const { libraryDir, library } = await aLibrary('one');
    expect(await library.search('herons')).toEqual([]);
    await addLines(join(libraryDir, 'one'), chat(1_000, ADA, 'Ada', 'herons!'));
    expect(await library.search('herons')).toMatchObject([{ recordingId: 'one', more: 0 }]);
  });

  it('finds the lines of a session that was cut off where they stand, however early it was asked', async () => {
    const libraryDir = await temporaryFolder();
    const sessionDir = join(libraryDir, 'one');
    await recordSession(sessionDir, true);
    await addLines(sessionDir, chat(2_000, ADA, 'Ada', 'herons!'));
    const read = await readManifest(sessionDir);
    if (read.kind !== 'ok') throw new Error(read.kind);
    const cutOff = { state: 'recording', durationSamples: null, writerPid: 0 } as const;
    await writeManifest(sessionDir, { ...read.manifest, ...cutOff });
    const { library } = await openLibrary(libraryDir);
    const early = (await library.search('herons')).flatMap(({ hits }) => hits);
    expect(early.filter(({ atMs }) => atMs !== 2_000)).toEqual([]);
    await until('it is mended', () => library.list()[0]?.health.kind === 'repaired');
    expect(await library.search('herons')).toMatchObject([{ hits: [{ atMs: 2_000 }] }]);
  });

  it('does not find what was written by somebody, or while everybody, is withheld', async () => {
    const { libraryDir, library } = await aLibrary('one');
    await addLines(
      join(libraryDir, 'one'),
      chat(1_000, ADA, 'Ada', 'alpha secret'),
      chat(5_000, BRAM, 'Bram', 'beta secret'),
      chat(8_000, BRAM, 'Bram', 'gamma secret'),
    );
    await library.review.withhold('one', { userId: ADA, fromMs: null, toMs: null, reason: '' });
    await library.review.withhold('one', { userId: null, fromMs: 4_000, toMs: 6_000, reason: '' });
    const [hits] = await library.search('secret');
    expect(hits?.hits.map(({ text }) => text)).toEqual(['Bram: gamma secret']);
  });

  it('says how many more lines there are', async () => {
    const { libraryDir, library } = await aLibrary('one');
    const lines = Array.from({ length: 12 }, (_, index) => chat(index * 10, ADA, 'Ada', `again ${index}`));
    await addLines(join(libraryDir, 'one'), ...lines);
    const [hits] = await library.search('again');
    expect(hits?.hits).toHaveLength(5);
    expect(hits?.more).toBe(7);
  });
});

describe('the small picture of a recording', () => {
  it('shows who has sound where, and is kept beside the waveforms', async () => {
    const { libraryDir, library } = await aLibrary('one');
    const { lanes } = await library.activity('one');
    expect(lanes.map(({ displayName }) => displayName)).toEqual(['Ada', 'Bram']);
    for (const { values } of lanes) {
      expect(values).toHaveLength(96);
      expect(values.some((value) => value > 0)).toBe(true);
      expect(values.some((value) => value === 0)).toBe(true);
    }
    const file = join(libraryDir, 'one', 'peaks', 'activity.json');
    const { mtimeMs } = await stat(file);
    expect((await library.activity('one')).lanes).toEqual(lanes);
    expect((await stat(file)).mtimeMs).toBe(mtimeMs);
  });

  it('has nothing of what is withheld, and does not name who is withheld altogether', async () => {
    const { library } = await aLibrary('one');
    const before = await library.activity('one');
    await library.review.withhold('one', { userId: ADA, fromMs: null, toMs: null, reason: '' });
    await library.review.withhold('one', { userId: BRAM, fromMs: 0, toMs: 5_000, reason: '' });
    const { lanes } = await library.activity('one');
    expect(lanes.map(({ displayName }) => displayName)).toEqual(['Bram']);
    const sum = (values: Uint8Array | undefined) =>
      [...(values ?? [])].reduce((all, value) => all + value, 0);
    expect(sum(lanes[0]?.values.subarray(0, 40))).toBe(0);
    expect(sum(before.lanes[1]?.values)).toBeGreaterThan(sum(lanes[0]?.values));
  });

  it('is made again when what was kept is torn', async () => {
    const { libraryDir, library } = await aLibrary('one');
    const { lanes } = await library.activity('one');
    await writeFile(join(libraryDir, 'one', 'peaks', 'activity.json'), '{"version":1,"of":');
    expect((await library.activity('one')).lanes).toEqual(lanes);
    expect((await readdir(join(libraryDir, 'one', 'peaks'))).filter((name) => name.endsWith('.tmp'))).toEqual(
      [],
    );
  });
});
