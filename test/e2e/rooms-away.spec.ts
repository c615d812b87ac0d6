import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { archiveStrings } from '../../src/renderer/strings/archive';
import { awayStrings as words } from '../../src/renderer/strings/away';
import { endRoomtone, look, openRoomtone, type Stage } from '../support/e2e';
import { PracticeSite } from '../support/practice-site';
import { deskOf, guildOf } from '../support/practice-world';
import { DeskScreen } from '../support/screens/rooms';

/** One try fails by itself, the next comes within two seconds. */
const BACK_WITHIN_MS = 20_000;

let stage: Stage;
let site: PracticeSite;
let desk: DeskScreen;

test.beforeEach(async () => {
  site = await PracticeSite.start({ seed: 'rooms-away', members: 40, scripted: false });
  stage = await openRoomtone();
  await stage.screens.welcome.connectBot({ token: site.info.token, address: site.info.rest });
  await expect(stage.page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
  desk = new DeskScreen(stage.page);
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await site.kill();
});

const strip = () => stage.page.getByRole('region', { name: words.list });
const alert = () => stage.page.getByRole('alert').filter({ hasText: strings.connection.stale });

test('after a fresh session the desk says what had changed, the old state stays on screen meanwhile', async () => {
  const guild = await guildOf(site);
  const [from, to] = guild.channels.filter(({ type }) => type === 2);
  const [leaves, comes] = guild.members.filter(({ user }) => user.bot !== true);
  if (!from || !to || !leaves || !comes) throw new Error('two rooms and two people are needed');
  await site.control(`members/${leaves.user.id}/voice`, { channelId: from.id });
  await site.control(`members/${comes.user.id}/voice`, { channelId: null });
  await expect(desk.person(from.id, leaves.user.id)).toBeVisible();
  // From here on every look of the page at the list is kept: a room that vanishes for a moment would be seen.
  await stage.page.evaluate(`{
    const seen = (window.seen = { fewest: Infinity });
    const count = () => document.querySelectorAll('nav [data-room]').length;
    new MutationObserver(() => { seen.fewest = Math.min(seen.fewest, count()); })
      .observe(document.body, { childList: true, subtree: true });
  }`);
  const before = Object.keys(await desk.shown()).length;

  // No way in for a while, and then no session to resume.
  await site.dial({ gateway: { refuseConnect: { status: 503 } } });
  await site.control('gateway/drop');
  await expect(alert()).toBeVisible();
  await site.control(`members/${leaves.user.id}/voice`, { channelId: null });
  await site.control(`members/${comes.user.id}/voice`, { channelId: to.id });
  for (const name of ['Quiz 1', 'Quiz 2', 'Quiz 3']) {
    await site.ask('POST', `guilds/${site.info.guildId}/channels`, { name, type: 2 });
  }
  expect(await desk.person(from.id, leaves.user.id).count()).toBe(1);
  await site.dial({ gateway: { invalidSession: { count: 1 } } });
  await expect(strip()).toBeVisible({ timeout: BACK_WITHIN_MS });
  await expect(alert()).toBeHidden();

  await expect(strip()).toContainText(words.counted.roomOpened(3));
  await expect(strip()).toContainText(new RegExp(`left ${from.name}`));
  await expect(strip()).toContainText(new RegExp(`came to ${to.name}`));
  await look(stage.page, test.info(), 'one-line');
  await strip().getByRole('button', { name: words.show }).click();
  await expect(strip().getByRole('listitem').filter({ hasText: 'Quiz' })).toHaveCount(3);
  await look(stage.page, test.info(), 'list');
  await expect.poll(() => desk.shown()).toEqual(deskOf(await guildOf(site)));
  const fewest = await stage.page.evaluate<number>('window.seen.fewest');
  expect(fewest).toBeGreaterThanOrEqual(before);

  await strip().getByRole('button', { name: words.timeline }).click();
  await expect(stage.page.getByRole('radio', { name: archiveStrings.tabs.timeline })).toBeChecked();
  const body = stage.page.locator('body');
  await expect(body).toContainText(`left ${from.name}`);
  await expect(body).toContainText('While we were away');
  await look(stage.page, test.info(), 'timeline');
  await stage.page.getByRole('button', { name: /^Practice Commons/ }).click();
  await strip().getByRole('button', { name: strings.dismiss }).click();
  await expect(strip()).toBeHidden();
});

test('a resumed session has nothing to say, because nothing was missed', async () => {
  await site.control('gateway/drop');
  await site.ask('POST', `guilds/${site.info.guildId}/channels`, { name: 'Meanwhile', type: 2 });
  await expect(desk.list.getByText('Meanwhile', { exact: true })).toBeVisible({ timeout: BACK_WITHIN_MS });
  await expect(stage.page.getByRole('status').filter({ hasText: 'While you were away' })).toHaveCount(0);
  await expect(strip()).toHaveCount(0);
});

test('a server in trouble is told in words, and a try comes when it is asked for', async () => {
  await site.dial({ gateway: { refuseConnect: { status: 503 } } });
  await site.control('gateway/drop');
  const told = stage.page.getByRole('alert').filter({ hasText: 'The server has trouble of its own (503).' });
  await expect(told).toBeVisible({ timeout: BACK_WITHIN_MS });
  await expect(told).toContainText(/Next try in \d+ s, try [2-9]/, { timeout: BACK_WITHIN_MS });
  await look(stage.page, test.info(), 'reconnecting');
  expect(await stage.page.locator('body').innerText()).not.toContain('Unexpected server response');
  // The waits have grown; a person who knows better does not have to sit through the next one.
  await expect(told).toContainText(/Next try in ([5-9]|1\d) s/, { timeout: 40_000 });
  await site.dial({});
  await told.getByRole('button', { name: strings.connection.tryNow }).click();
  await expect(told).toBeHidden({ timeout: 4_000 });
  await expect(stage.page.getByRole('button', { name: strings.rooms.create })).toBeEnabled();
});

const FATAL: readonly [number, RegExp][] = [
  [4004, /does not accept the token.*Connect again with the current token/],
  [4010, /number of shards/],
  [4012, /version of its gateway.*newer Roomtone/],
  [4013, /does not know what Roomtone asks to hear of/],
  [4014, /Privileged Gateway Intents switch on Message Content Intent/],
];
for (const [code, words] of FATAL) {
  test(`what a close with ${code} means and what to do about it is on screen`, async () => {
    await site.control('gateway/close', { code, reason: 'raw reason' });
    await expect(stage.page.getByRole('alert')).toContainText(words, { timeout: BACK_WITHIN_MS });
    await look(stage.page, test.info(), String(code));
    expect(await stage.page.locator('body').innerText()).not.toContain('raw reason');
    await expect(stage.page.getByRole('button', { name: strings.welcome.botStart })).toBeEnabled();
  });
}
