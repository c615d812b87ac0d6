import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { composerStrings } from '../../src/renderer/strings/composer';
import { historyStrings as words } from '../../src/renderer/strings/history';
import { outboxStrings, scheduleStrings } from '../../src/renderer/strings/outbox';
import { endRoomtone, look, openRoomtone, type Stage } from '../support/e2e';
import { PracticeSite } from '../support/practice-site';

const POSTING = { methods: ['POST'], path: '/channels/*/messages' };

let stage: Stage;
let site: PracticeSite;
let dataDir: string;

async function start(): Promise<void> {
  stage = await openRoomtone({ userDataDir: dataDir });
  await stage.screens.welcome.connectBot({ token: site.info.token, address: site.info.rest });
  await expect(stage.page.getByRole('radio', { name: strings.desks.messages })).toBeVisible();
  await stage.screens.messages.open('general');
}

/** Lets requests of the server go wrong, or none with an empty list. */
const setFaults = (faults: unknown[]) => site.control('trouble', { rest: { faults } });

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'roomtone-outbox-'));
  site = await PracticeSite.start({ seed: 'outbox', scripted: false });
  await start();
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await site.kill();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('a file is sent with its progress in sight, and an upload that does not end is given up', async () => {
  const { app, page, screens } = stage;
  const { messages } = screens;
  const path = join(dataDir, 'minutes.bin');
  await writeFile(path, Buffer.alloc(6_000_000, 7));
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, path);
  const attach = async () => {
    await page.getByRole('button', { name: composerStrings.more }).click();
    await page.getByRole('menuitem', { name: composerStrings.attach }).click();
    await expect(page.getByRole('list', { name: composerStrings.files.label })).toContainText('minutes.bin');
  };
  await attach();
  await look(page, test.info(), 'attached');
  const posted = await messages.post('The minutes');
  await expect(posted).toContainText('minutes.bin');
  await expect(posted).toContainText('6.0 MB');

  await setFaults([{ ...POSTING, kind: 'hang' }]);
  await attach();
  await messages.send('The minutes again');
  const progress = messages.history.getByRole('progressbar', { name: words.outbox.progress });
  await expect(progress).toBeVisible({ timeout: 20_000 });
  await look(page, test.info(), 'uploading');
  await messages.history.getByRole('button', { name: strings.cancel }).click();
  await expect(progress).toBeHidden();
  await expect(messages.message('The minutes again')).toHaveCount(0);
  await expect(messages.history.getByText('The minutes again')).toHaveCount(0);
});

test('what could not be sent stays with its reason, also over a crash, and goes when asked again', async () => {
  test.setTimeout(150_000);
  await setFaults([{ ...POSTING, kind: 'status', statuses: [500] }]);
  await stage.screens.messages.send('Not lost');
  const refused = () => stage.screens.messages.history.getByRole('alert');
  await expect(refused()).toContainText(words.outbox.notSent, { timeout: 60_000 });
  const reason = await refused().innerText();
  expect(reason).toMatch(/Discord/);
  await look(stage.page, test.info(), 'not-sent');

  process.kill(stage.pid, 'SIGKILL');
  await stage.close();
  await setFaults([]);
  await start();
  const { messages } = stage.screens;
  await expect(refused()).toContainText(words.outbox.notSent);
  await expect(messages.history.getByText('Not lost')).toBeVisible();
  const outbox = await messages.openPanel('outbox');
  await expect(outbox.getByRole('heading', { name: outboxStrings.groups.failed })).toBeVisible();
  await look(stage.page, test.info(), 'not-sent-after-crash');
  await refused().getByRole('button', { name: strings.retry }).click();
  await expect(messages.message('Not lost')).toHaveCount(1, { timeout: 20_000 });
  await expect(refused()).toHaveCount(0);
  await expect(outbox.getByRole('heading', { name: outboxStrings.groups.sent })).toBeVisible();
});

test('a message for later waits over a restart and can be sent at once', async () => {
  const schedule = async () => {
    await stage.screens.messages.composer.fill('Doors open');
    await stage.page.getByRole('button', { name: composerStrings.more }).click();
    await stage.page.getByRole('menuitem', { name: composerStrings.sendLater }).click();
    const dialog = stage.page.getByRole('dialog', { name: scheduleStrings.title });
    await dialog.getByText(scheduleStrings.presets.tomorrow).click();
    await look(stage.page, test.info(), 'schedule');
    await dialog.getByRole('button', { name: scheduleStrings.choose }).click();
  };
  await schedule();
  const later = (panel: Awaited<ReturnType<typeof stage.screens.messages.openPanel>>) =>
    panel.getByRole('heading', { name: outboxStrings.groups.scheduled });
  await expect(later(await stage.screens.messages.openPanel('outbox'))).toBeVisible();
  await stage.close();
  await start();
  const outbox = await stage.screens.messages.openPanel('outbox');
  await expect(later(outbox)).toBeVisible();
  await expect(outbox).toContainText('Doors open');
  await look(stage.page, test.info(), 'scheduled-after-restart');
  await outbox.getByRole('button', { name: /^More for the message to/ }).click();
  await stage.page.getByRole('menuitem', { name: outboxStrings.sendNow }).click();
  await expect(stage.screens.messages.message('Doors open')).toHaveCount(1, { timeout: 20_000 });
});
