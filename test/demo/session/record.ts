import { strings } from '../../../src/renderer/strings';
import { recorderStrings } from '../../../src/renderer/strings/recorder';
import type { RecordingSummary } from '../../../src/shared/models/recordings';
import { type LaunchedApp, launchRoomtone, waitUntilReady } from '../../support/electron-app';
import type { PracticeSite } from '../../support/practice-site';
import { guildOf } from '../../support/practice-world';
import { Host } from '../show/host';
import { type MachineLog, MachineProbe } from '../show/machine';
import { Choir, rest, type Singer } from './choir';
import type { SessionLog } from './log';

/** Where in a round the app is killed: the first of the choir sounds alone, and has for a while. */
const KILL_INTO_ROUND_MS = 2_500;
const MENDED_WITHIN_MS = 30_000;

export interface Place {
  site: PracticeSite;
  singers: readonly Singer[];
  dataDir: string;
  pictures: string;
  log: SessionLog;
  say: (text: string) => void;
}

export interface Opened {
  launched: LaunchedApp;
  host: Host;
}

export async function openApp({ dataDir, pictures }: Pick<Place, 'dataDir' | 'pictures'>): Promise<Opened> {
  const launched = await launchRoomtone({ userDataDir: dataDir, traced: false });
  await waitUntilReady(launched.page);
  await launched.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800);
  });
  return { launched, host: new Host(launched, pictures) };
}

/** Records for half of the time and kills the app with all its processes; then goes on for the other half. */
export async function recordKilled(place: Place, minutes: number): Promise<{ recordingId: string }> {
  const { site, singers, log, say } = place;
  const halfMs = minutes * 30_000;
  const guild = await guildOf(site);
  const room = guild.channels.find(({ type }) => type === 2);
  if (!room) throw new Error('the practice server has no room');
  const choir = new Choir(site, singers);
  choir.start();
  let opened = await openApp(place);
  try {
    await enter(opened, place, room);
    await opened.host.screens.live.open();
    let probe = await MachineProbe.start(opened.launched.app);
    await opened.host.screens.callBar.record();
    const startedAtMs = Date.now();
    say(`Recording for ${minutes / 2} min`);
    await rest(3_000);
    await happen(opened.host, place, room.id, 'before');
    await opened.host.look('1-recording');
    await rest(startedAtMs + halfMs - Date.now());
    noteStalls(log, await probe.stop());
    await choir.until(KILL_INTO_ROUND_MS);
    say('Killing the app');
    process.kill(-opened.launched.pid, 'SIGKILL');
    log.killedAtMs = Date.now();
    await opened.launched.close();

    opened = await openApp(place);
    log.openedAgainAtMs = Date.now();
    const { host } = opened;
    const recording = await mended(host);
    log.mendedAtMs = Date.now();
    await enter(opened, place, room);
    await host.screens.library.open();
    await host.look('2-mended');
    say('Going on in the same recording');
    probe = await MachineProbe.start(opened.launched.app);
    await host.page
      .getByRole('button', { name: strings.library.more(recording.title) })
      .first()
      .click();
    await host.page.getByRole('menuitem', { name: recorderStrings.goOn.label }).click();
    await host.screens.toasts.said(recorderStrings.goOn.continued).waitFor();
    log.wentOnAtMs = Date.now();
    await host.screens.callBar.stopButton.waitFor();
    await happen(host, place, room.id, 'after');
    await host.look('3-gone-on');
    await rest(log.wentOnAtMs + halfMs - Date.now());
    // Between two rounds, so that the last of them is whole.
    await choir.until(4_700);
    noteStalls(log, await probe.stop());
    await host.screens.callBar.stopRecording();
    await host.screens.callBar.leave();
    log.errors.push(...opened.launched.consoleErrors);
    await opened.launched.close();
    return { recordingId: recording.recordingId };
  } catch (error) {
    await opened.host.look('failed').catch((problem) => log.errors.push(`no picture: ${problem}`));
    await opened.launched.close();
    throw error;
  } finally {
    await choir.stop();
    log.roundsAtMs = choir.beganAtMs;
  }
}

/** Into the room as the practice server's bot, and the choir with it. */
async function enter({ host }: Opened, place: Place, room: { id: string; name: string }): Promise<void> {
  const { page, screens } = host;
  const { site, singers } = place;
  // Whichever desk was left open comes back.
  const desk = page.getByRole('radio', { name: strings.desks.rooms });
  const welcome = page.getByRole('button', { name: strings.welcome.botStart });
  await desk.or(welcome).first().waitFor();
  if (await welcome.isVisible()) {
    await screens.welcome.connectBot({ token: site.info.token, address: site.info.rest });
    await desk.waitFor();
  }
  await screens.rooms.open();
  for (const { userId } of singers) await site.control(`members/${userId}/voice`, { channelId: room.id });
  await screens.rooms.choose(room.name);
  await screens.rooms.join(room.name);
  await screens.callBar.until(
    'the room, end to end encrypted, and everybody in it',
    (state) =>
      state.kind === 'active' &&
      state.phase === 'ready' &&
      state.dave.active &&
      state.speakers.length >= singers.length
        ? true
        : undefined,
    30_000,
  );
}

/** What there is in a recording besides sound: a marker, and a line of a member in the room's chat. */
async function happen(
  host: Host,
  { site, singers, log }: Place,
  channelId: string,
  when: 'before' | 'after',
) {
  const marker = `Decision ${when} the fall`;
  await host.ask('calls', 'addMarker', { text: marker });
  log.markers.push({ text: marker, atMs: Date.now() });
  const text = `${log.word} ${when} the fall: shall we vote?`;
  await site.control(`members/${singers[1]?.userId ?? ''}/messages`, { channelId, content: text });
  log.chat.push({ text, atMs: Date.now() });
}

/** The longest for which a bare loop beside the app was held up. */
function noteStalls(log: SessionLog, { stalls }: MachineLog): void {
  log.machineStallMs = Math.max(
    log.machineStallMs,
    ...stalls.map(({ dueAtMs, ranAtMs }) => ranAtMs - dueAtMs),
  );
}

/** The one recording of the library, once it has been mended. */
async function mended(host: Host): Promise<RecordingSummary> {
  const untilMs = Date.now() + MENDED_WITHIN_MS;
  for (;;) {
    const [recording] = await host.ask<RecordingSummary[]>('recordings', 'list');
    if (recording?.health.kind === 'repaired') return recording;
    if (Date.now() > untilMs) throw new Error(`not mended: ${JSON.stringify(recording)}`);
    await rest(50);
  }
}
