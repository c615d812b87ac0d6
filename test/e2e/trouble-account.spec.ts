import { expect, test } from '@playwright/test';
import { adviceFor } from '../../src/renderer/advice';
import { strings } from '../../src/renderer/strings';
import { childPid, endRoomtone, look, openRoomtone, type Stage, troubleLogged } from '../support/e2e';
import { PracticeSite } from '../support/practice-site';

/** How long nothing may happen for us to say that nothing is retried, ms. Back-off would try within a second. */
const QUIET_MS = 4_000;
const SEED = 'trouble';

let stage: Stage;
let site: PracticeSite | undefined;

test.beforeEach(async () => {
  stage = await openRoomtone();
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await site?.kill();
  site = undefined;
});

async function connectTo(there: PracticeSite): Promise<void> {
  await stage.screens.welcome.connectBot({ token: there.info.token, address: there.info.rest });
  await expect(stage.page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
}

test('a wrong token is told at its field, asked once, and the right one works after it', async () => {
  site = await PracticeSite.start({ seed: SEED });
  const { page, screens } = stage;
  await screens.welcome.connectBot({ token: 'MTAw.wrong.token', address: site.info.rest });
  await expect(screens.welcome.problem).toHaveText(strings.connect.badToken);
  await look(page, test.info(), 'wrong-token');
  await expect(page.getByLabel(strings.connect.token)).toHaveValue('');
  const asked = await site.asked();
  expect(asked).toEqual(['request GET /api/v10/users/@me']);
  await page.waitForTimeout(QUIET_MS);
  expect(await site.asked()).toEqual(asked);

  await screens.welcome.submitToken(site.info.token);
  await expect(page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
});

test('a token revoked while connected ends the session with a sentence, and nothing is tried again', async () => {
  site = await PracticeSite.start({ seed: SEED });
  const { page, screens } = stage;
  await connectTo(site);
  await screens.rooms.create('Revoked room');
  await screens.rooms.join('Revoked room');
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await site.control('token/revoke');
  const advice = adviceFor({ code: 'gateway/auth-failed' });
  const notice = page.getByRole('main').getByRole('alert');
  await expect(notice).toContainText(advice.title);
  await expect(notice).toContainText(advice.next);
  await expect(screens.callBar.bar).toBeHidden();
  await expect(screens.toasts.said(strings.call.endedByError('Revoked room'))).toBeVisible();
  await look(page, test.info(), 'revoked');
  const asked = await site.asked();
  await page.waitForTimeout(QUIET_MS);
  expect(await site.asked()).toEqual(asked);
  await expect(page.getByRole('button', { name: strings.welcome.practiceStart })).toBeVisible();
});

test('an address where nobody answers is told, and the dialog stays for another try', async () => {
  const { page, screens } = stage;
  await screens.welcome.connectBot({ token: 'MTAw.some.token', address: 'http://127.0.0.1:9/api' });
  await expect(screens.welcome.problem).toContainText(strings.connect.unreachable(''));
  await look(page, test.info(), 'unreachable');
  await expect(page.getByLabel(strings.connect.address)).toHaveValue('http://127.0.0.1:9/api');
});

test('the practice server dies in a call: it is said, and one click starts it anew', async () => {
  const { page, screens } = stage;
  await screens.welcome.startPractising();
  await screens.rooms.create('Short room');
  await screens.rooms.join('Short room');
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await screens.callBar.record();
  process.kill(await childPid(stage, 'practice-server'), 'SIGKILL');
  const start = page.getByRole('button', { name: strings.welcome.practiceStart });
  await expect(start).toBeVisible();
  const advice = adviceFor({ code: 'practice/stopped' });
  await expect(page.getByRole('main').getByRole('alert')).toContainText(`${advice.title}${advice.safe}`);
  await expect(screens.toasts.said(strings.call.endedByError('Short room'))).toBeVisible();
  await expect(screens.callBar.bar).toBeHidden();
  await look(page, test.info(), 'practice-died');
  await screens.library.open();
  await expect(screens.library.item('Short room')).toBeVisible();
  await screens.rooms.home();
  await screens.welcome.startPractising();
  await screens.rooms.create('Second room');
  await screens.rooms.join('Second room');
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
});

test('a server that goes away and comes back is reconnected to without a click, and so is the call', async () => {
  site = await PracticeSite.start({ seed: SEED });
  const { page, screens } = stage;
  await connectTo(site);
  const room = await screens.rooms.firstName();
  await screens.rooms.choose(room);
  await screens.rooms.join(room);
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await site.kill();
  const strip = page.getByRole('alert').filter({ hasText: strings.connection.stale });
  await expect(strip).toBeVisible();
  await expect(strip).toContainText(/Next try in \d+ s|Trying now/);
  await look(page, test.info(), 'server-gone');
  await site.restart();
  await expect(strip).toBeHidden({ timeout: 30_000 });
  await expect(
    page.getByRole('button', { name: new RegExp(strings.connection.connected('')) }),
  ).toBeVisible();
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready, { timeout: 30_000 });
  await expect(screens.rooms.card(room)).toContainText(strings.rooms.state.you);
  await look(page, test.info(), 'server-back');
  expect(troubleLogged(stage)).toEqual([]);
});
