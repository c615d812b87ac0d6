import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { archiveStrings as words } from '../../src/renderer/strings/archive';
import { attendanceStrings } from '../../src/renderer/strings/attendance';
import type { Bridge } from '../../src/shared/ipc/api';
import { childPid, endRoomtone, look, openRoomtone, type Stage } from '../support/e2e';
import { PracticeSite } from '../support/practice-site';
import { readCsv } from '../support/read-csv';

declare const window: { roomtone: Bridge };
declare const DOMParser: new () => {
  parseFromString(
    source: string,
    type: 'text/html',
  ): {
    querySelectorAll(selector: string): Iterable<{ textContent: string | null }>;
  };
};

/** Messages of the channel with a long history. */
const HISTORY = 1_500;

let stage: Stage;
let site: PracticeSite;
let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomtone-archive-'));
  site = await PracticeSite.start({ seed: 'desk', scripted: false, messages: HISTORY });
  stage = await openRoomtone({ userDataDir: folder });
  await stage.screens.welcome.connectBot({ token: site.info.token, address: site.info.rest });
  await expect(stage.page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await site.kill();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** One call of the contract, which has to succeed. */
async function ask<T>(domain: string, name: string, input?: unknown): Promise<T> {
  const answer = await stage.page.evaluate(async ([d, n, i]) => window.roomtone.calls[d]?.[n]?.(i), [
    domain,
    name,
    input,
  ] as const);
  if (!answer?.ok) throw new Error(`${domain}.${name}: ${JSON.stringify(answer)}`);
  return answer.value as T;
}

async function world() {
  const snapshot = await ask<{
    guilds: { guildId: string }[];
    textChannels: { channelId: string; name: string }[];
    rooms: { channelId: string; name: string }[];
  }>('workspace', 'snapshot');
  const guildId = snapshot.guilds[0]?.guildId ?? '';
  const idOf = (list: { channelId: string; name: string }[], name: string) => {
    const found = list.find((one) => one.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found.channelId;
  };
  const person = async (text: string) => {
    const [found] = await ask<{ userId: string; displayName: string }[]>('people', 'search', {
      guildId,
      text,
    });
    if (!found) throw new Error(`nobody is called ${text}`);
    return found;
  };
  return {
    guildId,
    general: idOf(snapshot.textChannels, 'general'),
    long: idOf(snapshot.textChannels, 'long-talk'),
    room: (name: string) => idOf(snapshot.rooms, name),
    people: { rosa: await person('Rosa'), ben: await person('Ben'), clara: await person('Clara') },
  };
}

const seconds = (timer: string) => timer.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
const json = async <T>(path: string) => JSON.parse(await readFile(path, 'utf8')) as T;

test('what was said and done is found, told by whom, added up, exported, and read again without a connection', async () => {
  const { guildId, general, people, room } = await world();
  const { rosa, ben, clara } = people;
  const says = async (userId: string, content: string) => {
    const said = (await site.control(`members/${userId}/messages`, { channelId: general, content })) as {
      messageId?: string;
      id?: string;
    };
    return said.messageId ?? said.id ?? '';
  };
  const tea = await says(rosa.userId, 'The kettle is on, who wants tea?');
  await says(ben.userId, '=2+2, "kettle", <b>bold</b>\nand a second line');
  const rude = await says(clara.userId, 'a rude kettle');
  await site.control(`members/${rosa.userId}/edit`, {
    ...{ channelId: general, messageId: tea, content: 'The kettle is on, who wants coffee?' },
  });
  await site.control(`members/${ben.userId}/reactions`, { channelId: general, messageId: tea, emoji: '☕' });
  await site.ask('DELETE', `channels/${general}/messages/${rude}`, {});

  // Rosa alone, then with Ben, then moved away; Clara is put out at once.
  const [lounge, studio] = [room('Lounge'), room('Studio')];
  const enters = (userId: string, channelId: string | null) =>
    site.control(`members/${userId}/voice`, { channelId });
  const at: Record<string, number> = {};
  const mark = (name: string) => {
    at[name] = performance.now();
  };
  const between = (from: string, to: string) => ((at[to] ?? 0) - (at[from] ?? 0)) / 1_000;
  await enters(rosa.userId, lounge);
  mark('rosa');
  await enters(clara.userId, lounge);
  await ask('members', 'move', { guildId, userId: clara.userId, channelId: null });
  await sleep(1_000);
  await enters(ben.userId, lounge);
  mark('ben');
  await ask('members', 'setVoice', { guildId, userId: ben.userId, mute: true });
  await sleep(2_000);
  await ask('members', 'move', { guildId, userId: rosa.userId, channelId: studio });
  mark('moved');
  await sleep(1_000);
  await enters(rosa.userId, null);
  mark('rosaLeft');
  await enters(ben.userId, null);
  mark('benLeft');
  const made = await ask<{ room: { channelId: string } }>('rooms', 'create', {
    ...{ guildId, name: 'Late room', userLimit: 0, bitrateBps: null, categoryId: null },
  });
  await ask('rooms', 'end', { channelId: made.room.channelId });

  const { page } = stage;
  const { archive } = stage.screens;
  await archive.open('search');
  await archive.search('kettle');
  await expect(page.getByRole('article')).toHaveCount(2);
  await expect(archive.said('coffee')).toContainText(words.edited);
  await archive.said('coffee').getByText(words.versions(1)).click();
  await expect(archive.said('coffee')).toContainText('who wants tea?');
  await archive.switchOn(words.deletedToo);
  await expect(archive.said('a rude kettle')).toContainText(/Deleted by Roomtone practice/);
  await look(page, test.info(), 'search');

  const file = (name: string) => join(folder, name);
  await archive.exportSearch('json', file('found.json'));
  const { messages } = await json<{
    messages: { message: { content: string }; deletedBy: { name: string } | null }[];
  }>(file('found.json'));
  expect(messages.map(({ message }) => message.content)).toEqual([
    'a rude kettle',
    '=2+2, "kettle", <b>bold</b>\nand a second line',
    'The kettle is on, who wants coffee?',
  ]);
  expect(messages.map(({ deletedBy }) => deletedBy?.name)).toEqual([
    'Roomtone practice',
    undefined,
    undefined,
  ]);
  await archive.exportSearch('csv', file('found.csv'));
  const table = readCsv(await readFile(file('found.csv'), 'utf8'));
  expect(table.map((line) => line['text'])).toEqual([
    'a rude kettle',
    // A spreadsheet must not take it for a formula.
    '\'=2+2, "kettle", <b>bold</b>\nand a second line',
    'The kettle is on, who wants coffee?',
  ]);
  expect(table[0]).toMatchObject({ channel: 'general', author: 'Clara', deletedBy: 'Roomtone practice' });
  await archive.exportSearch('html', file('found.html'));
  const html = await readFile(file('found.html'), 'utf8');
  // Read by the browser itself, which no name or text must have led astray.
  const paragraphs = await page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'text/html');
    return [...parsed.querySelectorAll('article > p')].map(({ textContent }) => textContent);
  }, html);
  expect(paragraphs).toEqual(messages.map(({ message }) => message.content));
  await archive.exportSearch('text', file('found.txt'));
  expect(await readFile(file('found.txt'), 'utf8')).toMatch(
    /#general Clara \(deleted .* by Roomtone practice\): a rude kettle/,
  );

  await archive.open('timeline');
  for (const line of [
    'Rosa edited a message in general',
    'A message of Clara in general was deleted by Roomtone practice',
    'Rosa joined Lounge',
    'Clara was disconnected from Lounge by Roomtone practice',
    'Ben was muted by Roomtone practice in Lounge',
    'Rosa was moved from Lounge to Studio by Roomtone practice',
    'Rosa left Studio',
    'Late room was opened by Roomtone practice',
    'Late room was ended by Roomtone practice',
  ]) {
    await expect(archive.said(line), line).toHaveCount(1);
  }
  await look(page, test.info(), 'timeline');
  // By keys from a line to what is kept of its message, which is gone from the channel.
  await archive.said('A message of Clara').focus();
  await page.keyboard.press('Enter');
  await expect(archive.said('a rude kettle')).toBeVisible();

  await archive.open('attendance');
  await expect(page.getByRole('table', { name: attendanceStrings.people })).toBeVisible();
  const near = (timer: string | undefined, expected: number) =>
    expect(Math.abs(seconds(timer ?? '') - expected), `${timer} for ${expected} s`).toBeLessThanOrEqual(1.5);
  const [rosasTime, rosasVisits, rosasRooms] = await archive.figuresOf(attendanceStrings.people, 'Rosa');
  near(rosasTime, between('rosa', 'rosaLeft'));
  expect([rosasVisits, rosasRooms]).toEqual(['2', '2']);
  const [, visits, inLounge, most] = await archive.figuresOf(attendanceStrings.rooms, 'Lounge');
  expect([visits, inLounge, most]).toEqual(['3', '3', '2']);
  await look(page, test.info(), 'attendance');
  await archive.exportShown('csv', file('there.csv'));
  const there = readCsv(await readFile(file('there.csv'), 'utf8'));
  const line = (kind: string, name?: string) =>
    there.find((one) => one['kind'] === kind && (name === undefined || one['name'] === name));
  near(line('person', 'Ben')?.['totalSeconds'], between('ben', 'benLeft'));
  near(line('room', 'Studio')?.['totalSeconds'], between('moved', 'rosaLeft'));
  expect(line('room', 'Lounge')).toMatchObject({ people: '3', visits: '3', peak: '2' });
  expect(line('all')).toMatchObject({ people: '3', rooms: '2', peak: '2' });
  const pair = there.find(
    (one) => one['kind'] === 'together' && [one['name'], one['with']].sort().join() === 'Ben,Rosa',
  );
  near(pair?.['totalSeconds'], between('ben', 'moved'));
  await archive.exportShown('markdown', file('there.md'));
  expect(await readFile(file('there.md'), 'utf8')).toMatch(/\| Lounge \| \S+ \| 3 \| 3 \| 2 \|/);

  // Another run, with nobody to talk to.
  await stage.close();
  await site.kill();
  stage = await openRoomtone({ userDataDir: folder });
  const again = stage.screens.archive;
  await again.open('search');
  await again.search('coffee');
  await expect(again.said('coffee')).toHaveCount(1);
  await again.open('timeline');
  await expect(again.said('Rosa was moved from Lounge to Studio by Roomtone practice')).toHaveCount(1);
  await again.open('attendance');
  const kept = await again.figuresOf(attendanceStrings.people, 'Rosa');
  expect(kept.slice(0, 3)).toEqual([rosasTime, '2', '2']);
  await look(stage.page, test.info(), 'offline');
});

test('history is fetched, paused, cut and fetched on; a killed archive loses nothing', async () => {
  test.slow();
  const { general, long, people } = await world();
  const { page } = stage;
  const { archive } = stage.screens;
  const says = (content: string) =>
    site.control(`members/${people.ben.userId}/messages`, { channelId: general, content });
  for (let n = 1; n <= 40; n += 1) await says(`storm ${n}`);
  process.kill(await childPid(stage, 'archive-process'), 'SIGKILL');
  for (let n = 41; n <= 80; n += 1) await says(`storm ${n}`);
  await archive.open('search');
  await archive.search('storm');
  await expect(page.getByText(/^(80 messages|The newest 50) /)).toBeVisible();
  const found = await ask<{ hits: { message: { content: string } }[] }>('archive', 'search', {
    ...{ text: 'storm', guildId: null, channelId: null, authorId: null, fromMs: null, toMs: null, has: [] },
    ...{ includeDeleted: true, before: null, limit: 200 },
  });
  expect(new Set(found.hits.map(({ message }) => message.content)).size).toBe(80);
  expect(found.hits).toHaveLength(80);

  // Every page takes a while, so that there is something to stop; in the middle the line is cut.
  await site.dial({ rest: { latencyMs: 120 } });
  await archive.open('kept');
  const history = page
    .getByRole('list', { name: words.channels })
    .getByRole('listitem')
    .filter({ hasText: '# long-talk' });
  const button = (verb: string) => history.getByRole('button', { name: words.fetchOf(verb, 'long-talk') });
  await button(words.fetch).click();
  await expect(history).toContainText(/Fetching: \d/);
  await button(words.pause).click();
  await expect(history).toContainText(/Paused after/);
  await look(page, test.info(), 'paused');
  await button(words.resume).click();
  await expect(history).toContainText(/Fetching: \d/);
  // The line is cut, its session is not taken up again, and pages break: what is said meanwhile is a hole.
  const path = '/channels/:id/messages';
  await site.dial({
    rest: { faults: [{ kind: 'reset', path, methods: ['GET'], rate: 1, forMs: 1_500 }] },
    gateway: { refuseConnect: { count: 2 }, cut: { everyMs: 20, count: 1 }, invalidSession: { count: 5 } },
  });
  await sleep(300);
  await site.control(`members/${people.ben.userId}/messages`, {
    channelId: long,
    content: 'said in the hole',
  });
  await expect(history).toContainText(words.backfill({ kind: 'complete', fetched: 0 }), { timeout: 60_000 });
  await expect(history).toContainText((HISTORY + 1).toLocaleString(), { timeout: 20_000 });
  await archive.open('search');
  await archive.search('"said in the hole"');
  await expect(archive.said('said in the hole')).toHaveCount(1);
  await archive.open('kept');
  await look(page, test.info(), 'complete');
});
