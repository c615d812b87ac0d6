import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../scripts/setup/project.mjs';
import type { LiveTruth } from './gateway/protocol';
import { type Client, GatewayRig, heard } from './gateway/rig';
import { measureWindow } from './gateway/window';
import { runBench } from './harness';

/**
 * The gateway client and the state store, against a server in a process of its own.
 *
 * - gateway_vs_peer: events a second from the socket to the applied state, over what `@discordjs/ws` needs only to hand
 *   the same zlib-stream's events over.
 * - resume_ms: from a cut to being back on air. resume_lost, resume_doubled: over 200 cuts in the middle of events,
 *   with timers twenty times as fast; lost counts what the store and the server do not agree on at the end.
 * - guild_usable_ms, guild_worst_frame_ms: that guild from a practice server to a frame of the built app's window that
 *   shows people in rooms; voice_state_p99_ms: changes to pixels in a storm of 500 events a second for 60 s.
 * - guild_memory_mb: resident memory that a guild of 20,000 members and 2,000 voice states adds.
 */
const FORCED_RESUMES = 200;
const HURRY = 20;
const MB = 1_000_000;
const WINDOW_GOALS = [
  ['guild_usable_ms', 1_000],
  ['guild_worst_frame_ms', 100],
  ['voice_state_p99_ms', 100],
] as const;

runBench({
  bench: 'gateway',
  rounds: 3,
  versions: () => ({ '@discordjs/ws': versionOf('@discordjs/ws') }),
  measure: async ({ round, say, scratchDir }) => {
    const rig = await GatewayRig.start();
    try {
      await rig.lay('replay');
      const ours = await rig.with('ours', 1, (client) => replayRate(rig, client));
      const peer = await rig.with('peer', 1, (client) => replayRate(rig, client));
      await rig.lay('guild');
      const memory = await rig.with('ours', 1, (client) => guildMemory(rig, client));
      await rig.lay('live');
      const resumeMs = await rig.with('ours', 1, (client) => timeToResume(rig, client));
      await rig.lay('live');
      // The long one is the same in each round: once is enough.
      const forced =
        round === 0 ? await rig.with('ours', HURRY, (client) => forcedResumes(rig, client, say)) : {};
      const seen = round === 0 ? await measureWindow(join(scratchDir, 'data')) : {};
      return {
        ours_events_per_s: ours,
        peer_events_per_s: peer,
        guild_memory_mb: memory,
        resume_ms: resumeMs,
        ...forced,
        ...seen,
      };
    } finally {
      await rig.close();
    }
  },
  figures: (series) => {
    const peer = series.median('peer_events_per_s');
    return [
      {
        id: 'gateway_vs_peer',
        value: series.median('ours_events_per_s') / peer,
        unit: 'x',
        goal: 1.5,
        better: 'higher',
        peer: { name: '@discordjs/ws', value: peer, unit: 'events/s' },
      },
      {
        id: 'resume_ms',
        value: Math.max(...series.values('resume_ms')),
        unit: 'ms',
        goal: 5_000,
        better: 'lower',
      },
      {
        id: 'resume_lost',
        value: Math.max(...series.values('resume_lost')),
        unit: '',
        goal: 0,
        better: 'lower',
      },
      {
        id: 'resume_doubled',
        value: Math.max(...series.values('resume_doubled')),
        unit: '',
        goal: 0,
        better: 'lower',
      },
      {
        id: 'guild_memory_mb',
        value: series.median('guild_memory_mb'),
        unit: 'MB',
        goal: 120,
        better: 'lower',
      },
      ...WINDOW_GOALS.map(([id, goal]) => ({
        id,
        value: Math.max(...series.values(id)),
        unit: 'ms',
        goal,
        better: 'lower' as const,
      })),
    ];
  },
});

/** Events a second. */
async function replayRate(rig: GatewayRig, client: Client): Promise<number> {
  rig.server.say({ type: 'go' });
  client.say({ type: 'replay' });
  const { events, wallMs } = await heard(client, 'replay');
  return events / (wallMs / 1_000);
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
