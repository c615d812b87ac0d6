import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { recorderStrings as words } from '../../src/renderer/strings/recorder';
import { endRoomtone, look, openRoomtone, type Stage } from '../support/e2e';
import { PracticeSite } from '../support/practice-site';
import { guildOf } from '../support/practice-world';

const STATUS = '● Recording';
const NOTICE = 'This room is being recorded, each voice on its own track.';
const BEFORE = 'Quiz at eight';

let stage: Stage;
let site: PracticeSite;
let dataDir: string;

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'roomtone-recorder-'));
  site = await PracticeSite.start({ seed: 'recorder', members: 16, scripted: true });
  stage = await openRoomtone({ userDataDir: dataDir });
  await stage.screens.welcome.connectBot({ token: site.info.token, address: site.info.rest });
  await expect(stage.page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await site.kill();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

/** A request to the practice server as the account, past the app. */
async function rest(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${site.info.rest}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${site.info.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

interface Session {
  title: string;
  state: string;
  tracks: { userId: string }[];
}

/** What the library's folders say, oldest first. */
async function sessions(): Promise<Session[]> {
  const library = join(dataDir, 'recordings');
  const names = (await readdir(library)).filter((name) => !name.startsWith('.')).sort();
  return Promise.all(
    names.map(
      async (name) => JSON.parse(await readFile(join(library, name, 'session.json'), 'utf8')) as Session,
    ),
  );
}

test('a room is told, one is left out, the last minutes are saved, and the status is as it was', async () => {
  test.setTimeout(120_000);
  const { page, screens } = stage;
  const guild = await guildOf(site);
  const room = guild.channels.find(({ type }) => type === 2);
  const [quiet, other] = guild.members.filter(({ user }) => user.bot !== true);
  if (!room || !quiet || !other) throw new Error('a room and two people are needed');
  for (const { user } of [quiet, other])
    await site.control(`members/${user.id}/voice`, { channelId: room.id });
  await rest('PUT', `/channels/${room.id}/voice-status`, { status: BEFORE });
  const statusThere = async () =>
    (await guildOf(site)).channel_info.find(({ id }) => id === room.id)?.status ?? null;
  const chatThere = async () =>
    ((await rest('GET', `/channels/${room.id}/messages?limit=50`)) as { content: string }[]).map(
      ({ content }) => content,
    );

  await screens.rooms.choose(room.name);
  await screens.rooms.join(room.name);
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await screens.live.open();

  // They may have gone elsewhere meanwhile, as people do.
  for (const { user } of [quiet, other])
    await site.control(`members/${user.id}/voice`, { channelId: room.id });
  // One person is left out before anything is kept.
  const name = await screens.callBar.until('the one who is left out', (state) =>
    state.kind === 'active'
      ? state.speakers.find(({ userId }) => userId === quiet.user.id)?.displayName
      : undefined,
  );
  await screens.live.showTab(strings.live.people.title);
  await page.getByRole('button', { name: strings.live.people.more(name) }).click();
  await page.getByRole('checkbox', { name: words.skipped.skip(name) }).check();
  await page.keyboard.press('Escape');
  await expect(page.getByTitle(words.skipped.badge)).toBeVisible();

  await screens.live.showTab(strings.live.tabs.room);
  await page.getByLabel(words.replay.length).selectOption('2');
  await expect(page.getByText(/of 2 minutes kept/)).toBeVisible();
  expect(await chatThere()).toContainEqual(
    expect.stringContaining('the last 2 minutes of this room are kept'),
  );

  await screens.callBar.record();
  await expect.poll(statusThere).toBe(STATUS);
  await expect.poll(chatThere).toContainEqual(NOTICE);
  await expect(page.getByText(`${words.consent.told} in the chat and by its status`)).toBeVisible();
  await expect(page.getByText(words.skipped.here(name))).toBeVisible();

  // Both have said something meanwhile: only then an empty track would prove nothing.
  for (const { user } of [quiet, other]) {
    await site.control(`members/${user.id}/voice`, { channelId: room.id });
    await screens.callBar.until(
      'both to speak',
      (state) =>
        state.kind === 'active' &&
        state.speakers.some(({ userId, speaking }) => userId === user.id && speaking)
          ? true
          : undefined,
      45_000,
    );
  }
  await look(page, test.info(), 'recording');

  await page.keyboard.press('ControlOrMeta+Shift+B');
  await expect(page.getByText(words.replay.saved)).toBeVisible();
  await screens.callBar.stopRecording();
  await expect.poll(statusThere).toBe(BEFORE);

  await expect
    .poll(async () => (await sessions()).map(({ state }) => state))
    .toEqual(['complete', 'complete']);
  for (const { tracks } of await sessions()) {
    expect(tracks.map(({ userId }) => userId)).not.toContain(quiet.user.id);
    expect(tracks.map(({ userId }) => userId)).toContain(other.user.id);
  }

  await screens.library.open();
  await page.getByRole('button', { name: strings.library.open(room.name), exact: true }).click();
  await page.getByRole('button', { name: words.log.open }).click();
  const log = page.getByRole('dialog', { name: words.log.title });
  for (const kind of ['noticePosted', 'statusSet', 'statusRestored', 'skipped'] as const) {
    await expect(log.getByRole('cell', { name: words.log.kinds[kind], exact: true })).toBeVisible();
  }
  await look(page, test.info(), 'consent log');
});
