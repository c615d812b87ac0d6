import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JsonFile } from '../../../src/main/support/json-file';
import { silentLogger } from '../../../src/main/support/logger';
import { SteppedClock } from '../../support/stepped-clock';

describe('a file of JSON', () => {
  let folder: string;
  let path: string;
  const clock = new SteppedClock();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-json-'));
    path = join(folder, 'deep', 'list.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (delayMs = 0) =>
    JsonFile.open({ path, schema: z.array(z.number()), empty: [], clock, logger: silentLogger, delayMs });
  const onDisk = async () => JSON.parse(await readFile(path, 'utf8')) as unknown;

  it('starts empty, and is on disk when saving is answered', async () => {
    const file = await open();
    expect(file.value).toEqual([]);
    await file.save([1]);
    expect(await onDisk()).toEqual([1]);
    expect((await open()).value).toEqual([1]);
  });

  it('that cannot be read at all is set aside as well, not written over', async () => {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'inside'), 'kept');
    const file = await open();
    await file.save([7]);
    expect(await onDisk()).toEqual([7]);
    const aside = (await readdir(join(folder, 'deep'))).find((name) => name.includes('.damaged-'));
    expect(await readFile(join(folder, 'deep', aside ?? '', 'inside'), 'utf8')).toBe('kept');
  });

  it('saved many times at once ends with the last, and none is told that it failed', async () => {
    const file = await open();
    await Promise.all(Array.from({ length: 20 }, (_, i) => file.save([i])));
    expect(await onDisk()).toEqual([19]);
  });

  it('gathers changes, and has them on disk when it is flushed before the time', async () => {
    const file = await open(1_000);
    file.set([1]);
    file.set([2]);
    await file.flush();
    expect(await onDisk()).toEqual([2]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that cannot be written says so, and writes again with the next change', async () => {
    const file = await open();
    await mkdir(path, { recursive: true });
    await expect(file.save([1])).rejects.toThrow();
    await rm(path, { recursive: true });
    await file.save([1, 2]);
    expect(await onDisk()).toEqual([1, 2]);
  });

  it('that is not what we write is set aside', async () => {
    await mkdir(join(folder, 'deep'));
    await writeFile(path, '{"no":"list"}');
    expect((await open()).value).toEqual([]);
    expect((await readdir(join(folder, 'deep')))[0]).toMatch(/^list\.json\.damaged-\d+$/);
  });
});
