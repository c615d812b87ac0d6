import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordingSummary } from '../../src/shared/models/recordings';
import { type LaunchedApp, launchRoomtone, waitUntilReady } from '../support/electron-app';
import { minutesWanted } from './minutes';
import { Host } from './show/host';
import type { Verdict } from './show/judge-kit';
import { MachineProbe } from './show/machine';
import { makeShowMedia } from './show/media';
import { FURTHER_ROOMS, hostShow, prepareShow } from './show/run';
import { judgeRecording } from './show/verdict';

/**
 * A show, hosted in the real window: two decks, microphone, pads, ducking, three rooms, members who come and go, two
 * cuts of the network, a run of show, all of it recorded; then the recording is opened and measured. Leaves
 * screenshots, tracks, the log and `summary.json` in demo-output/show/. Exit code 1 when a step fails or a verdict is bad: a
 * gap that is no cut, above all. Gaps at which a bare loop beside the show was late as well are told apart as the
 * machine's. `--minutes N` (10).
 */
const OUTPUT = join(process.cwd(), 'demo-output', 'show');
const PICTURES = join(OUTPUT, 'screenshots');

const summary: { minutes: number; verdicts: Verdict[]; errors: string[] } = {
  minutes: minutesWanted(),
  verdicts: [],
  errors: [],
};

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Leaves the rooms and opens the recording as a person would. Answers its folder's name. */
async function review(host: Host): Promise<string> {
  const { page, screens } = host;
  await screens.callBar.leaveWith(FURTHER_ROOMS);
  await screens.library.open();
  const [recording] = await host.ask<RecordingSummary[]>('recordings', 'list');
  if (!recording) throw new Error('the library is empty');
  await screens.library.item(recording.title).first().click();
  await screens.review.playButton.waitFor();
  await screens.review.waves().first().waitFor();
  await screens.review.playButton.click();
  await screens.review.pauseButton.waitFor();
  await page.waitForTimeout(2_000);
  await host.look('10-review');
  await screens.review.pauseButton.click();
  return recording.recordingId;
}

async function main(): Promise<void> {
  await rm(OUTPUT, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  const dataDir = await mkdtemp(join(tmpdir(), 'roomtone-show-'));
  let launched: LaunchedApp | undefined;
  try {
    const media = await makeShowMedia(dataDir);
    launched = await launchRoomtone({
      userDataDir: dataDir,
      traced: false,
      // Chromium's own stand-in for a device: what it captures is this file, over and over.
      args: [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-audio-capture=${media.speech}`,
      ],
    });
    await waitUntilReady(launched.page);
    await launched.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800);
    });
    const host = new Host(launched, PICTURES);
    say('Preparing the desk');
    const room = await prepareShow(host, media, summary.minutes);
    say(`On air for ${summary.minutes} min`);
    const probe = await MachineProbe.start(launched.app);
    await hostShow(host, room, summary.minutes, say);
    host.log.machine = await probe.stop();
    say('Opening the recording');
    const sessionDir = join(dataDir, 'recordings', await review(host));
    await cp(sessionDir, join(OUTPUT, 'recording'), { recursive: true });
    await writeFile(join(OUTPUT, 'log.json'), `${JSON.stringify(host.log, null, 1)}\n`);
    say('Measuring');
    summary.verdicts = await judgeRecording(sessionDir, host.log);
  } catch (error) {
    summary.errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    await launched?.page.screenshot({ path: join(PICTURES, 'failed.png') }).catch((problem) => {
      summary.errors.push(`no picture of the failure: ${problem}`);
    });
  }
  summary.errors.push(...(launched?.consoleErrors ?? []));
  await writeFile(join(OUTPUT, 'main.txt'), launched?.mainStderr() ?? '');
  await launched?.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  await writeFile(join(OUTPUT, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  for (const { what, ok } of summary.verdicts) say(`${ok ? 'good' : 'BAD '}  ${what}`);
  for (const error of summary.errors) say(error);
  const good = summary.errors.length === 0 && summary.verdicts.every(({ ok }) => ok);
  say(
    good
      ? 'The show is as it was hosted: see demo-output/show/'
      : 'The show failed: see demo-output/show/summary.json',
  );
  process.exitCode = good ? 0 : 1;
}

void main();
