import type { Page } from '@playwright/test';
import { type PracticeServer, startPracticeServer } from '../../src/main/practice-server/practice-server';
import { launchRoomtone, waitUntilReady } from '../../test/support/electron-app';
import { percentile } from '../harness';
import { connect, moveAbout } from '../pixel/moves';

/** What a person sees of a large guild: 20,000 members, 200 rooms, 2,000 people in them. */
const MEMBERS = 20_000;
const ROOMS = 200;
const IN_VOICE = 2_000;
const STORM_MS = 60_000;
const STORM_EVENTS_PER_S = 500;
/** Enough for a percentile, and within the storm. */
const MOVES = 60;

export interface WindowFigures {
  /** From the server's sending the guild to a frame with people in rooms. */
  guild_usable_ms: number;
  /** The longest time between two frames on the way there. */
  guild_worst_frame_ms: number;
  /** From a change at the server to the frame that shows it, in a storm of 500 events a second. */
  voice_state_p99_ms: number;
}

export async function measureWindow(dataDir: string): Promise<WindowFigures> {
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
    const sentAtMs = whenGreeted(server);
    const seen = await watchFrames(page, nameInRoom(server));
    await connect(page, server);
    const { shownAtMs, worstFrameMs } = await seen();
    const from = await sentAtMs;
    server.storm.start({
      eventsPerSecond: STORM_EVENTS_PER_S,
      forMs: STORM_MS,
      seed: 'bench',
      kinds: { voiceStates: 5, messages: 2, typing: 1, presence: 2 },
    });
    const latencies = await moveAbout(page, server, MOVES, { pauseMs: 700, mayMiss: true });
    return {
      guild_usable_ms: shownAtMs - from,
      guild_worst_frame_ms: worstFrameMs,
      voice_state_p99_ms: percentile(latencies, 99),
    };
  } finally {
    await launched.close();
    await server.close();
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

/** Watches each frame of the page until one shows the name. */
async function watchFrames(page: Page, name: string) {
  await page.evaluate((wanted) => {
    const self = globalThis as unknown as FrameWatch;
    self.framesSeen = new Promise((resolve) => {
      let lastMs = performance.now();
      let worstFrameMs = 0;
      // A method, since the bundler marks named functions with a helper that the page does not have.
      const loop = {
        frame() {
          const nowMs = performance.now();
          worstFrameMs = Math.max(worstFrameMs, nowMs - lastMs);
          lastMs = nowMs;
          if (self.document.body.textContent.includes(wanted)) {
            resolve({ shownAtMs: performance.timeOrigin + nowMs, worstFrameMs });
          } else self.requestAnimationFrame(() => loop.frame());
        },
      };
      self.requestAnimationFrame(() => loop.frame());
    });
  }, name);
  return () => page.evaluate(() => (globalThis as unknown as FrameWatch).framesSeen);
}
