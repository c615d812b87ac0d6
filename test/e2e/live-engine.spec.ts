import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { childPid, endRoomtone, expectMoving, look, openRoomtone, type Stage } from '../support/e2e';

const ROOM = 'Friday stage';
const words = strings.live;
const run = promisify(execFile);

let stage: Stage;
let dataDir: string;

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'roomtone-engine-'));
  const speech = join(dataDir, 'microphone.wav');
  await run('sox', [
    '-n',
    '-r',
    '48000',
    '-c',
    '1',
    speech,
    'synth',
    '5',
    'sine',
    '300',
    'tremolo',
    '3',
    '80',
    'gain',
    '-6',
  ]);
  stage = await openRoomtone({
    userDataDir: dataDir,
    args: ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${speech}`],
  });
});

test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const killEngine = async () => process.kill(await childPid(stage, 'voice-process'), 'SIGKILL');
test('an open microphone outlives the voice process: on air, and at the desk in no room', async () => {
  test.setTimeout(150_000);
  const { page, screens } = stage;
  const { live } = screens;
  await screens.welcome.startPractising();
  await live.open();
  await live.showTab(words.inputs.tab);
  await page.getByLabel(words.inputs.mode, { exact: true }).selectOption('open');
  await page.keyboard.press('Shift+T');
  const microphone = page.getByRole('region', { name: words.inputs.microphone, exact: true }).first();
  const level = live.meter(words.inputs.level(words.inputs.microphone));
  await expect(microphone).toContainText(words.inputs.open);
  await expectMoving(level);

  await test.step('the process dies on air', async () => {
    await screens.rooms.open();
    await screens.rooms.create(ROOM);
    await screens.rooms.join(ROOM);
    await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
    await live.open();
    await expect(live.master).toContainText(words.master.onAir);
    await killEngine();
    await expect(live.master).not.toContainText(words.master.onAir);
    await expect(live.master).toContainText(words.master.onAir, { timeout: 30_000 });
    await expectMoving(level);
    await expectMoving(live.meter(words.master.meter));
    await look(page, test.info(), 'after-the-crash');
  });

  await test.step('the process dies at the desk', async () => {
    await screens.callBar.leave();
    await expect(screens.callBar.bar).toBeHidden();
    const before = await childPid(stage, 'voice-process');
    await killEngine();
    await expect
      .poll(async () => (await childPid(stage, 'voice-process').catch(() => before)) !== before)
      .toBe(true);
    await expect(microphone).toContainText(words.inputs.open);
    await expectMoving(level);
  });
});
