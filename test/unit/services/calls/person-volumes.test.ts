import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UserId } from '@shared/discord/snowflake';
import { beforeEach, expect, test } from 'vitest';
import { PersonVolumes } from '../../../../src/main/services/calls';
import { silentLogger } from '../../../../src/main/support/logger';
import { scratchFolder } from '../../../support/scratch';
import { SteppedClock } from '../../../support/stepped-clock';

let dataDir: string;
const open = () => PersonVolumes.open({ dataDir, clock: new SteppedClock(), logger: silentLogger });
const id = (n: number) => String(n) as UserId;

beforeEach(async () => {
  dataDir = await scratchFolder('volumes');
});

test('how loud each person is is kept from run to run', async () => {
  const before = await open();
  before.set({ userId: id(2), gainDb: -12, muted: false });
  before.set({ userId: id(3), gainDb: 0, muted: true });
  await before.flush();
  expect([...(await open()).all]).toEqual([
    ['2', { gainDb: -12, muted: false }],
    ['3', { gainDb: 0, muted: true }],
  ]);
});

test('whoever is heard as they are again is forgotten', async () => {
  const before = await open();
  before.set({ userId: id(2), gainDb: -12, muted: true });
  before.set({ userId: id(2), gainDb: 0, muted: false });
  await before.flush();
  expect((await open()).all.size).toBe(0);
});

test('no more than a thousand are kept, those that were set last', async () => {
  const before = await open();
  for (let n = 1; n <= 1_001; n++) before.set({ userId: id(n), gainDb: -6, muted: false });
  before.set({ userId: id(2), gainDb: -9, muted: false });
  before.set({ userId: id(2_000), gainDb: -6, muted: false });
  await before.flush();
  const { all } = await open();
  expect(all.size).toBe(1_000);
  expect([all.has(id(1)), all.get(id(2))?.gainDb, all.has(id(3))]).toEqual([false, -9, false]);
});

test.each([
  ['no JSON', '{"version":1,'],
  ['an impossible volume', '{"version":1,"people":[{"userId":"2","gainDb":90,"muted":false}]}'],
  ['no person', '{"version":1,"people":[{"userId":"../2","gainDb":0,"muted":true}]}'],
  ['another version', '{"version":2,"people":[]}'],
])('a file that holds %s is set aside, and everybody is heard as they are', async (_what, text) => {
  await writeFile(join(dataDir, 'person-volumes.json'), text);
  expect((await open()).all.size).toBe(0);
  const [aside] = await readdir(dataDir);
  expect(aside).toMatch(/^person-volumes\.json\.damaged-/);
  expect(await readFile(join(dataDir, aside ?? ''), 'utf8')).toBe(text);
});
