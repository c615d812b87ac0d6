import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Locator, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import type { Bridge } from '../../src/shared/ipc/api';
import type { LiveState } from '../../src/shared/models/live';
import { makeTune } from '../demo/tune';
import { endRoomtone, expectMoving, look, openRoomtone, type Stage } from '../support/e2e';
import { makeSpeech } from '../support/spoken';

const ROOM = 'Friday stage';
const words = strings.live;
const run = promisify(execFile);
declare const window: { roomtone: Bridge };

let stage: Stage;
let dataDir: string;

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'roomtone-desk-'));
  const speech = join(dataDir, 'microphone.wav');
  await makeSpeech(speech);
  // Chromium's own stand-in for a device: what it captures is this file, over and over.
  stage = await openRoomtone({
    userDataDir: dataDir,
    args: ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${speech}`],
  });
});

test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function liveState(): Promise<LiveState> {
  const reply = await stage.page.evaluate(() => window.roomtone.calls['live']?.['state']?.(undefined));
  if (!reply?.ok) throw new Error(`live.state failed: ${JSON.stringify(reply)}`);
  return reply.value as LiveState;
}

/** Lets files of the file manager fall on an element: the browser itself makes the drag, so they have paths. */
async function dropFiles(target: Locator, ...files: string[]): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error('nothing to drop on');
  const session = await stage.page.context().newCDPSession(stage.page);
  const at = { x: box.x + box.width / 2, y: box.y + 20 };
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  await session.detach();
}

async function joinRoom(): Promise<void> {
  const { screens } = stage;
  await screens.rooms.open();
  await screens.rooms.create(ROOM);
  await screens.rooms.join(ROOM);
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await screens.live.open();
}

/** The loudest sample of a file, dBFS. */
async function peakOf(path: string): Promise<number> {
  const { stderr } = await run('ffmpeg', [
    '-hide_banner',
    '-i',
    path,
    '-af',
    'volumedetect',
    '-f',
    'null',
    '-',
  ]);
  return Number(/max_volume: (-?[\d.]+) dB/.exec(stderr)?.[1] ?? Number.NEGATIVE_INFINITY);
}

/** The track of our own voice in the newest recording. */
async function ownTrack(userId: string): Promise<string> {
  const files = await readdir(join(dataDir, 'recordings'), { recursive: true });
  const track = files.find((file) => file.includes(userId) && /\.(ogg|opus)$/.test(file));
  if (!track) throw new Error(`no track of ${userId} among ${files.join(', ')}`);
  return join(dataDir, 'recordings', track);
}

test('a host loads by drop and dialog, cues, goes on air, fades, plays a pad and talks by a key', async () => {
  test.setTimeout(180_000);
  const info = test.info();
  const { page, screens } = stage;
  const { live } = screens;
  const [first, second, clip] = ['First piece.mp3', 'Second piece.mp3', 'Gong.mp3'].map((name) =>
    join(dataDir, name),
  ) as [string, string, string];
  await Promise.all([makeTune(first, 40), makeTune(second, 40), makeTune(clip, 8)]);

  await test.step('before any call the desk is prepared, and says that nobody hears it', async () => {
    await screens.welcome.startPractising();
    await live.open();
    await expect(live.master).toContainText(words.master.notOnAir);
    await dropFiles(live.deckOf('a'), first);
    await expect(live.deckOf('a')).toContainText('First piece.mp3');
    await live.pick(second, 'b');
    await expect(live.deckOf('b')).toContainText('Second piece.mp3');
    await live.answerDialog(clip);
    await page.getByRole('button', { name: words.pads.empty(1) }).click();
    await expect(page.getByRole('button', { name: /^Pad Gong, key 1/ })).toBeVisible();
    await page.keyboard.press('q');
    await expect(live.deckOf('a').getByRole('button', { name: words.deck.cue('a') })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await page.keyboard.press('q');
    await page.keyboard.press('a');
    await expect(live.deckOf('a')).toContainText(words.deck.status.playingOff);
    await expectMoving(live.meter(words.deck.meter('a')));
    await page.keyboard.press('1');
    await expect(page.getByRole('button', { name: /^Pad Gong, key 1, playing/ })).toBeVisible();
    await expectMoving(live.meter(words.pads.level));
    await expect(live.master).toContainText(words.master.notOnAir);
    await look(page, info, 'prepared');
    await page.keyboard.press('Shift+Escape');
    await expect(live.deckOf('a')).toContainText(words.deck.status.paused);
  });

  await test.step('the queue is put in order with the mouse, and emptied by keys', async () => {
    await live.enqueue(first, second, clip);
    const row = (name: string) => page.getByRole('listitem', { name: new RegExp(name) });
    await row('Gong').dragTo(row('First piece'), { targetPosition: { x: 80, y: 4 } });
    await expect
      .poll(async () => (await liveState()).queue.map(({ name }) => name))
      .toEqual(['Gong.mp3', 'First piece.mp3', 'Second piece.mp3']);
    for (const name of ['Gong', 'First piece', 'Second piece']) await row(name).press('Delete');
    await expect.poll(async () => (await liveState()).queue.length).toBe(0);
  });

  await test.step('on air: one deck, a fade to the other, and a pad by its key', async () => {
    await joinRoom();
    await page.keyboard.press('a');
    await expect(live.master).toContainText(words.master.onAir);
    await expectMoving(live.meter(words.deck.meter('a')));
    await expectMoving(live.meter(words.master.meter));
    await page.keyboard.press('x');
    await expect(live.deckOf('b')).toContainText(words.deck.status.playing);
    await expect
      .poll(async () => (await liveState()).console.crossfade.position, { timeout: 30_000 })
      .toBe(1);
    await page.keyboard.press('1');
    await expect(page.getByRole('button', { name: /^Pad Gong, key 1, playing/ })).toBeVisible();
    await look(page, info, 'on-air');
    await page.keyboard.press('Shift+Escape');
    await expect(live.master).toContainText(words.master.offAir);
  });

  await test.step('somebody in the room has a code to compare aloud', async () => {
    await live.showTab(words.people.title);
    await expect.poll(() => live.strips().count(), { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
    await live
      .strips()
      .last()
      .getByRole('button', { name: /^More about/ })
      .click();
    await expect(page.getByText(/^(\d{5} ){8}\d{5}$/)).toBeVisible({ timeout: 20_000 });
    await look(page, info, 'verification');
    await page.keyboard.press('Escape');
  });

  await test.step('I talk while I hold the key, and my own track has it', async () => {
    await live.showTab(words.inputs.tab);
    await page.getByLabel(words.inputs.mode, { exact: true }).selectOption('pushToTalk');
    await page.keyboard.press('Shift+T');
    const microphone = page.getByRole('region', { name: words.inputs.microphone, exact: true }).first();
    await expect(microphone).toContainText(words.inputs.closed);
    await expectMoving(live.meter(words.inputs.level(words.inputs.microphone)));
    await screens.callBar.record();
    await page.keyboard.down('t');
    await expect(microphone).toContainText(words.inputs.live);
    await expect(live.master).toContainText(words.master.onAir);
    await expectMoving(live.meter(words.master.meter));
    await look(page, info, 'talking');
    await page.keyboard.up('t');
    await expect(microphone).toContainText(words.inputs.closed);
    const state = await screens.callBar.state();
    const own = state.kind === 'active' ? state.speakers.find((speaker) => speaker.isSelf) : undefined;
    await screens.callBar.stopRecording();
    if (!own) throw new Error('we are not among the people of the room');
    expect(await peakOf(await ownTrack(own.userId))).toBeGreaterThan(-20);
  });
});

test('a show of three cues goes by one key; the go-live check is green', async () => {
  test.setTimeout(180_000);
  const info = test.info();
  const { page, screens } = stage;
  const { live } = screens;
  const tune = join(dataDir, 'Theme.mp3');
  await makeTune(tune, 40);
  await screens.welcome.startPractising();
  await joinRoom();

  const dialog = page.getByRole('dialog');
  const addCue = async (label: string, ...does: string[]) => {
    await page.getByRole('button', { name: words.show.addCue }).click();
    await dialog.getByRole('textbox', { name: words.show.label }).fill(label);
    for (const one of does) {
      await dialog.getByRole('button', { name: words.show.addAction }).click();
      await page.getByRole('menuitem', { name: one, exact: true }).click();
    }
  };
  const save = () => dialog.getByRole('button', { name: words.show.save, exact: true }).click();

  await test.step('I plan three cues', async () => {
    await live.showTab(words.show.title);
    await page.getByRole('button', { name: words.show.create }).click();
    await addCue('Doors', words.show.actions.startRecording, words.show.actions.marker);
    await save();
    await addCue('Theme', words.show.actions.playItem);
    await live.answerDialog(tune);
    await dialog.getByRole('button', { name: words.show.anyFile }).click();
    await expect(dialog.getByRole('combobox', { name: words.show.file })).toContainText('Theme.mp3');
    await save();
    await addCue('Closing', words.show.actions.stopAll, words.show.actions.stopRecording);
    await save();
    await expect(page.getByRole('listitem', { name: /^Cue 3: Closing/ })).toBeVisible();
  });

  await test.step('they are put in order with the mouse', async () => {
    await expect(dialog).toBeHidden();
    const cue = (name: RegExp) => page.getByRole('listitem', { name });
    await cue(/: Closing/).dragTo(cue(/: Theme/), { targetPosition: { x: 80, y: 4 } });
    await expect(cue(/^Cue 2: Closing/)).toBeVisible();
    await cue(/: Theme/).dragTo(cue(/: Closing/), { targetPosition: { x: 80, y: 4 } });
    await expect(cue(/^Cue 3: Closing/)).toBeVisible();
  });

  await test.step('each goes by N', async () => {
    await page.getByRole('button', { name: words.show.start, exact: true }).click();
    const goes = async (label: string) => {
      await expect(page.getByRole('button', { name: words.show.goName(label) })).toBeVisible();
      await page.getByRole('listitem').first().focus();
      await page.keyboard.press('n');
      await expect(page.getByRole('listitem', { name: new RegExp(`: ${label}, done`) })).toBeVisible();
    };
    await goes('Doors');
    await expect(screens.callBar.stopButton).toBeVisible();
    await goes('Theme');
    await expect(live.deckOf('a')).toContainText(words.deck.status.playing);
    await look(page, info, 'show');
    await goes('Closing');
    await expect(screens.callBar.stopButton).toBeHidden();
    await expect(live.master).toContainText(words.master.offAir);
    await expect(page.getByRole('button', { name: words.show.goNone })).toBeDisabled();
    await page.getByRole('button', { name: words.show.end }).click();
  });

  await test.step('the go-live check finds nothing to put right', async () => {
    await page.keyboard.press('Shift+T');
    await expect(
      page.getByRole('region', { name: words.inputs.microphone, exact: true }).first(),
    ).toContainText(words.inputs.live);
    await page.keyboard.press('g');
    await dialog.getByRole('button', { name: words.check.run }).click();
    await expect(dialog.getByRole('status').first()).not.toHaveText(words.check.running, {
      timeout: 60_000,
    });
    await look(page, info, 'check');
    const { check } = await liveState();
    const failed = check?.lines.filter((line) => line.status !== 'ok' && line.status !== 'warn');
    expect(failed).toEqual([]);
  });
});
