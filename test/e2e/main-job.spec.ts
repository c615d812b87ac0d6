import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { makeTune } from '../demo/tune';
import {
  endRoomtone,
  expectMoving,
  inkByColumn,
  look,
  openRoomtone,
  type Stage,
  troubleLogged,
} from '../support/e2e';

const ROOM = 'Friday stage';
let stage: Stage;

test.afterEach(() => endRoomtone(stage, test.info()));

test('from the first screen to a reviewed recording, on the practice server', async () => {
  const info = test.info();
  stage = await openRoomtone();
  const { page, screens } = stage;
  const tune = join(stage.userDataDir, 'Opening tune.mp3');
  const tuneMade = makeTune(tune, 60);

  await test.step('members come and go before my eyes', async () => {
    await screens.welcome.startPractising();
    const before = await screens.rooms.peopleShown();
    expect(before.length).toBeGreaterThan(0);
    await expect
      .poll(() => screens.rooms.peopleShown(), { timeout: 40_000, intervals: [100] })
      .not.toEqual(before);
  });

  await test.step('I make a room and join it', async () => {
    await screens.rooms.create(ROOM);
    await screens.rooms.join(ROOM);
    await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
    await expect(screens.rooms.card(ROOM)).toContainText(strings.rooms.state.you);
    await look(page, info, 'joined');
  });

  await test.step('I play a file and the speakers move their meters', async () => {
    await screens.live.open();
    await tuneMade;
    await screens.live.pick(tune);
    await expect(screens.live.deck).toContainText(strings.live.deck.status.ready);
    await screens.live.play();
    await expect(screens.live.deck.getByRole('button', { name: strings.live.deck.pause('a') })).toBeVisible();
    await screens.callBar.record();
    await expectMoving(screens.live.meter(strings.live.master.meter));
    await expectMoving(screens.live.meter(strings.live.listen.meter));
    await expect.poll(() => screens.live.strips().count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
    const speaker = screens.live.strips().filter({ hasText: strings.rooms.state.speaking }).first();
    await expect(speaker).toBeVisible({ timeout: 20_000 });
    await expectMoving(screens.live.strips().filter({ hasNotText: strings.live.own }).getByRole('meter'));
    await look(page, info, 'live');
  });

  await test.step('I stop, leave, and end the room at the second try', async () => {
    // Long enough to seek in.
    await expect(screens.callBar.stopButton).toHaveText(/0:(0[8-9]|[1-5]\d)/, { timeout: 30_000 });
    await screens.callBar.stopRecording();
    await screens.callBar.leave();
    await screens.rooms.open();
    await screens.rooms.choose(ROOM);
    await screens.rooms.end(ROOM);
    await screens.toasts.act(strings.undo);
    await expect(screens.toasts.said(strings.rooms.endUndone(ROOM))).toBeVisible();
    await expect(screens.rooms.card(ROOM).getByRole('button', { name: strings.rooms.end })).toBeVisible();
    await screens.rooms.end(ROOM);
    await expect(screens.toasts.said(strings.rooms.ended(ROOM))).toBeVisible({ timeout: 30_000 });
    await expect(screens.rooms.card(ROOM)).toBeHidden();
    await expect(screens.rooms.row(ROOM)).toHaveCount(0);
  });

  await test.step('signed out, I open the recording', async () => {
    await screens.account.signOut();
    await expect(page.getByRole('button', { name: strings.welcome.practiceStart })).toBeVisible();
    await screens.library.open();
    await screens.library.item(ROOM).click();
    await expect(screens.review.playButton).toBeEnabled();
    await expect.poll(() => screens.review.lanes().count()).toBeGreaterThanOrEqual(2);
    const waves = screens.review.waves();
    await expect(waves).toHaveCount(await screens.review.lanes().count());
    // A line of one pixel is silence; the programme and at least one member have a shape.
    await expect
      .poll(async () => {
        let shaped = 0;
        for (const wave of await waves.all()) {
          if ((await inkByColumn(wave)).filter((ink) => ink > 4).length > 20) shaped += 1;
        }
        return shaped;
      })
      .toBeGreaterThanOrEqual(2);
    await look(page, info, 'review');
  });

  await test.step('I play, seek by key and by click, and solo a speaker', async () => {
    const { review } = screens;
    const lengthMs = await review.lengthMs();
    expect(lengthMs).toBeGreaterThan(5_000);
    await review.playButton.click();
    await expect.poll(() => review.positionMs(), { intervals: [100] }).toBeGreaterThan(600);
    await review.pauseButton.click();
    await expect(review.playButton).toBeVisible();
    await review.press('Home');
    await expect.poll(() => review.positionMs()).toBe(0);
    await review.press('ArrowRight');
    await expect.poll(() => review.positionMs()).toBe(5_000);
    await review.clickAt(0.5);
    await expect.poll(async () => Math.abs((await review.positionMs()) - lengthMs / 2)).toBeLessThan(1_000);
    const name = (await review.laneNames()).at(-1) ?? '';
    await review.solo(name);
    await expect(review.soloButton(name)).toHaveAttribute('aria-pressed', 'true');
    await look(page, info, 'solo');
  });

  expect(troubleLogged(stage)).toEqual([]);
});
