import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { endRoomtone, look, openRoomtone, type Stage } from '../support/e2e';
import { PracticeSite } from '../support/practice-site';
import { guildOf } from '../support/practice-world';
import { DeskScreen } from '../support/screens/rooms';

const words = strings.notices;

let stage: Stage;
let site: PracticeSite;

test.beforeEach(async () => {
  site = await PracticeSite.start({ seed: 'notices', members: 20, scripted: false });
  stage = await openRoomtone();
  await stage.screens.welcome.connectBot({ token: site.info.token, address: site.info.rest });
  await expect(stage.page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await site.kill();
});

interface Shown {
  title: string;
  emit(event: 'click'): boolean;
}

test('a watched room is told by the system, a click leads there, and do not disturb holds it back', async () => {
  const { page, app } = stage;
  const desk = new DeskScreen(page);
  // What Electron hands to the system; this machine has no daemon that would show it.
  await app.evaluate(({ Notification }) => {
    const shown: Shown[] = [];
    Object.assign(globalThis, { shown });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      shown.push(this as unknown as Shown);
    };
  });
  const titles = () =>
    app.evaluate(() => (globalThis as unknown as { shown: Shown[] }).shown.map(({ title }) => title));

  const guild = await guildOf(site);
  const [room, other] = guild.channels.filter(({ type }) => type === 2);
  const [first, second] = guild.members.filter(({ user }) => user.bot !== true);
  if (!room || !other || !first || !second) throw new Error('two rooms and two people are needed');
  for (const { user } of [first, second]) await site.control(`members/${user.id}/voice`, { channelId: null });
  await desk.room(room.id).locator('[data-roving]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: words.watchRoom, exact: true }).click();
  await expect(page.getByText(words.watchingRoom(room.name))).toBeVisible();
  await desk.choose(other.id);
  await page.getByRole('radio', { name: strings.desks.messages }).click();

  await site.control(`members/${first.user.id}/voice`, { channelId: room.id });
  await expect.poll(titles).toEqual([expect.stringMatching(new RegExp(`came into ${room.name}$`))]);
  await look(page, test.info(), 'told');
  await app.evaluate(() => (globalThis as unknown as { shown: Shown[] }).shown[0]?.emit('click'));
  await expect(page.getByRole('heading', { level: 1, name: room.name })).toBeVisible();

  await desk.room(room.id).locator('[data-roving]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: words.unwatchRoom }).click();
  await expect(page.getByText(words.unwatched(`“${room.name}”`))).toBeVisible();
  await site.control(`members/${second.user.id}/voice`, { channelId: room.id });
  await expect(desk.person(room.id, second.user.id)).toBeVisible();
  expect(await titles()).toHaveLength(1);

  // A rule without a pause, and then nobody is to disturb.
  await desk.person(room.id, second.user.id).click({ button: 'right' });
  await page.getByRole('menuitem', { name: words.watchPerson, exact: true }).click();
  await site.control(`members/${second.user.id}/voice`, { channelId: other.id });
  await expect.poll(titles).toHaveLength(2);
  await page.getByRole('button', { name: /^Room plans/ }).click();
  await page.getByRole('radio', { name: strings.plans.places.notices }).click();
  await page.getByRole('button', { name: words.disturbFor.hour }).click();
  await expect(page.getByText(/^Nothing is shown until /)).toBeVisible();
  await site.control(`members/${second.user.id}/voice`, { channelId: room.id });
  await expect(page.getByText(words.keptQuiet).first()).toBeVisible();
  expect(await titles()).toHaveLength(2);
  await look(page, test.info(), 'do-not-disturb');
});
