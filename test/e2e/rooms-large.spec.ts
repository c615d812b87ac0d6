import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import type { Bridge } from '../../src/shared/ipc/api';
import { endRoomtone, look, openRoomtone, type Stage } from '../support/e2e';
import { DeskScreen } from '../support/screens/rooms';

declare const window: { roomtone: Bridge };

const SIZE = { members: 20_000, rooms: 200, inVoice: 2_000 };
/** Rooms in the page at once: what a high window shows of empty ones, and the few kept around it. */
const MOST_ROOMS_IN_PAGE = 40;

let stage: Stage;
let desk: DeskScreen;

test.beforeEach(async () => {
  stage = await openRoomtone();
  const outcome = await stage.page.evaluate(
    (size) => window.roomtone.calls['accounts']?.['startPractice']?.({ seed: 4, size }),
    SIZE,
  );
  expect(JSON.stringify(outcome)).toContain('"connected"');
  desk = new DeskScreen(stage.page);
  await expect(desk.list.locator('[data-person]').first()).toBeVisible();
});
test.afterEach(() => endRoomtone(stage, test.info()));

test('of a large guild only the rooms in sight are in the page, and the keys reach both ends', async () => {
  const { page } = stage;
  const rooms = desk.list.locator('[data-room]');
  expect(await rooms.count()).toBeLessThan(MOST_ROOMS_IN_PAGE);
  const first = Object.keys(await desk.shown())[0] ?? '';
  await desk.room(first).locator('[data-roving]').focus();
  await page.keyboard.press('End');
  await expect(desk.room(first)).toHaveCount(0);
  const last = desk.list.locator('[data-room] [data-roving]').last();
  await expect(last).toBeFocused();
  await expect(last).toBeInViewport();
  expect(await rooms.count()).toBeLessThan(MOST_ROOMS_IN_PAGE);
  await look(page, test.info(), 'end');
  await page.keyboard.press('ArrowUp');
  await expect(last).not.toBeFocused();
  await page.keyboard.press('Home');
  await expect(desk.room(first).locator('[data-roving]')).toBeFocused();
});

test('arrow keys walk down past what was in the page', async () => {
  const { page } = stage;
  const before = Object.keys(await desk.shown());
  await desk
    .room(before[0] ?? '')
    .locator('[data-roving]')
    .focus();
  const visited = new Set<string>();
  let at = before[0] ?? '';
  for (let step = 0; step < before.length + 5; step += 1) {
    await page.keyboard.press('ArrowDown');
    const focused = desk.list.locator('[data-room]:has([data-roving]:focus)');
    // A row that was not in the page gets the focus once it is drawn.
    await expect(focused).not.toHaveAttribute('data-room', at);
    at = (await focused.getAttribute('data-room')) ?? '';
    visited.add(at);
  }
  expect(visited.size).toBe(before.length + 5);
});

test('a person far down the list is found by name', async () => {
  const { page } = stage;
  const find = page.getByLabel(strings.rooming.find);
  await desk.list.locator('[data-roving]').first().focus();
  await page.keyboard.press('End');
  await expect(desk.list.locator('[data-room] [data-roving]').last()).toBeFocused();
  // The first line is the initials in the picture.
  const name = (await desk.list.locator('[data-person]').last().innerText()).split('\n')[1] ?? '';
  expect(name).not.toBe('');
  await find.fill(name);
  await expect(desk.list.locator('[data-person]').filter({ hasText: name }).first()).toBeVisible();
  await find.fill('nobody is called like this');
  await expect(desk.list).toContainText(strings.rooming.nothingFound);
  await expect(desk.list.locator('[data-room]')).toHaveCount(0);
});
