import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { composeStrings } from '../../src/renderer/strings/compose';
import { composerStrings } from '../../src/renderer/strings/composer';
import { historyStrings as words } from '../../src/renderer/strings/history';
import { routeStrings } from '../../src/renderer/strings/routes';
import { webhookStrings } from '../../src/renderer/strings/webhooks';
import { endRoomtone, look, openRoomtone, type Stage, troubleLogged } from '../support/e2e';
import { filesBelow } from '../support/files-below';
import { PracticeSite } from '../support/practice-site';

declare const document: {
  documentElement: { outerHTML: string };
  querySelectorAll(css: string): Iterable<{ value: string }>;
};

let stage: Stage;
let site: PracticeSite;

test.beforeEach(async () => {
  site = await PracticeSite.start({ seed: 'webhooks', scripted: false });
  // The trace recorder keeps what fields held in the page's memory; where that is searched, it stays off.
  stage = await openRoomtone({ traced: !test.info().title.includes('no trace') });
  await stage.screens.welcome.connectBot({ token: site.info.token, address: site.info.rest });
  await expect(stage.page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
  await stage.screens.messages.open('general');
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await site.kill();
});

/** Asks the server itself, as the bot. */
async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${site.info.rest.replace(/\/$/, '')}/v10${path}`, {
    headers: { authorization: `Bot ${site.info.token}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
}

async function channelId(name: string): Promise<string> {
  const [guild] = await ask<{ id: string }[]>('/users/@me/guilds');
  const channels = await ask<{ id: string; name: string }[]>(`/guilds/${guild?.id}/channels`);
  const id = channels.find((one) => one.name === name)?.id;
  if (!id) throw new Error(`there is no channel ${name}`);
  return id;
}

async function makeWebhook(name: string): Promise<void> {
  const { page, screens } = stage;
  await screens.messages.goTo('webhooks');
  await page.getByRole('button', { name: webhookStrings.create }).click();
  const dialog = page.getByRole('dialog', { name: webhookStrings.createTitle });
  await dialog.getByLabel(webhookStrings.name).fill(name);
  await dialog.getByLabel(webhookStrings.channel, { exact: true }).selectOption({ label: '#general' });
  await dialog.getByRole('button', { name: webhookStrings.submitCreate }).click();
  await expect(page.getByRole('button', { name: webhookStrings.postWith(name) })).toBeVisible();
}

/** Writes by a webhook under a name of the moment. */
async function postWith(webhook: string, as: string, text: string): Promise<void> {
  const { page } = stage;
  await page.getByRole('button', { name: webhookStrings.postWith(webhook) }).click();
  const identity = page.getByRole('textbox', { name: composeStrings.username, exact: true });
  if (!(await identity.isVisible())) await page.getByText(composeStrings.identity).click();
  await identity.fill(as);
  await page.getByLabel(composeStrings.content, { exact: true }).fill(text);
  await page.getByRole('button', { name: composerStrings.send, exact: true }).click();
}

test('a webhook is made, posts under another name, and what it posted is changed from its link', async () => {
  const { app, page, screens } = stage;
  const { messages } = screens;
  await makeWebhook('Herald');
  await postWith('Herald', 'Town crier', 'Hear, hear!');
  await messages.open('general');
  const posted = messages.message('Hear, hear!');
  await expect(posted).toHaveCount(1, { timeout: 20_000 });
  await expect(posted).toContainText('Town crier');
  await expect(posted).toContainText(words.tags.webhook);
  await messages.choose('Hear, hear!', words.copyLink);
  const link = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(link).toMatch(/^https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+$/);

  await messages.goTo('webhooks');
  await page.getByRole('button', { name: webhookStrings.menu('Herald') }).click();
  await page.getByRole('menuitem', { name: webhookStrings.editPosted }).click();
  const dialog = page.getByRole('dialog', { name: webhookStrings.editTitle });
  await dialog.getByLabel(webhookStrings.editLabel).fill(link);
  await dialog.getByRole('button', { name: webhookStrings.editSubmit }).click();
  const text = page.getByLabel(composeStrings.content, { exact: true });
  await expect(text).toHaveValue('Hear, hear!');
  await text.fill('Hear me out!');
  await look(page, test.info(), 'edit-posted');
  await page.getByRole('button', { name: composeStrings.save }).click();
  await messages.open('general');
  await expect(messages.message('Hear me out!')).toContainText(words.edited);
  // The same from the message itself.
  await messages.choose('Hear me out!', words.edit);
  await expect(text).toHaveValue('Hear me out!');
  expect(troubleLogged(stage)).toEqual([]);
});

test('a route whose channel is deleted elsewhere is told before it is needed', async () => {
  const { page, screens } = stage;
  await screens.messages.goTo('routes');
  await page.getByRole('button', { name: routeStrings.create }).first().click();
  const dialog = page.getByRole('dialog', { name: routeStrings.createTitle });
  await dialog.getByLabel(routeStrings.name, { exact: true }).fill('alerts');
  await dialog.getByLabel(routeStrings.channel, { exact: true }).selectOption({ label: '#music' });
  await dialog.getByRole('button', { name: routeStrings.save }).click();
  const routes = page.getByRole('region', { name: routeStrings.title });
  await expect(routes.getByRole('listitem').filter({ hasText: 'alerts' })).toBeVisible();
  await screens.messages.open('general');

  await site.control(`channels/${await channelId('music')}/delete`);
  await expect(screens.toasts.said(routeStrings.broke(['alerts']))).toBeVisible({ timeout: 20_000 });
  await look(page, test.info(), 'route-broke');
  await screens.messages.goTo('routes');
  await expect(routes).toContainText(routeStrings.reason.channelGone);
  await expect(routes).toContainText(routeStrings.advice.channelGone);
  await look(page, test.info(), 'route-explained');
});

test('the secret of a webhook leaves no trace in the window, its memory, the log or any file', async () => {
  const { screens } = stage;
  await makeWebhook('Secret keeper');
  await postWith('Secret keeper', 'Nobody', 'Said in secret');
  await screens.messages.open('general');
  await expect(screens.messages.message('Said in secret')).toHaveCount(1, { timeout: 20_000 });
  const hooks = await ask<{ name: string; token?: string }[]>(
    `/channels/${await channelId('general')}/webhooks`,
  );
  const token = hooks.find((one) => one.name === 'Secret keeper')?.token;
  if (!token) throw new Error('the server tells no token');

  await expectNoTrace(token, 'Said in secret');
});

test('the link of a webhook that is pasted leaves no trace either', async () => {
  const { app, page, screens } = stage;
  const answer = await fetch(
    `${site.info.rest.replace(/\/$/, '')}/v10/channels/${await channelId('general')}/webhooks`,
    {
      method: 'POST',
      headers: { authorization: `Bot ${site.info.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Passed on' }),
      signal: AbortSignal.timeout(10_000),
    },
  );
  const made = (await answer.json()) as { id: string; token: string };
  const link = `${site.info.rest.replace(/\/$/, '')}/webhooks/${made.id}/${made.token}`;
  await screens.messages.goTo('webhooks');
  await page.getByRole('button', { name: webhookStrings.import }).first().click();
  const dialog = page.getByRole('dialog', { name: webhookStrings.importTitle });
  await dialog.getByLabel(webhookStrings.importLabel).focus();
  // Pasted as a person does it: typing it from here would leave it in the window's memory by itself.
  await app.evaluate(({ clipboard }, text) => clipboard.writeText(text), link);
  await page.keyboard.press('Control+V');
  await app.evaluate(({ clipboard }) => clipboard.clear());
  await dialog.getByRole('button', { name: webhookStrings.importSubmit }).click();
  await expect(page.getByRole('button', { name: webhookStrings.postWith('Passed on') })).toBeVisible();
  await expectNoTrace(made.token, 'Passed on');
});

/** Looks for a secret in the window, its memory, stderr and every file; `known` is what must be found there. */
async function expectNoTrace(token: string, known: string): Promise<void> {
  // What is looked for can be found: the search itself works.
  const memory = await heapOf();
  expect(memory).toContain(known);
  // What was just handed on is let go of a moment later; what is held stays for ever.
  await expect.poll(async () => (await heapOf()).includes(token), { timeout: 15_000 }).toBe(false);
  await expectKeptNowhere(token);
}

/** Looks for a secret in the page, its fields, stderr and every file of the app. */
async function expectKeptNowhere(token: string): Promise<void> {
  const { page } = stage;
  const dom = await page.evaluate(
    () =>
      document.documentElement.outerHTML +
      [...document.querySelectorAll('input, textarea')].map(({ value }) => value).join('\n'),
  );
  expect(dom.includes(token)).toBe(false);
  expect(stage.mainStderr().includes(token)).toBe(false);
  const files = await filesBelow(stage.userDataDir);
  expect([...files].filter(([, bytes]) => bytes.includes(token)).map(([path]) => path)).toEqual([]);
}

/** Everything the window's scripts hold, as text. */
async function heapOf(): Promise<string> {
  const session = await stage.page.context().newCDPSession(stage.page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
}
