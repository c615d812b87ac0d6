import {
  appendFile,
  type FileHandle,
  mkdtemp,
  open,
  readFile,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Journal } from '../../../../src/main/services/outbox/journal';
import { changeOf, type JournalRecord, replay } from '../../../../src/main/services/outbox/stored-entry';
import { silentLogger } from '../../../../src/main/support/logger';
import { aStored } from './support';

const queued = { kind: 'queued', reason: 'turn', untilMs: null } as const;
const put = (entryId: string): JournalRecord => ({ put: aStored(queued, {}, { entryId, nonce: entryId }) });

describe('the journal of the outbox', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-journal-'));
    path = join(folder, 'outbox.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const idsIn = async () => {
    const { journal, records } = await Journal.open(path, silentLogger);
    await journal.close();
    return [...replay(records).keys()];
  };

  it('has on disk what it said is on disk, before it is closed', async () => {
    const { journal } = await Journal.open(path, silentLogger);
    await journal.append([put('a')]);
    expect((await readFile(path, 'utf8')).endsWith('\n')).toBe(true);
    await Promise.all([journal.append([put('b')]), journal.append([{ removed: ['a'] }])]);
    expect(await idsIn()).toEqual(['b']);
    await journal.close();
  });

  it('cut off at any byte gives back every whole record before', async () => {
    const { journal } = await Journal.open(path, silentLogger);
    for (const id of ['a', 'b', 'c', 'd']) await journal.append([put(id)]);
    await journal.close();
    const whole = await readFile(path);
    const ends: number[] = [];
    for (const [at, byte] of whole.entries()) if (byte === 10) ends.push(at + 1);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (length) => {
        await writeFile(path, whole);
        await truncate(path, length);
        const complete = ends.filter((end) => end <= length || end - 1 === length).length;
        expect(await idsIn()).toEqual(['a', 'b', 'c', 'd'].slice(0, complete));
      }),
      { numRuns: 60 },
    );
  });

  it('goes on after a line that was cut off', async () => {
    const first = await Journal.open(path, silentLogger);
    await first.journal.append([put('a')]);
    await first.journal.close();
    await appendFile(path, '{"put":{"entry":');
    const second = await Journal.open(path, silentLogger);
    await second.journal.append([put('b')]);
    await second.journal.close();
    expect(await idsIn()).toEqual(['a', 'b']);
  });

  it('goes on after a write that a full disk cut off within a line', async () => {
    const { journal } = await Journal.open(path, silentLogger);
    await journal.append([put('a')]);
    const probe = await open(path, 'r');
    const handles = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    const full = vi.spyOn(handles, 'appendFile').mockImplementationOnce(async (text) => {
      await appendFile(path, String(text).slice(0, 20));
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    });
    await expect(journal.append([put('b')])).rejects.toThrow('no space left');
    full.mockRestore();
    await journal.append([put('c')]);
    await journal.close();
    expect(await idsIn()).toEqual(['a', 'c']);
  });

  it('loses nothing that is appended while it is written anew', async () => {
    const { journal } = await Journal.open(path, silentLogger);
    const entries = new Map<string, JournalRecord>();
    const add = async (id: string) => {
      entries.set(id, put(id));
      await journal.append([put(id)]);
    };
    await add('a');
    await add('b');
    await Promise.all([add('c'), journal.rewrite(() => [...entries.values()]), add('d'), add('e')]);
    await journal.close();
    expect((await idsIn()).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('keeps the content through changes of state, and ignores those of what is gone', () => {
    const stored = aStored(queued);
    const failed = { ...stored, entry: { ...stored.entry, state: { kind: 'cancelled', atMs: 5 } as const } };
    const records: JournalRecord[] = [
      { put: stored },
      { set: changeOf(failed) },
      { set: { ...changeOf(failed), entryId: 'unknown' } },
    ];
    expect([...replay(records).values()]).toEqual([failed]);
  });
});
