import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppError } from '@shared/errors/app-error';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileAppender } from '../../../src/main/recording/file-appender';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'appender-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const unexpected = (error: AppError) => {
  throw error;
};
const bytes = (text: string) => Buffer.from(text);

describe.each([{ durable: true }, { durable: false }])('file appender, %o', (options) => {
  it('writes what has come in order, when it is told to begin and at the end', async () => {
    const path = join(folder, 'a');
    const file = new FileAppender(path, unexpected, options);
    file.append(bytes('one '));
    file.append(bytes('two '));
    await new Promise((resolve) => setImmediate(resolve));
    await expect(stat(path)).rejects.toThrow('ENOENT');
    file.begin();
    file.append(bytes('three '));
    await file.flush(false);
    expect(await readFile(path, 'utf8')).toBe('one two three ');
    expect(file.writtenBytes).toBe(14);
    file.append(bytes('four'));
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('one two three four');
  });

  it('does not wait to be told when much has come', async () => {
    const path = join(folder, 'a');
    const file = new FileAppender(path, unexpected, options);
    file.append(Buffer.alloc(100_000, 1));
    await expect
      .poll(
        () =>
          stat(path).then(
            (it) => it.size,
            () => 0,
          ),
        { timeout: 5_000 },
      )
      .toBe(100_000);
    await file.close();
  });

  it('goes on in a file that is there, after the bytes that it holds', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'one ');
    const file = new FileAppender(path, unexpected, { ...options, bytes: 4 });
    file.append(bytes('two'));
    await file.flush(true);
    expect(await readFile(path, 'utf8')).toBe('one two');
    expect(file.writtenBytes).toBe(7);
    await file.close();
  });

  it('tells once that it cannot write, and takes nothing more', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'somebody else');
    const failures: AppError[] = [];
    const file = new FileAppender(path, (error) => failures.push(error), options);
    file.append(bytes('one'));
    await file.flush(true);
    file.append(bytes('two'));
    await file.close();
    expect(failures.map(({ code }) => code)).toEqual(['recording/write-failed']);
    expect(await readFile(path, 'utf8')).toBe('somebody else');
  });
});
