import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { adviceFor } from '../../src/renderer/advice';
import { strings } from '../../src/renderer/strings';
import { recorderStrings } from '../../src/renderer/strings/recorder';
import { makeTune } from '../demo/tune';
import {
  childPid,
  endRoomtone,
  expectMoving,
  inkByColumn,
  look,
  openRoomtone,
  probe,
  type Stage,
} from '../support/e2e';

const ROOM = 'Rough evening';
let stage: Stage;
let dataDir: string;

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'roomtone-trouble-'));
  stage = await openRoomtone({ userDataDir: dataDir });
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function goOnAir(room: string): Promise<void> {
  const { screens } = stage;
  await screens.welcome.startPractising();
  await screens.rooms.create(room);
  await screens.rooms.join(room);
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await screens.live.open();
}

async function playTune(seconds: number): Promise<void> {
  const tune = join(dataDir, `tune-${seconds}.mp3`);
  await makeTune(tune, seconds);
  await stage.screens.live.pick(tune);
  // A deck may still hold the file of before: that one must not be what is played.
  const deck = stage.screens.live.deckOf('a');
  await expect(deck).toContainText(`tune-${seconds}`);
  await expect(deck).toContainText(`−${Math.floor(seconds / 60)}:${String(seconds % 60).slice(0, 1)}`);
  await stage.screens.live.play();
  await expectMoving(stage.screens.live.meter(strings.live.master.meter));
}

test('a file without audio, a folder and a vanished file are each told, and a good one plays after them', async () => {
  await goOnAir(ROOM);
  const { page, screens } = stage;
  const text = join(dataDir, 'letter.mp3');
  await writeFile(text, 'Dear all, this is a letter and no music.\n'.repeat(200));
  await screens.live.pick(text);
  const notAudio = adviceFor({ code: 'media/not-audio' });
  await expect(screens.toasts.said(notAudio.title)).toBeVisible();
  await expect(screens.toasts.said(notAudio.next)).toContainText(notAudio.safe);
  await look(page, test.info(), 'not-audio');

  const folder = join(dataDir, 'folder.mp3');
  await mkdir(folder);
  await screens.live.pick(folder);
  await expect(screens.toasts.said(strings.toastTimes(2))).toBeVisible();
  await expect(screens.toasts.said(notAudio.title)).toHaveCount(1);

  const fleeting = join(dataDir, 'fleeting.mp3');
  await makeTune(fleeting, 5);
  await screens.live.answerDialog(fleeting);
  // It is to wait in the queue, not to be opened at once on a free deck.
  await screens.live.queue.getByRole('button', { name: strings.live.queue.autoLoadHint }).click();
  await screens.live.queue.getByRole('button', { name: strings.live.queue.add }).click();
  const queued = screens.live.queue.getByRole('listitem', { name: /^fleeting\.mp3/ });
  await expect(queued).toBeVisible();
  await rm(fleeting);
  await queued.focus();
  await page.keyboard.press('Enter');
  const unreadable = adviceFor({ code: 'media/unreadable' });
  await expect(screens.toasts.said(unreadable.title)).toBeVisible();
  await expect(screens.toasts.said(unreadable.next)).toContainText(unreadable.safe);
  await look(page, test.info(), 'vanished');

  await playTune(20);
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
});

test('the disk is full while recording: it is said, what was written stays readable, the call goes on', async () => {
  await goOnAir(ROOM);
  const { page, screens } = stage;
  await playTune(60);
  await screens.callBar.record();
  // A limit on how large its files may grow is what a process without privileges can be given: the next write is
  // refused by the kernel (EFBIG), as one on a full disk is (ENOSPC). Only the voice process writes recordings.
  const pid = String(await childPid(stage, 'voice-process'));
  execFileSync('prlimit', ['--pid', pid, `--fsize=${48 * 1024}:`]);
  const advice = adviceFor({ code: 'recording/disk-full' });
  const toast = screens.toasts.said(`${strings.call.recordingFailed}: ${advice.title}`);
  await expect(toast).toBeVisible({ timeout: 30_000 });
  await expect(screens.toasts.said(advice.next)).toContainText(advice.safe);
  await expect(
    screens.callBar.bar.getByRole('button', { name: strings.call.record, exact: true }),
  ).toBeVisible();
  await look(page, test.info(), 'disk-full');
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await expectMoving(screens.live.meter(strings.live.master.meter));

  execFileSync('prlimit', ['--pid', pid, '--fsize=unlimited:']);
  await screens.callBar.record();
  await expect(screens.callBar.stopButton).toHaveText(/0:(0[1-9]|[1-5]\d)/);
  await screens.callBar.stopRecording();
  await screens.callBar.leave();
  await screens.library.open();
  await expect(screens.library.item(ROOM)).toHaveCount(2);
  await screens.library.item(ROOM).last().click();
  await expect(screens.review.playButton).toBeEnabled();
  expect(await screens.review.lengthMs()).toBeGreaterThanOrEqual(1_000);
  for (const track of await tracksBelow(join(dataDir, 'recordings'))) {
    expect(await probe(track)).toMatchObject({ codec: 'opus' });
  }
});

test('the voice process dies in a call: call, recording and programme come back; once more, and it ends with a sentence', async () => {
  await goOnAir(ROOM);
  const { page, screens } = stage;
  await playTune(60);
  await screens.callBar.record();
  const recordedFromMs = Date.now();
  await expect(screens.callBar.stopButton).toHaveText(/0:(0[3-9]|[1-5]\d)/);
  // Where it says how the recording stands.
  await screens.live.showTab(strings.live.tabs.room);
  process.kill(await childPid(stage, 'voice-process'), 'SIGKILL');
  const interrupted = screens.callBar.bar.getByRole('button', { name: strings.call.stopInterrupted });
  await expect(interrupted).toHaveText(strings.call.interrupted);
  await expect(page.getByRole('button', { name: recorderStrings.split.now })).toBeDisabled();
  await look(page, test.info(), 'voice-comes-back');
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await expectMoving(screens.live.meter(strings.live.master.meter));
  // At once, not after a while: its time counts from where the recording was begun.
  const [, shownSeconds] = /0:(\d\d)/.exec((await screens.callBar.stopButton.textContent()) ?? '') ?? [];
  expect(Number(shownSeconds) * 1_000).toBeGreaterThan(Date.now() - recordedFromMs - 2_000);

  process.kill(await childPid(stage, 'voice-process'), 'SIGKILL');
  const advice = adviceFor({ code: 'voice/engine-crashed' });
  await expect(screens.toasts.said(`${strings.call.endedByError(ROOM)}: ${advice.title}`)).toBeVisible();
  await expect(screens.toasts.said(advice.next).first()).toContainText(advice.safe);
  await expect(screens.callBar.bar).toBeHidden();
  await look(page, test.info(), 'voice-died');

  await screens.rooms.open();
  await screens.rooms.choose(ROOM);
  await screens.rooms.join(ROOM);
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await screens.live.open();
  await playTune(20);
  await screens.callBar.leave();
  // One session with both parts: it begins where it was begun, and goes on after the gap.
  await screens.library.open();
  await expect(screens.library.item(ROOM)).toHaveCount(1);
  await screens.library.item(ROOM).click();
  await expect(screens.review.playButton).toBeEnabled();
  expect(await screens.review.lengthMs()).toBeGreaterThanOrEqual(5_000);
});

test('killed while recording, the next start mends the recording; garbage beside it is named and harms nothing', async () => {
  await goOnAir(ROOM);
  await playTune(60);
  await stage.screens.callBar.record();
  await expect(stage.screens.callBar.stopButton).toHaveText(/0:(0[5-9]|[1-5]\d)/);
  process.kill(-stage.pid, 'SIGKILL');
  await stage.close();

  const recordings = join(dataDir, 'recordings');
  const garbage = join(recordings, '2026-01-02_030405_garbage_abc123');
  await mkdir(join(garbage, 'tracks'), { recursive: true });
  await writeFile(join(garbage, 'session.json'), '{"version":1,"title":"Garb');
  await writeFile(join(garbage, 'tracks', '1-someone.ogg'), Buffer.alloc(4_096, 0xa5));

  stage = await openRoomtone({ userDataDir: dataDir });
  const { page, screens } = stage;
  await screens.library.open();
  await expect(page.getByText(strings.library.health.repaired, { exact: true })).toBeVisible();
  await expect(page.getByText(strings.library.health.damaged, { exact: true })).toBeVisible();
  const reason = page.getByText('The other recordings are not affected.');
  await expect(reason).toContainText('Cannot be opened');
  await look(page, test.info(), 'library');

  await screens.library.item(ROOM).click();
  await expect(screens.review.playButton).toBeEnabled();
  expect(await screens.review.lengthMs()).toBeGreaterThanOrEqual(3_000);
  // The tune's lane has it all along; the last word of somebody, which is hardly to be seen, may stand above it.
  await expect
    .poll(async () => {
      const lanes = await Promise.all((await screens.review.waves().all()).map(inkByColumn));
      return Math.max(0, ...lanes.map((columns) => columns.filter((ink) => ink > 4).length));
    })
    .toBeGreaterThan(20);
  await screens.review.playButton.click();
  await expect.poll(() => screens.review.positionMs(), { intervals: [100] }).toBeGreaterThan(600);
  await look(page, test.info(), 'mended');
  const tracks = (await tracksBelow(recordings)).filter((path) => !path.startsWith(garbage));
  expect(tracks.length).toBeGreaterThan(0);
  for (const track of tracks) expect(await probe(track)).toMatchObject({ codec: 'opus' });
  const longest = Math.max(...(await Promise.all(tracks.map(probe))).map((found) => found.seconds));
  expect(longest).toBeGreaterThan(3);
});

async function tracksBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(ogg|opus)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
