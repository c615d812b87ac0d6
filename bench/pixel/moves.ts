import type { Page } from '@playwright/test';
import { type PracticeServer, startPracticeServer } from '../../src/main/practice-server/practice-server';
import type { Bridge } from '../../src/shared/ipc/api';
import { launchRoomtone, waitUntilReady } from '../../test/support/electron-app';

declare const window: { roomtone: Bridge };

/** Long enough for the window to be idle again, and odd, so that moves do not fall into step with its frames, ms. */
const PAUSE_MS = 47;
const LIMIT_MS = 5_000;

/** The page's side of one measurement, as the evaluated functions see it. */
interface PageWatch {
  /** Resolves with the wall time of the frame that shows it, ms since the epoch. */
  shown: Promise<number>;
}

/**
 * Lets one member enter and leave a room `moves` times and answers how long each took to be drawn, ms. Both clocks
 * are `performance.timeOrigin + performance.now()` of processes on one machine.
 */
export async function measureMoves(options: { moves: number; dataDir: string }): Promise<number[]> {
  const server = await startPracticeServer({ seed: 'pixel', scripted: false, startVoice: null });
  const launched = await launchRoomtone({ userDataDir: options.dataDir });
  try {
    await waitUntilReady(launched.page);
    await connect(launched.page, server);
    return await moveAbout(launched.page, server, options.moves);
  } finally {
    await launched.close();
    await server.close();
  }
}

export async function connect(page: Page, server: PracticeServer): Promise<void> {
  const outcome = await page.evaluate(
    ([token, baseUrl]) =>
      window.roomtone.calls['accounts']?.['connectBot']?.({ token, baseUrl, label: null, remember: false }),
    [server.info.token, server.info.rest],
  );
  if (!JSON.stringify(outcome).includes('"connected"'))
    throw new Error(`not connected: ${JSON.stringify(outcome)}`);
}

/**
 * Lets one member enter and leave the room that every world has, so many times or as long as `moves` says; ms to the
 * frame that shows it, move by move. A move
 * that is not shown within the limit counts as the limit where others move people too, and is an error otherwise.
 */
export async function moveAbout(
  page: Page,
  server: PracticeServer,
  moves: number | (() => boolean),
  { pauseMs = PAUSE_MS, mayMiss = false } = {},
): Promise<number[]> {
  const guild = server.world.state.guilds.get(server.info.guildId);
  const room = guild?.channels.get(server.info.voiceChannelId);
  const person = guild && server.world.people(guild).find(({ user }) => !guild.voice_states.has(user.id));
  if (!guild || !room || !person) throw new Error('the practice guild has nobody to move');
  const { id, username, global_name: globalName } = person.user;
  const name = person.member.nick ?? globalName ?? username;
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor();

  const latencies: number[] = [];
  const goesOn = (move: number) => (typeof moves === 'number' ? move < moves : moves());
  for (let move = 0; goesOn(move); move += 1) {
    const entering = move % 2 === 0;
    await watch(page, name, entering);
    const changedMs = performance.timeOrigin + performance.now();
    if (entering) server.director.enterRoom(guild, id, room);
    else server.director.leaveRoom(guild, id);
    const shown = shownMs(page);
    const missed = () => changedMs + LIMIT_MS;
    latencies.push((await (mayMiss ? shown.catch(missed) : shown)) - changedMs);
    await page.waitForTimeout(pauseMs);
  }
  return latencies;
}

/** Arms the page: the first frame after the name has come to (or gone from) the list of rooms. */
async function watch(page: Page, name: string, entering: boolean): Promise<void> {
  await page.evaluate(
    ([wanted, present, limitMs]) => {
      const self = globalThis as unknown as PageWatch & {
        document: { querySelector(css: string): { textContent: string } | null };
        MutationObserver: new (
          heard: () => void,
        ) => { observe(at: unknown, what: object): void; disconnect(): void };
        requestAnimationFrame(then: () => void): void;
      };
      const list = self.document.querySelector('nav[aria-label="Rooms"]');
      if (!list) throw new Error('the list of rooms is not shown');
      self.shown = new Promise<number>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('the move was never shown')), limitMs);
        const observer = new self.MutationObserver(() => {
          if (list.textContent.includes(wanted) !== present) return;
          observer.disconnect();
          clearTimeout(timer);
          self.requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
        });
        observer.observe(list, { subtree: true, childList: true, characterData: true });
      });
    },
    [name, entering, LIMIT_MS] as const,
  );
}

function shownMs(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as PageWatch).shown);
}
