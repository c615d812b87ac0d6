import type { Page } from '@playwright/test';
import { type PracticeServer, startPracticeServer } from '../../src/main/practice-server/practice-server';
import { launchRoomtone, waitUntilReady } from '../../test/support/electron-app';
import { percentile } from '../harness';
import { connect, moveAbout } from '../pixel/moves';
import { watchMachine } from './machine';

/** What a person sees of a large guild: 20,000 members, 200 rooms, 2,000 people in them. */
const MEMBERS = 20_000;
const ROOMS = 200;
const IN_VOICE = 2_000;
const STORM_MS = 60_000;
const STORM_EVENTS_PER_S = 500;
/** Moves follow each other after so long, until the storm is nearly over. */
const MOVE_PAUSE_MS = 180;
const LAST_MOVE_MS = STORM_MS - 1_000;
/** How long an idle window is watched, and how long after people are seen the rest of the guild is waited for. */
const IDLE_MS = 2_000;
const REST_MS = 1_500;

export async function measureWindow(
  dataDir: string,
  { withStorm }: { withStorm: boolean },
): Promise<Record<string, number>> {
  const server = await startPracticeServer({
    seed: 'gateway',
    scripted: false,
    startVoice: null,
    members: MEMBERS,
    rooms: ROOMS,
    inVoice: IN_VOICE,
  });
  const launched = await launchRoomtone({ userDataDir: dataDir, traced: false });
  try {
    const { page } = launched;
    await waitUntilReady(page);
    await page.waitForTimeout(IDLE_MS / 2);
    const idle = await watchFrames(page, null, IDLE_MS);
    const { worstFrameMs: idleMs } = await idle();
    const sentAtMs = whenGreeted(server);
    const seen = await watchFrames(page, nameInRoom(server), REST_MS);
    await connect(page, server);
    const { shownAtMs, worstFrameMs } = await seen();
    const arrival = {
      guild_usable_ms: shownAtMs - (await sentAtMs),
      guild_worst_frame_ms: worstFrameMs,
      idle_worst_frame_ms: idleMs,
    };
    return withStorm ? { ...arrival, ...(await measureStorm(page, server)) } : arrival;
  } finally {
    await launched.close();
    await server.close();
  }
}

async function measureStorm(page: Page, server: PracticeServer): Promise<Record<string, number>> {
  const lateness = watchMachine();
  try {
    const endsAtMs = performance.now() + LAST_MOVE_MS;
    server.storm.start({
      eventsPerSecond: STORM_EVENTS_PER_S,
      forMs: STORM_MS,
      seed: 'bench',
      kinds: { voiceStates: 5, messages: 2, typing: 1, presence: 2 },
    });
    const goesOn = () => performance.now() < endsAtMs;
    const latencies = await moveAbout(page, server, goesOn, { pauseMs: MOVE_PAUSE_MS, mayMiss: true });
    return {
      voice_state_p99_ms: percentile(latencies, 99),
      voice_state_p50_ms: percentile(latencies, 50),
      voice_state_moves: latencies.length,
      ...(await lateness.end()),
    };
  } finally {
    lateness.kill();
  }
}

/** Wall time at which the server begins to tell a new session about its guilds. */
function whenGreeted(server: PracticeServer): Promise<number> {
  const { hub } = server;
  const greet = hub.greet.bind(hub);
  return new Promise((resolve) => {
    hub.greet = (session) => {
      resolve(performance.timeOrigin + performance.now());
      greet(session);
    };
  });
}

/** What somebody is called who sits in the room that every world has. */
function nameInRoom(server: PracticeServer): string {
  const guild = server.world.state.guilds.get(server.info.guildId);
  const there =
    guild && [...guild.voice_states.values()].find((s) => s.channel_id === server.info.voiceChannelId);
  const person = guild && server.world.people(guild).find(({ user }) => user.id === there?.user_id);
  if (!person) throw new Error('nobody is in the room');
  return person.member.nick ?? person.user.global_name ?? person.user.username;
}

interface FrameWatch {
  document: { body: { textContent: string } };
  requestAnimationFrame(then: () => void): void;
  framesSeen: Promise<{ shownAtMs: number; worstFrameMs: number }>;
}

/** Watches each frame of the page, until `restMs` after the first that shows the name; null: until `restMs` from now. */
async function watchFrames(page: Page, name: string | null, restMs: number) {
  await page.evaluate(
    ([wanted, rest]) => {
      const self = globalThis as unknown as FrameWatch;
      self.framesSeen = new Promise((resolve) => {
        let lastMs = performance.now();
        let worstFrameMs = 0;
        let shownAtMs = wanted === null ? performance.timeOrigin + lastMs : 0;
        // A method, since the bundler marks named functions with a helper that the page does not have.
        const loop = {
          frame() {
            const nowMs = performance.now();
            const atMs = performance.timeOrigin + nowMs;
            worstFrameMs = Math.max(worstFrameMs, nowMs - lastMs);
            lastMs = nowMs;
            if (shownAtMs === 0 && self.document.body.textContent.includes(wanted ?? '')) shownAtMs = atMs;
            if (shownAtMs > 0 && atMs - shownAtMs > rest) resolve({ shownAtMs, worstFrameMs });
            else self.requestAnimationFrame(() => loop.frame());
          },
        };
        self.requestAnimationFrame(() => loop.frame());
      });
    },
    [name, restMs] as const,
  );
  return () => page.evaluate(() => (globalThis as unknown as FrameWatch).framesSeen);
}
