import { expect, type Page, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { endRoomtone, look, openRoomtone, type Stage } from '../support/e2e';

const ROOM = 'Key stage';
let stage: Stage;

test.beforeEach(async () => {
  stage = await openRoomtone();
});
test.afterEach(() => endRoomtone(stage, test.info()));

/** What has the focus: its accessible name as far as an attribute or its text gives one, and its outline. */
function focused(page: Page): Promise<{ name: string; outlined: boolean }> {
  return page.evaluate(() => {
    const { document, getComputedStyle } = globalThis as unknown as {
      document: { activeElement: { ariaLabel: string | null; innerText?: string } | null };
      getComputedStyle(element: unknown): { outlineStyle: string; outlineWidth: string; boxShadow: string };
    };
    const element = document.activeElement;
    if (!element) return { name: '', outlined: false };
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const outlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
    return { name: element.ariaLabel ?? element.innerText ?? '', outlined: outlined || boxShadow !== 'none' };
  });
}

/** Tabs on until `name` has the focus; every stop on the way can be seen. */
async function tabTo(page: Page, name: RegExp, most = 30): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    passed.push(now.name);
    expect(now.outlined, `the focus on "${now.name}" can be seen`).toBe(true);
    if (name.test(now.name)) return;
  }
  throw new Error(`Tab never came to ${name}; it came to ${passed.join(' | ')}`);
}

test('the main job by keyboard alone', async () => {
  const { page, screens } = stage;
  const press = (keys: string) => page.keyboard.press(keys);

  await test.step('start practising, make a room, join it', async () => {
    await tabTo(page, new RegExp(strings.welcome.practiceStart));
    await look(page, test.info(), 'focus-welcome');
    await press('Enter');
    await expect(page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
    await press('n');
    const dialog = page.getByRole('dialog', { name: strings.createRoom.title });
    await expect(dialog.getByLabel(strings.createRoom.name)).toBeFocused();
    await page.keyboard.type(ROOM);
    await press('Enter');
    await expect(screens.rooms.card(ROOM)).toBeVisible();
    await tabTo(page, new RegExp(`^${ROOM}`));
    await look(page, test.info(), 'focus-room');
    await press('Enter');
    await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  });

  await test.step('mute, record, look up the keys, go to a channel', async () => {
    const { bar } = screens.callBar;
    await press('Control+Shift+M');
    await expect(bar.getByRole('button', { name: strings.call.unmute })).toBeVisible();
    await press('Control+Shift+M');
    await expect(bar.getByRole('button', { name: strings.call.mute, exact: true })).toBeVisible();
    await press('Control+Shift+E');
    await expect(screens.callBar.stopButton).toBeVisible();
    await press('?');
    const sheet = page.getByRole('dialog', { name: strings.keys.title });
    await expect(sheet).toContainText('Leave the room');
    await look(page, test.info(), 'keys');
    await press('Escape');
    await expect(sheet).toBeHidden();
    await press('Control+K');
    await expect(page.getByPlaceholder(strings.palette.placeholder)).toBeFocused();
    await page.keyboard.type('general');
    await expect(page.getByRole('option', { selected: true })).toContainText('# general');
    await press('Enter');
    await expect(screens.messages.composer).toBeFocused();
    await page.keyboard.type('Written without a mouse?');
    await press('Enter');
    await expect(page.getByText('Written without a mouse?', { exact: true }).first()).toBeVisible();
    await expect(sheet).toBeHidden();
    await expect(screens.callBar.stopButton).toHaveText(/0:(0[6-9]|[1-5]\d)/, { timeout: 30_000 });
    await press('Control+Shift+E');
    await expect(bar.getByRole('button', { name: strings.call.record, exact: true })).toBeVisible();
    await press('Control+Shift+L');
    await expect(bar).toBeHidden();
  });

  await test.step('open the recording and work the time line', async () => {
    const { review } = screens;
    await press('Control+4');
    await expect(screens.library.item(ROOM)).toBeVisible();
    await tabTo(page, new RegExp(strings.library.open(ROOM)));
    await press('Enter');
    await expect(review.playButton).toBeEnabled();
    await press('k');
    await expect(review.pauseButton).toBeVisible();
    await expect.poll(() => review.positionMs(), { intervals: [100] }).toBeGreaterThan(300);
    await press('k');
    await expect(review.playButton).toBeVisible();
    await press('Home');
    await expect.poll(() => review.positionMs()).toBe(0);
    await press('ArrowRight');
    await expect.poll(() => review.positionMs()).toBe(5_000);
    await press('ArrowLeft');
    await expect.poll(() => review.positionMs()).toBe(0);
    await press('End');
    await expect.poll(() => review.positionMs()).toBeGreaterThanOrEqual(await review.lengthMs());
    const [first] = await review.laneNames();
    await tabTo(page, /^Track of /);
    await press('s');
    await expect(review.soloButton(first ?? '')).toHaveAttribute('aria-pressed', 'true');
    await press('s');
    await expect(review.soloButton(first ?? '')).toHaveAttribute('aria-pressed', 'false');
  });
});

test('everything that can be used has a name, and every drawn meter can be read', async () => {
  const { page, screens } = stage;
  const unnamed: string[] = [];
  const check = async (view: string) => {
    const tree = await page.locator('body').ariaSnapshot();
    const roles =
      'button|radio|slider|textbox|searchbox|checkbox|combobox|link|meter|dialog|menuitem|spinbutton';
    for (const line of tree.split('\n')) {
      if (new RegExp(`^\\s*- (${roles})\\b(?! ")`).test(line)) unnamed.push(`${view}: ${line.trim()}`);
    }
    const mute = await page.locator('canvas').evaluateAll(
      (all) =>
        all
          .map((canvas) => canvas as unknown as { closest(css: string): unknown; parentElement: ParentOf })
          // A picture of what is said in words beside it is hidden from who listens.
          .filter((canvas) => canvas.closest('[data-testid="time-line"], [aria-hidden="true"]') === null)
          .filter((canvas) => !canvas.parentElement.querySelector('meter[aria-label]')).length,
    );
    if (mute > 0) unnamed.push(`${view}: ${mute} canvases without text`);
  };
  interface ParentOf {
    querySelector(css: string): unknown;
  }
  await check('welcome');
  await screens.welcome.startPractising();
  await check('rooms');
  await screens.rooms.create(ROOM);
  await screens.rooms.join(ROOM);
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await screens.live.open();
  await screens.callBar.record();
  await expect.poll(() => screens.live.strips().count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  await check('live');
  await screens.messages.open('general');
  await check('messages');
  await screens.callBar.stopRecording();
  await screens.callBar.leave();
  await screens.library.open();
  await expect(screens.library.item(ROOM)).toBeVisible();
  await check('library');
  await screens.library.item(ROOM).click();
  await expect(screens.review.playButton).toBeEnabled();
  await check('review');
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: strings.settings.title })).toBeVisible();
  await check('settings');
  expect(unnamed).toEqual([]);
});
