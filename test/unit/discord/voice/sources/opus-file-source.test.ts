import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OpusFileSource } from '../../../../../src/main/discord/voice/sources/opus-file-source';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomtone-source-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['ogg', 0],
  ['ogg', 5_000],
  ['webm', 0],
] as const)(
  'a %s file that is gone when it is opened at %i ms is unsuitable, not waited for',
  async (container, positionMs) => {
    const source = await OpusFileSource.open(join(folder, 'pulled-out.ogg'), container, positionMs);
    expect(source.pull()).toEqual({ kind: 'unsuitable' });
    source.close();
  },
);
