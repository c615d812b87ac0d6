import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { composeStrings } from '../../src/renderer/strings/compose';
import { composerStrings } from '../../src/renderer/strings/composer';
import { historyStrings as words } from '../../src/renderer/strings/history';
import { refusalStrings } from '../../src/renderer/strings/refusals';
import { threadStrings } from '../../src/renderer/strings/threads';
import type { Bridge } from '../../src/shared/ipc/api';
import { endRoomtone, look, openRoomtone, type Stage, troubleLogged } from '../support/e2e';
import { PracticeSite } from '../support/practice-site';

declare const window: { roomtone: Bridge };

let stage: Stage;
let site: PracticeSite;

test.beforeEach(async () => {
  site = await PracticeSite.start({ seed: 'desk', scripted: false });
  stage = await openRoomtone();
  await stage.screens.welcome.connectBot({ token: site.info.token, address: site.info.rest });
  await expect(stage.page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await site.kill();
});

/** Somebody of the guild, as the app finds them. */
async function person(name: string): Promise<{ userId: string; displayName: string }> {
  const found = await stage.page.evaluate(async (text) => {
    const { calls } = window.roomtone;
    const guilds = (await calls['workspace']?.['snapshot']?.(undefined)) as unknown as {
      value: { guilds: { guildId: string }[] };
    };
    const guildId = guilds.value.guilds[0]?.guildId;
    return calls['people']?.['search']?.({ guildId, text });
  }, name);
  if (!found?.ok) throw new Error(`nobody was found: ${JSON.stringify(found)}`);
  const [first] = found.value as { userId: string; displayName: string }[];
  if (!first) throw new Error(`nobody is called ${name}`);
  return first;
}

test('what one writes is edited, answered, reacted to, pinned, taken back and found', async () => {
  const { page, screens } = stage;
  const { messages, toasts } = screens;
  await messages.open('general');
  const posted = await messages.post('The doors open at seven');

  await messages.composer.press('ArrowUp');
  const edit = page.getByRole('textbox', { name: words.editLabel });
  await edit.fill('The doors open at **eight**');
  await edit.press('Enter');
  const edited = messages.message('The doors open at eight');
  await expect(edited).toContainText(words.edited);
  await expect(edited.getByText('eight')).toHaveCSS('font-weight', /[6-9]00/);
  await toasts.act(strings.undo);
  await expect(posted).toBeVisible();

  await messages.react('The doors open at seven', 'party');
  await expect(posted.getByRole('button', { name: /1 reaction, one is yours/ })).toBeVisible();
  // The keyboard is back on the message, so the next key is about it too.
  await page.keyboard.press('p');
  const pins = await messages.openPanel('pins');
  await expect(pins).toContainText('The doors open at seven');
  await look(page, test.info(), 'reacted-and-pinned');

  await messages.press('The doors open at seven', 'r');
  await expect(messages.composer).toBeFocused();
  const answer = await messages.post('I will bring the chairs');
  for (let at = 1; at <= 25; at += 1) {
    await site.control(`members/${(await rosa()).userId}/messages`, {
      channelId: await channelId('general'),
      content: `line ${at}\nand a second one`,
    });
  }
  await expect(messages.message('line 25')).toBeInViewport();
  await messages.scrollTo(answer);
  await answer.getByRole('button', { name: words.replyTo('Roomtone practice') }).click();
  await expect(posted.first()).toBeInViewport();

  await messages.press('I will bring the chairs', 'Delete');
  await expect(answer).toHaveCount(0);
  await toasts.act(strings.undo);
  await expect(answer).toHaveCount(1);

  const found = await messages.openPanel('search');
  await found.getByLabel(words.search.label).fill('chairs');
  await expect(found.getByRole('article')).toHaveCount(1);
  await found.getByRole('button', { name: words.search.jump }).click();
  await expect(answer).toBeInViewport();

  await messages.press('line 3', 'x');
  await messages.message('line 4').getByRole('checkbox').check();
  await messages.message('line 5').getByRole('checkbox').check();
  await look(page, test.info(), 'selected');
  await page.getByRole('button', { name: words.deleteSelected(3) }).click();
  await expect(messages.message(/line [345]\b/)).toHaveCount(0);
  // The time for undoing passes, and they are gone at the server: they do not come back.
  await expect
    .poll(async () => (await site.asked()).filter((line) => /bulk-delete/.test(line)).length, {
      timeout: 20_000,
    })
    .toBe(1);
  await expect(messages.message(/line [345]\b/)).toHaveCount(0);
  expect(troubleLogged(stage)).toEqual([]);
});

test('reading begins at the first unread message, and what is marked unread stays so', async () => {
  const { page, screens } = stage;
  const { messages } = screens;
  await messages.open('general');
  await messages.open('music');
  const general = await channelId('general');
  for (let at = 1; at <= 40; at += 1) {
    await site.control(`members/${(await rosa()).userId}/messages`, {
      channelId: general,
      content: `missed ${at}`,
    });
  }
  await expect(messages.inList('general')).toHaveAccessibleName(/\b40 unread/);
  await messages.open('general');
  await expect(messages.history.getByText('missed 1', { exact: true })).toBeInViewport();
  await expect(messages.history.getByText(words.newMessages, { exact: true })).toBeInViewport();
  await expect(messages.message('missed 40')).not.toBeInViewport();
  await look(page, test.info(), 'first-unread');
  await messages.message('missed 2').first().focus();
  await page.keyboard.press('End');
  await expect(messages.message('missed 40')).toBeFocused();
  await messages.press('missed 38', 'm');
  await messages.open('music');
  await expect(messages.inList('general')).toHaveAccessibleName(/3 unread/);
});

test('threads, forum posts and conversations, with somebody who takes no messages', async () => {
  const { page, screens } = stage;
  const { messages } = screens;
  await messages.open('general');
  await messages.post('Who brings what?');
  await messages.press('Who brings what?', 't');
  const dialog = page.getByRole('dialog', { name: threadStrings.create });
  await dialog.getByLabel(threadStrings.name).fill('Friday list');
  await dialog.getByRole('button', { name: threadStrings.submit }).click();
  await expect(messages.inList('Friday list')).toBeVisible();
  await messages.open('Friday list');
  await messages.post('Chairs, please');
  await look(page, test.info(), 'thread');

  await messages.inList('questions').click();
  await page.getByRole('button', { name: threadStrings.forum.newPost }).click();
  await page.getByLabel(composeStrings.postTitle).fill('How loud is too loud?');
  await page.getByLabel(composeStrings.content, { exact: true }).fill('The neighbours wonder.');
  await look(page, test.info(), 'forum-post');
  await page.getByRole('button', { name: composerStrings.send, exact: true }).click();
  await messages.inList('questions').click();
  const post = page.getByRole('button', { name: /^How loud is too loud/ });
  await expect(post).toBeVisible({ timeout: 20_000 });
  await look(page, test.info(), 'forum');
  await post.click();
  await expect(messages.message('The neighbours wonder.')).toBeVisible();

  const friend = await rosa();
  await openDirect('rosa');
  await messages.post('Are you there?');
  await site.control(`members/${friend.userId}/messages`, { content: 'I am' });
  await expect(messages.message('I am')).toBeVisible();
  await site.control(`members/${friend.userId}/dms`, { closed: true });
  await messages.send('And now?');
  const failed = messages.history.getByRole('alert');
  await expect(failed).toContainText(refusalStrings.dmClosed, { timeout: 20_000 });
  await look(page, test.info(), 'closed-dm');
});

async function openDirect(name: string): Promise<void> {
  const { page } = stage;
  await page.getByRole('button', { name: threadStrings.direct.title }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(threadStrings.direct.find).fill(name);
  await dialog.getByRole('button', { name: new RegExp(name, 'i') }).click();
  await expect(stage.screens.messages.composer).toHaveAccessibleName(/@Rosa/);
}

let known: { userId: string; displayName: string } | undefined;
async function rosa() {
  known ??= await person('rosa');
  return known;
}

/** The id of a channel, by its name. */
async function channelId(name: string): Promise<string> {
  const id = await stage.page.evaluate(async (wanted) => {
    const snapshot = (await window.roomtone.calls['workspace']?.['snapshot']?.(undefined)) as unknown as {
      value: { textChannels: { channelId: string; name: string }[] };
    };
    return snapshot.value.textChannels.find((one) => one.name === wanted)?.channelId;
  }, name);
  if (!id) throw new Error(`there is no channel ${name}`);
  return id;
}
