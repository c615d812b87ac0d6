import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { reviewStrings } from '../../src/renderer/strings/review';
import { endRoomtone, look, openRoomtone, probe, type Stage } from '../support/e2e';
import { writeLongSession } from '../support/long-session/write';

const run = promisify(execFile);
const TITLE = 'A long evening';
/** Where on the ruler markers have their flags, CSS px. */
const MARKERS_Y = 48;
/** Nothing else is marked around it, so that the flag can be taken hold of with four hours in view. */
const LONELY = '1:47:24';
let stage: Stage;
let dataDir: string;

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'roomtone-review-'));
  await mkdir(join(dataDir, 'recordings'));
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

/** Goes to a time by its dialog. */
async function goTo(time: string): Promise<void> {
  await stage.screens.review.press('g');
  const dialog = stage.page.getByRole('dialog', { name: reviewStrings.goTo.title });
  await dialog.getByRole('textbox').fill(time);
  await dialog.getByRole('textbox').press('Enter');
  await expect(dialog).toBeHidden();
}

/** The loudest sample of a stretch of a file, dBFS; −91 is digital silence of 16 bits. */
async function loudest(path: string, fromS: number, seconds: number): Promise<number> {
  const { stderr } = await run('ffmpeg', [
    ...['-hide_banner', '-ss', String(fromS), '-t', String(seconds), '-i', path],
    ...['-af', 'volumedetect', '-f', 'null', '-'],
  ]);
  return Number(/max_volume: (-?[\d.]+) dB/.exec(stderr)?.[1] ?? Number.NaN);
}

test('four hours are searched, looked at closely, listened to, marked, withheld and exported without any account', async () => {
  test.setTimeout(240_000);
  await writeLongSession(join(dataDir, 'recordings', 'long-evening'), { title: TITLE });
  stage = await openRoomtone({ userDataDir: dataDir });
  const { page, screens } = stage;
  const { review } = screens;

  await test.step('found by what was typed in it, and opened where it was said', async () => {
    await screens.library.open();
    await expect(screens.library.item(TITLE)).toBeVisible();
    await page.getByRole('searchbox', { name: strings.library.filter }).fill('opening short');
    const hit = page.getByRole('button', { name: /^Chat.*opening short/ }).first();
    await hit.click();
    await expect(review.playButton).toBeEnabled();
    await expect.poll(() => review.positionMs()).toBeGreaterThan(1_000);
    await look(page, test.info(), 'found');
  });

  await test.step('zoomed from hours to milliseconds, with the sound itself drawn', async () => {
    await expect(review.waves()).toHaveCount(await review.lanes().count());
    const wheel = async (notches: number) => {
      const box = await review.timeLine.boundingBox();
      if (!box) throw new Error('no time line');
      await page.mouse.move(box.x + box.width / 2, box.y + 40);
      await page.keyboard.down('Control');
      for (let notch = 0; notch < Math.abs(notches); notch += 1) {
        await page.mouse.wheel(0, Math.sign(notches) * 200);
      }
      await page.keyboard.up('Control');
    };
    await wheel(-50);
    await expect(page.getByTestId('position')).toHaveText(/\.\d{3}$/);
    await look(page, test.info(), 'close');
    await review.press('z');
    await expect(page.getByTestId('position')).toHaveText(/\.\d$/);
  });

  await test.step('played at twice the speed, speech only', async () => {
    await review.press('Home');
    await review.press('n');
    await page.getByRole('combobox', { name: reviewStrings.speed }).selectOption('2');
    await page.getByRole('button', { name: reviewStrings.speechOnly }).click();
    await expect(page.getByText(/^4:00:00 became [123]:\d\d:\d\d$/)).toBeVisible();
    const before = await review.positionMs();
    await review.playButton.click();
    await expect.poll(() => review.positionMs(), { timeout: 30_000 }).toBeGreaterThan(before + 4_000);
    await expect(page.locator('[data-lane][data-speaking]').first()).toBeVisible();
    await review.pauseButton.click();
    await page.getByRole('button', { name: reviewStrings.speechOnly }).click();
    await page.getByRole('combobox', { name: reviewStrings.speed }).selectOption('1');
  });

  await test.step('a marker with a note', async () => {
    await goTo(LONELY);
    // A place with no other marker near: drawn small, two would lie on each other.
    await review.press('g');
    const dialog = page.getByRole('dialog', { name: reviewStrings.goTo.title });
    await dialog.getByRole('textbox').fill('8:20');
    await dialog.getByRole('textbox').press('Enter');
    await expect(dialog).toBeHidden();
    await page.getByRole('tab', { name: reviewStrings.panes.names.markers }).click();
    const list = page.getByRole('region', { name: reviewStrings.markers.title });
    const before = await list.getByRole('textbox').count();
    await page.getByRole('button', { name: reviewStrings.markers.add, exact: true }).click();
    await expect.poll(() => list.getByRole('textbox').count()).toBeGreaterThan(before);
    const name = list.getByRole('textbox', { name: /^Name of Marker \d+$/ });
    const label = (await name.inputValue()) || 'Marker';
    await list.getByRole('button', { name: reviewStrings.markers.noteOf(label) }).click();
    await list.getByRole('textbox', { name: reviewStrings.markers.noteOf(label) }).fill('Quote this.');
    await name.fill('The point of it');
    await name.press('Enter');
    await expect(
      list.getByRole('textbox', { name: reviewStrings.markers.noteOf('The point of it') }),
    ).toHaveValue('Quote this.');
  });

  await test.step('a marker is dragged on the ruler, and put back', async () => {
    await review.press('z');
    const list = page.getByRole('region', { name: reviewStrings.markers.title });
    const time = list.getByRole('button', { name: /^Go to The point of it at/ });
    const before = await time.getAttribute('aria-label');
    const box = await page.getByTestId('ruler').boundingBox();
    if (!box) throw new Error('no ruler');
    // The playhead still stands where the marker was set.
    const x = box.x + (box.width * (await review.positionMs())) / (await review.lengthMs());
    const y = box.y + MARKERS_Y;
    await page.mouse.move(x + 3, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y, { steps: 4 });
    await page.mouse.up();
    await expect(screens.toasts.said(/“The point of it” is at .* now/)).toBeVisible();
    await expect(time).not.toHaveAttribute('aria-label', before ?? '');
    await look(page, test.info(), 'dragged');
    // A wide dialog leaves room for what just happened, and stays when that is answered.
    await review.press('e');
    const dialog = page.getByRole('dialog', { name: reviewStrings.exporting.title });
    await expect(dialog).toBeVisible();
    const said = await screens.toasts.said(/“The point of it” is at .* now/).boundingBox();
    const asked = await dialog.boundingBox();
    expect((said?.y ?? 0) + (said?.height ?? 0)).toBeLessThanOrEqual(asked?.y ?? 0);
    await screens.toasts.act(strings.undo);
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(time).toHaveAttribute('aria-label', before ?? '');
  });

  const folder = join(dataDir, 'exported');
  await mkdir(folder);
  await test.step('a stretch is withheld and silent in the exported mix, which is checked on the disk', async () => {
    const at = async (time: string, key: string) => {
      await goTo(time);
      await review.press(key);
    };
    await at('10:00', 'i');
    await at('10:20', 'o');
    await review.press('w');
    const dialog = page.getByRole('dialog', { name: reviewStrings.withholding.title });
    await dialog.getByRole('combobox', { name: reviewStrings.withholding.who }).selectOption('');
    await dialog.getByRole('button', { name: reviewStrings.withholding.go }).click();
    await expect(dialog).toBeHidden();
    await look(page, test.info(), 'withheld');
    await at('9:40', 'i');
    await at('10:40', 'o');
    await screens.live.answerDialog(folder);
    await review.press('e');
    const exporting = page.getByRole('dialog', { name: reviewStrings.exporting.title });
    await exporting.getByRole('combobox', { name: reviewStrings.exporting.format }).selectOption('flac');
    await exporting.getByRole('combobox', { name: reviewStrings.exporting.range }).selectOption('chosen');
    await exporting.getByRole('button', { name: reviewStrings.exporting.go }).click();
    const queue = page.getByRole('list', { name: reviewStrings.exporting.queue });
    await expect(queue).toContainText(/1 file, .*checked/, { timeout: 90_000 });
    await look(page, test.info(), 'exported');
    const [file] = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.flac'));
    const path = join(folder, file ?? '');
    const { codec, seconds } = await probe(path);
    expect(codec).toBe('flac');
    expect(seconds).toBeCloseTo(60, 0);
    expect(await loudest(path, 20.5, 19)).toBeLessThanOrEqual(-90);
    expect(Math.max(await loudest(path, 0, 19.5), await loudest(path, 40.5, 19))).toBeGreaterThan(-40);
  });
});

test('another recorder’s zip is brought in by the file dialog, and what is no sound in it is named', async () => {
  const craig = join(dataDir, 'craig');
  await mkdir(craig);
  for (const [index, name] of ['1-ada.flac', '2-bram.opus'].entries()) {
    await run('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `sine=frequency=${300 + 200 * index}:duration=4`],
      join(craig, name),
    ]);
  }
  await writeFile(join(craig, '3-liar.flac'), 'no sound at all');
  const zip = join(dataDir, 'craig.zip');
  await run('python3', [
    '-m',
    'zipfile',
    '-c',
    zip,
    ...(await readdir(craig)).map((one) => join(craig, one)),
  ]);

  stage = await openRoomtone({ userDataDir: dataDir });
  const { page, screens } = stage;
  await screens.library.open();
  await expect(page.getByText(strings.library.emptyTitle)).toBeVisible();
  await look(page, test.info(), 'empty');
  await screens.live.answerDialog(zip);
  await page.getByRole('button', { name: reviewStrings.importing.zip }).click();
  const queue = page.getByRole('list', { name: reviewStrings.exporting.queue });
  await expect(queue).toContainText(/In the library; 1 file left out/, { timeout: 60_000 });
  await queue.getByRole('button', { name: reviewStrings.importing.open('craig.zip') }).click();
  await expect(screens.review.playButton).toBeEnabled();
  await expect(screens.review.lanes()).toHaveCount(2);
  await expect(screens.review.waves()).toHaveCount(2);
  await look(page, test.info(), 'imported');
});

test('the open recording and what of it is in view come back after a restart', async () => {
  await writeLongSession(join(dataDir, 'recordings', 'short'), { title: TITLE, hours: 0.2, people: 4 });
  stage = await openRoomtone({ userDataDir: dataDir });
  await stage.screens.library.open();
  await stage.screens.library.item(TITLE).click();
  await expect(stage.screens.review.playButton).toBeEnabled();
  await stage.page.getByRole('tab', { name: reviewStrings.panes.names.events }).click();
  for (let step = 0; step < 4; step += 1) await stage.screens.review.press('+');
  const map = stage.page.getByRole('slider', { name: reviewStrings.timeline.map });
  await expect(map).not.toHaveAttribute('aria-valuetext', '0:00 to 12:00');
  // It is written once the view rests.
  await stage.page.waitForTimeout(1_500);
  const inView = await map.getAttribute('aria-valuetext');
  await stage.close();
  stage = await openRoomtone({ userDataDir: dataDir });
  await expect(stage.screens.review.playButton).toBeEnabled();
  await expect(stage.page.getByRole('slider', { name: reviewStrings.timeline.map })).toHaveAttribute(
    'aria-valuetext',
    inView ?? '',
  );
  await expect(
    stage.page.getByRole('tab', { name: reviewStrings.panes.names.events, selected: true }),
  ).toBeVisible();
});
