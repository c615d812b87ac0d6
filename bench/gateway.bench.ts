import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../scripts/setup/project.mjs';
import type { LiveTruth } from './gateway/protocol';
import { type Client, GatewayRig, heard } from './gateway/rig';
import { measureWindow } from './gateway/window';
import { median, percentile, runBench } from './harness';
import { fillArchive, searchTimes } from './search/measure';

/**
 * The gateway client and the state store, against a server in a process of its own, and the window.
 *
 * - gateway_vs_peer: events a second from the socket to the applied state, over what `@discordjs/ws` needs only to hand
 *   the same zlib-stream's events over; the median of pairs that run one after the other, in alternating order. The
 *   processor time of an event is measured beside it (`*_cpu_us`), since a busy machine cannot bend that.
 * - resume_ms: from a cut to being back on air. resume_lost, resume_doubled: over 200 cuts in the middle of events,
 *   with timers twenty times as fast; lost counts what the store and the server do not agree on at the end.
 * - guild_usable_ms, guild_worst_frame_ms: that guild from a practice server to a frame of the built app's window that
 *   shows people in rooms, and the longest time between two frames until everything has come; medians.
 *   `idle_worst_frame_ms` is the longest between two frames of the same window when nothing happens.
 * - voice_state_p99_ms: changes to pixels in a storm of 500 events a second for 60 s. `machine_late_*_ms`: how late a timer of an
 *   otherwise idle process was meanwhile, which is what the machine adds to any such figure.
 * - guild_memory_mb: resident memory that a guild of 20,000 members and 2,000 voice states adds.
 *
 * - search_ms: the 95th percentile of a search among a million messages, as `npm run bench -- search` has it in full.
 */
const FORCED_RESUMES = 200;
const HURRY = 20;
/** Pairs in each round. */
const PAIRS = 5;
const SETTLE_MS = 300;
const MB = 1_000_000;

runBench({
  bench: 'gateway',
  rounds: 3,
  versions: () => ({ '@discordjs/ws': versionOf('@discordjs/ws') }),
  measure: async ({ round, say, scratchDir }) => {
    const rig = await GatewayRig.start();
    try {
      const rates = await replayPairs(rig, round);
      await rig.lay('guild');
      const memory = await rig.with('ours', 1, (client) => guildMemory(rig, client));
      await rig.lay('live');
      const resumeMs = await rig.with('ours', 1, (client) => timeToResume(rig, client));
      await rig.lay('live');
      // The long ones are the same in each round: once is enough.
      const first = round === 0;
      const forced = first ? await rig.with('ours', HURRY, (client) => forcedResumes(rig, client, say)) : {};
      const seen = await measureWindow(join(scratchDir, `data-${round}`), { withStorm: first });
      const found = first ? { search_ms: await searchMs(scratchDir, say) } : {};
      return { ...rates, guild_memory_mb: memory, resume_ms: resumeMs, ...forced, ...seen, ...found };
    } finally {
      await rig.close();
    }
  },
  figures: (series) => {
    const lower = (id: string, goal: number, value: number, unit = 'ms') =>
      ({ id, value, unit, goal, better: 'lower' }) as const;
    const median = (id: string, goal: number, unit?: string) => lower(id, goal, series.median(id), unit);
    const worst = (id: string, goal: number, unit?: string) =>
      lower(id, goal, Math.max(...series.values(id)), unit);
    const floor = (name: string, value: number) => ({ peer: { name, value, unit: 'ms' } });
    return [
      {
        id: 'gateway_vs_peer',
        value: series.median('pair_ratio'),
        unit: 'x',
        goal: 1.5,
        better: 'higher',
        peer: { name: '@discordjs/ws', value: series.median('peer_events_per_s'), unit: 'events/s' },
      },
      median('guild_usable_ms', 1_000),
      {
        ...median('guild_worst_frame_ms', 100),
        ...floor('idle window', series.median('idle_worst_frame_ms')),
      },
      {
        ...worst('voice_state_p99_ms', 100),
        ...floor('machine late, p99', series.median('machine_late_p99_ms')),
      },
      worst('resume_ms', 5_000),
      worst('resume_lost', 0, ''),
      worst('resume_doubled', 0, ''),
      median('guild_memory_mb', 120, 'MB'),
      median('search_ms', 50),
    ];
  },
});

/** Both on the same replay, one after the other; who is first changes from pair to pair. */
async function replayPairs(rig: GatewayRig, round: number): Promise<Record<string, number>> {
  await rig.lay('replay');
  const runs: { ours: ReplayRun[]; peer: ReplayRun[] } = { ours: [], peer: [] };
  const ratios: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const order = (round + pair) % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const);
    for (const who of order) runs[who].push(await rig.with(who, 1, (client) => replayRun(rig, client)));
    ratios.push((runs.ours.at(-1)?.eventsPerS ?? Number.NaN) / (runs.peer.at(-1)?.eventsPerS ?? Number.NaN));
  }
  return {
    pair_ratio: median(ratios),
    ours_events_per_s: median(runs.ours.map((run) => run.eventsPerS)),
    peer_events_per_s: median(runs.peer.map((run) => run.eventsPerS)),
    ours_cpu_us: median(runs.ours.map((run) => run.cpuUs)),
    peer_cpu_us: median(runs.peer.map((run) => run.cpuUs)),
  };
}

async function searchMs(scratchDir: string, say: (line: string) => void): Promise<number> {
  const made = await fillArchive(join(scratchDir, 'archive.db'), say);
  return percentile([...(await searchTimes(made, 0)).values()].flat(), 95);
}

interface ReplayRun {
  eventsPerS: number;
  /** Processor time of one event, all threads. */
  cpuUs: number;
}

async function replayRun(rig: GatewayRig, client: Client): Promise<ReplayRun> {
  // The guild that comes before it is no part of the replay.
  await pause(SETTLE_MS);
  rig.server.say({ type: 'go' });
  client.say({ type: 'replay' });
  const { events, wallMs, cpuMs } = await heard(client, 'replay');
  return { eventsPerS: events / (wallMs / 1_000), cpuUs: (cpuMs * 1_000) / events };
}

async function guildMemory(rig: GatewayRig, client: Client): Promise<number> {
  client.say({ type: 'memory' });
  const idle = await heard(client, 'memory');
  rig.server.say({ type: 'go' });
  const full = await heard(client, 'memory');
  return (full.bytes - idle.bytes) / MB;
}

async function timeToResume(rig: GatewayRig, client: Client): Promise<number> {
  await pause(500);
  rig.server.say({ type: 'cut' });
  const { atMs: cutAtMs } = await heard(rig.server, 'cut');
  const { atMs: backAtMs } = await heard(client, 'ready');
  return backAtMs - cutAtMs;
}

async function forcedResumes(
  rig: GatewayRig,
  client: Client,
  say: (line: string) => void,
): Promise<{ resume_lost: number; resume_doubled: number; resume_events: number }> {
  for (let n = 0; n < FORCED_RESUMES; n += 1) {
    // Odd times, so that cuts fall into bursts, replays and pauses alike.
    await pause(5 + ((n * 37) % 90));
    rig.server.say({ type: 'cut' });
    await heard(rig.server, 'cut');
    await heard(client, 'ready');
    if ((n + 1) % 50 === 0) say(`${n + 1} forced resumes`);
  }
  rig.server.say({ type: 'truth' });
  const { truth } = await heard(rig.server, 'truth');
  client.say({ type: 'store', seq: truth.seq });
  const { store } = await heard(client, 'store');
  const differences = differencesOf(truth, store);
  for (const difference of differences.slice(0, 5)) say(difference);
  const known = new Set(store.messages);
  return {
    resume_lost: differences.length + truth.messages.filter((id) => !known.has(id)).length,
    resume_doubled: store.messages.length - known.size,
    resume_events: truth.seq,
  };
}

/** What the store says otherwise than the server, field by field. */
function differencesOf(truth: LiveTruth, store: LiveTruth): string[] {
  const out: string[] = [];
  if (truth.seq !== store.seq) out.push(`sequence ${store.seq} for ${truth.seq}`);
  for (const part of ['voice', 'nicks', 'names'] as const) {
    const [there, here]: Record<string, unknown>[] = [truth[part], store[part]];
    for (const key of new Set([...Object.keys(there ?? {}), ...Object.keys(here ?? {})])) {
      const [expected, found] = [JSON.stringify(sorted(there?.[key])), JSON.stringify(sorted(here?.[key]))];
      if (expected !== found) out.push(`${part} ${key}: ${found} for ${expected}`);
    }
  }
  return out;
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

function versionOf(name: string): string {
  const file = join(projectRoot, 'test', 'counterpart', 'node_modules', name, 'package.json');
  return String((JSON.parse(readFileSync(file, 'utf8')) as { version: unknown }).version);
}
