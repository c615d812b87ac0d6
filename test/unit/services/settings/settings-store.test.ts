import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettingsStore } from '../../../../src/main/services/settings';
import { silentLogger } from '../../../../src/main/support/logger';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomtone-settings-'));
  path = join(folder, 'deep', 'settings.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(): Promise<SettingsStore> {
  const store = new SettingsStore(path, silentLogger);
  await store.load();
  return store;
}

test('a first run has every default', async () => {
  expect((await load()).get()).toMatchObject({ theme: 'system', desk: 'rooms', drafts: {} });
});

test('remembers a choice over a restart and keeps the others', async () => {
  await (await load()).update({ theme: 'dark' });
  await (await load()).update({ desk: 'live', theme: undefined });
  expect((await load()).get()).toMatchObject({ theme: 'dark', desk: 'live' });
});

test('a damaged file costs nothing but itself', async () => {
  await (await load()).update({ theme: 'dark' });
  await writeFile(path, '{"theme":"da');
  expect((await load()).get().theme).toBe('system');
});

test('a field that cannot be read costs only that field', async () => {
  await (await load()).update({ theme: 'light' });
  const raw = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...raw, sidebarWidthPx: 'wide', desk: 'live' }));
  expect((await load()).get()).toMatchObject({ theme: 'light', desk: 'live', sidebarWidthPx: 240 });
});

test('many updates at once leave a whole file with the last of them', async () => {
  const store = await load();
  await Promise.all(Array.from({ length: 30 }, (_, i) => store.update({ drafts: { '1': `text ${i}` } })));
  expect(JSON.parse(await readFile(path, 'utf8')).drafts).toEqual({ '1': 'text 29' });
});
