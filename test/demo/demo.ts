import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import type { Bridge } from '../../src/shared/ipc/api';
import type { RecordingDetail, RecordingSummary } from '../../src/shared/models/recordings';
import { type LaunchedApp, launchRoomtone, waitUntilReady } from '../support/electron-app';
import { type Screens, screensOf } from '../support/screens';
import { makeTune } from './tune';

declare const window: { roomtone: Bridge };

/**
 * The main job, unattended, in the real window by real clicks: practice server, room, voice, programme,
 * recording, offline review. Leaves screenshots, tracks and `summary.json` in demo-output/; a step that fails
 * ends it with exit code 1 and its reason in `errors`. `--images` also renews the pictures of the README.
 */
const OUTPUT = join(process.cwd(), 'demo-output');
const README_IMAGES = join(process.cwd(), 'docs', 'images');
const ROOM = 'Tuesday stage';
const RECORD_MS = 20_000;
const QUEUE = ['Harbour at dawn', 'Interview bed', 'Questions from the room', 'Closing credits'];
const PADS = ['Applause', 'Gong', 'Drum roll', 'Jingle', 'Door bell', 'Rain on the window'];

interface Summary {
  electronVersion: string | null;
  roomCreated: string | null;
  joinMs: number | null;
  framesSent: number;
  framesReceived: number;
  daveActive: boolean;
  privacyCode: string | null;
  speakersHeard: string[];
  tracks: { user: string; seconds: number; path: string }[];
  reviewOpenMs: number | null;
  playedMs: number | null;
  screenshots: string[];
  errors: string[];
}

const summary: Summary = {
  electronVersion: null,
  roomCreated: null,
  joinMs: null,
  framesSent: 0,
  framesReceived: 0,
  daveActive: false,
  privacyCode: null,
  speakersHeard: [],
  tracks: [],
  reviewOpenMs: null,
  playedMs: null,
  screenshots: [],
  errors: [],
};

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function ask<T>(page: Page, domain: string, name: string, input?: unknown): Promise<T> {
  const reply = await page.evaluate(([d, n, i]) => window.roomtone.calls[d as string]?.[n as string]?.(i), [
    domain,
    name,
    input,
  ] as const);
  if (!reply?.ok) throw new Error(`${domain}.${name} failed: ${JSON.stringify(reply)}`);
  return reply.value as T;
}

/** One picture of the view in each theme. */
async function look(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    // Canvases are redrawn in the colours of the theme on the next frames.
    await page.waitForTimeout(250);
    const file = `${name}-${theme}.png`;
    await page.screenshot({ path: join(OUTPUT, 'screenshots', file) });
    summary.screenshots.push(`screenshots/${file}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

async function hostRoom(page: Page, screens: Screens, tune: string): Promise<void> {
  say('Starting the practice server');
  await look(page, 'welcome');
  await screens.welcome.startPractising();
  await page.waitForTimeout(3_000);

  say(`Creating the room "${ROOM}" and joining it`);
  await screens.rooms.create(ROOM);
  summary.roomCreated = ROOM;
  await screens.rooms.join(ROOM);
  summary.joinMs = await screens.callBar.until('the room', (state) =>
    state.kind === 'active' && state.phase === 'ready' ? (state.joinMs ?? undefined) : undefined,
  );
  await screens.callBar.until(
    'company and end-to-end encryption',
    (state) =>
      state.kind === 'active' && state.dave.active && state.speakers.length >= 3 ? true : undefined,
    30_000,
  );
  await screens.rooms.open();
  await screens.rooms.choose(ROOM);
  await look(page, 'rooms');

  say('Streaming a file and recording everybody');
  await screens.live.open();
  await screens.live.pick(tune);
  await screens.live.play();
  await fillDesk(screens, dirname(tune));
  await screens.callBar.record();
  await listen(page, screens);

  await screens.messages.open('general');
  await screens.messages.send('We are live: questions go in here, answers come on stage.');
  await page.waitForTimeout(500);
  await look(page, 'messages');
}

/** What a host has at hand: files in the queue, the first of them on the other deck by itself, and sounds on pads. */
async function fillDesk(screens: Screens, folder: string): Promise<void> {
  const made = async (name: string, seconds: number) => {
    const path = join(folder, `${name}.mp3`);
    await makeTune(path, seconds);
    return path;
  };
  const queued: string[] = [];
  for (const [index, name] of QUEUE.entries()) queued.push(await made(name, 60 + index * 25));
  await screens.live.enqueue(...queued);
  for (const [index, name] of PADS.entries())
    await screens.live.fillPad(index + 1, await made(name, 2 + index));
}

async function listen(page: Page, screens: Screens): Promise<void> {
  const endMs = Date.now() + RECORD_MS;
  const heard = new Set<string>();
  let pictured = false;
  while (Date.now() < endMs || heard.size < 2) {
    if (Date.now() > endMs + 30_000) throw new Error('fewer than two members spoke');
    const state = await screens.callBar.state();
    if (state.kind !== 'active') throw new Error(`the call ended: ${JSON.stringify(state)}`);
    const speaking = state.speakers.filter((speaker) => speaker.speaking && !speaker.isSelf);
    for (const speaker of speaking) heard.add(speaker.displayName);
    if (!pictured && heard.size >= 2 && speaking.length > 0) {
      pictured = true;
      await ask(page, 'calls', 'addMarker', { text: 'First question' });
      await look(page, 'live');
    }
    await page.waitForTimeout(100);
  }
  summary.speakersHeard = [...heard];
}

async function finish(screens: Screens): Promise<void> {
  say('Stopping the recording and ending the room');
  const state = await screens.callBar.state();
  if (state.kind !== 'active') throw new Error('the call is gone');
  summary.framesSent = state.stats.packetsSent;
  summary.framesReceived = state.stats.packetsReceived;
  summary.daveActive = state.dave.active;
  summary.privacyCode = state.dave.privacyCode;
  await screens.callBar.stopRecording();
  await screens.callBar.leave();
  await screens.rooms.open();
  await screens.rooms.choose(ROOM);
  await screens.rooms.end(ROOM);
  await screens.rooms.card(ROOM).waitFor({ state: 'hidden', timeout: 15_000 });
}

async function reviewOffline(page: Page, screens: Screens, recordingsDir: string): Promise<void> {
  say('Going offline and opening the recording');
  await ask(page, 'accounts', 'signOut');
  await screens.library.open();
  const item = screens.library.item(ROOM);
  await item.waitFor();
  await look(page, 'library');
  const openedAtMs = Date.now();
  await item.click();
  await screens.review.playButton.waitFor();
  await page.locator('canvas').first().waitFor();
  summary.reviewOpenMs = Date.now() - openedAtMs;

  await screens.review.playButton.click();
  await screens.review.pauseButton.waitFor();
  await page.waitForTimeout(500);
  const before = await screens.review.positionMs();
  await page.waitForTimeout(2_000);
  summary.playedMs = (await screens.review.positionMs()) - before;
  if (summary.playedMs < 1_000) throw new Error(`playback moved only ${summary.playedMs} ms in 2 s`);
  await screens.review.press('Home');
  for (let step = 0; step < 2; step += 1) await screens.review.press('ArrowRight');
  await look(page, 'review');

  const [recording] = await ask<RecordingSummary[]>(page, 'recordings', 'list');
  if (!recording) throw new Error('the library is empty');
  const speaker = recording.people.find((person) => summary.speakersHeard.includes(person.displayName));
  if (speaker) {
    await screens.review.solo(speaker.displayName);
    await page.waitForTimeout(600);
    await look(page, 'review-solo');
  }
  const detail = await ask<RecordingDetail>(page, 'recordings', 'open', {
    recordingId: recording.recordingId,
  });
  await keepTracks(detail, join(recordingsDir, recording.recordingId, 'tracks'));
}

async function keepTracks(detail: RecordingDetail, tracksDir: string): Promise<void> {
  await cp(tracksDir, join(OUTPUT, 'tracks'), { recursive: true });
  const files = await readdir(tracksDir);
  for (const track of detail.tracks) {
    const file = files.find((name) => name.includes(track.userId));
    if (!file) throw new Error(`no file for the track of ${track.displayName}`);
    const seconds = Math.round(track.durationMs / 10) / 100;
    summary.tracks.push({ user: track.displayName, seconds, path: `tracks/${file}` });
  }
}

async function renewReadmeImages(): Promise<void> {
  await mkdir(README_IMAGES, { recursive: true });
  const wanted = { welcome: 'light', rooms: 'light', messages: 'light', live: 'light', library: 'light' };
  for (const [name, theme] of Object.entries(wanted)) {
    await cp(join(OUTPUT, 'screenshots', `${name}-${theme}.png`), join(README_IMAGES, `${name}.png`));
  }
  await cp(join(OUTPUT, 'screenshots', 'review-dark.png'), join(README_IMAGES, 'review-dark.png'));
}

async function main(): Promise<void> {
  await rm(OUTPUT, { recursive: true, force: true });
  await mkdir(join(OUTPUT, 'screenshots'), { recursive: true });
  const dataDir = await mkdtemp(join(tmpdir(), 'roomtone-demo-'));
  const tune = join(dataDir, 'Opening tune.mp3');
  let launched: LaunchedApp | undefined;
  try {
    await makeTune(tune, 90);
    launched = await launchRoomtone({ userDataDir: dataDir });
    const { page, app } = launched;
    await waitUntilReady(page);
    await page.emulateMedia({ colorScheme: 'light' });
    summary.electronVersion = (
      await ask<{ electronVersion: string | null }>(page, 'app', 'info')
    ).electronVersion;
    const screens = screensOf(page, app);
    await hostRoom(page, screens, tune);
    await finish(screens);
    await reviewOffline(page, screens, join(dataDir, 'recordings'));
    if (process.argv.includes('--images')) await renewReadmeImages();
  } catch (error) {
    summary.errors.push(error instanceof Error ? error.message : String(error));
    await launched?.page.screenshot({ path: join(OUTPUT, 'screenshots', 'failed.png') }).catch((problem) => {
      summary.errors.push(`no picture of the failure: ${problem}`);
    });
  }
  summary.errors.push(...(launched?.consoleErrors ?? []));
  await launched?.close();
  await rm(dataDir, { recursive: true, force: true });
  await writeFile(join(OUTPUT, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  say(JSON.stringify(summary, null, 2));
  say(summary.errors.length === 0 ? `Done: see ${strings.appName}'s demo-output/` : 'The demo failed');
  process.exitCode = summary.errors.length === 0 ? 0 : 1;
}

void main();
