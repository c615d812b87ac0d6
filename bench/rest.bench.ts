import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../scripts/setup/project.mjs';
import { percentile, runBench } from './harness';
import type { ClientMessage } from './rest/protocol';
import { RestRig, type Subject } from './rest/rig';

/**
 * REST: how close to the limits a full queue runs without a 429, what a request costs in CPU, and how long posts
 * take. One strict server in its own process; our client, undici alone and @discordjs/rest in processes of theirs,
 * one after the other against that server.
 */
const REQUESTS = 500;
const ROUTES = 10;
const BUCKET = { limit: 5, windowMs: 1_000 };
const GLOBAL = { limit: 50, windowMs: 1_000 };
const FAR_MS = 100;
const CPU_REQUESTS = 6_000;
const CPU_BLOCKS = 3;
const AT_ONCE = 10;

/**
 * The least time for the queue. A route gets 5 a window and all together 50, so the last request waits for as many
 * whole windows as come before its own: of its route, or of all, whichever is more. The first window begins when
 * the first request arrives, half a round trip after the start; the last answer is there half of one after its
 * request arrived; nothing faster can be had from a server that counts like this.
 */
function leastMs(roundTripMs: number): number {
  const ofRoute = Math.ceil(REQUESTS / ROUTES / BUCKET.limit) * BUCKET.windowMs - BUCKET.windowMs;
  const ofAll = Math.ceil(REQUESTS / GLOBAL.limit) * GLOBAL.windowMs - GLOBAL.windowMs;
  return Math.max(ofRoute, ofAll) + roundTripMs;
}

async function queueOf(rig: RestRig, subject: Subject, roundTripMs: number) {
  await rig.configure({ roundTripMs, bucket: BUCKET, global: GLOBAL });
  const answer = await rig.with(subject, false, (ask) =>
    ask({ type: 'queue', count: REQUESTS, routes: ROUTES }),
  );
  if (answer.type !== 'queue') throw new Error('a queue answers with its time');
  return { wallMs: answer.wallMs, refused: await rig.refused() };
}

/** CPU of a request, µs: the best of some blocks, after a block to warm up. */
async function cpuOf(rig: RestRig, subject: Subject): Promise<number> {
  await rig.configure({ roundTripMs: 0, bucket: { limit: 1_000_000, windowMs: 1_000 }, global: null });
  return rig.with(subject, true, async (ask) => {
    let best = Number.POSITIVE_INFINITY;
    for (let block = 0; block <= CPU_BLOCKS; block += 1) {
      const answer = await ask({ type: 'cpu', count: CPU_REQUESTS, atOnce: AT_ONCE });
      if (answer.type === 'cpu' && block > 0) best = Math.min(best, answer.microsPerRequest);
    }
    return best;
  });
}

function latencies(answer: ClientMessage): number[] {
  if (answer.type !== 'paced') throw new Error('paced requests answer with their latencies');
  return answer.requests.map(({ latencyMs }) => latencyMs);
}

/** 40 a second for ten seconds, over as many webhooks as their bucket of 5 in 2 s asks for. */
async function webhookP99(rig: RestRig): Promise<number> {
  await rig.configure({ roundTripMs: 0, bucket: { limit: 5, windowMs: 2_000 }, global: GLOBAL });
  const answer = await rig.with('ours', false, (ask) =>
    ask({ type: 'paced', kind: 'webhook', perSecond: 40, seconds: 10, targets: 20 }),
  );
  return percentile(latencies(answer), 99);
}

/** 40 a second for ten seconds, over as many channels as their bucket of 5 in 5 s asks for. */
async function sendP99(rig: RestRig): Promise<number> {
  await rig.configure({ roundTripMs: 0, bucket: { limit: 5, windowMs: 5_000 }, global: GLOBAL });
  const answer = await rig.with('ours', false, (ask) =>
    ask({ type: 'paced', kind: 'message', perSecond: 40, seconds: 10, targets: 50 }),
  );
  return percentile(latencies(answer), 99);
}

/** From the end of a global 429 of two seconds until everything asked for meanwhile is answered. */
async function recoveryMs(rig: RestRig): Promise<number> {
  const BLOCK_MS = 2_000;
  await rig.configure({ roundTripMs: 0, bucket: { limit: 5, windowMs: 1_000 }, global: GLOBAL });
  let liftedAtMs = 0;
  const answer = await rig.with('ours', false, async (ask) => {
    const running = ask({ type: 'paced', kind: 'message', perSecond: 20, seconds: 5, targets: 40 });
    await new Promise((done) => setTimeout(done, 1_000));
    await rig.blockAll(BLOCK_MS);
    liftedAtMs = Date.now() + BLOCK_MS;
    return running;
  });
  if (answer.type !== 'paced') throw new Error('paced requests answer with their latencies');
  const held = answer.requests.filter(({ issuedAtMs }) => issuedAtMs <= liftedAtMs);
  return Math.max(...held.map(({ issuedAtMs, latencyMs }) => issuedAtMs + latencyMs)) - liftedAtMs;
}

function peerVersion(): string {
  const path = join(projectRoot, 'test/counterpart/node_modules/@discordjs/rest/package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

runBench({
  bench: 'rest',
  rounds: 3,
  versions: () => ({ '@discordjs/rest': peerVersion() }),
  measure: async () => {
    const rig = await RestRig.start();
    try {
      const near = await queueOf(rig, 'ours', 0);
      const peerNear = await queueOf(rig, 'peer', 0);
      const far = await queueOf(rig, 'ours', FAR_MS);
      const peerFar = await queueOf(rig, 'peer', FAR_MS);
      return {
        refused: near.refused + far.refused,
        peer_refused: peerNear.refused + peerFar.refused,
        wall_ratio: near.wallMs / leastMs(0),
        peer_wall_ratio: peerNear.wallMs / leastMs(0),
        wall_ratio_far: far.wallMs / leastMs(FAR_MS),
        peer_wall_ratio_far: peerFar.wallMs / leastMs(FAR_MS),
        cpu_us: await cpuOf(rig, 'ours'),
        undici_cpu_us: await cpuOf(rig, 'undici'),
        peer_cpu_us: await cpuOf(rig, 'peer'),
        webhook_p99_ms: await webhookP99(rig),
        send_p99_ms: await sendP99(rig),
        recovery_ms: await recoveryMs(rig),
      };
    } finally {
      await rig.close();
    }
  },
  figures: (series) => {
    const peer = (value: number, unit: string) => ({ name: '@discordjs/rest', value, unit });
    const over = series
      .values('cpu_us')
      .map((us, round) => us - (series.values('undici_cpu_us')[round] ?? us));
    const [ours, bare, other] = ['cpu_us', 'undici_cpu_us', 'peer_cpu_us'].map((name) => series.median(name));
    const ratio = series.median('wall_ratio');
    const peerRatio = series.median('peer_wall_ratio');
    return [
      {
        id: 'rest_429',
        value: Math.max(...series.values('refused')),
        unit: '',
        goal: 0,
        better: 'lower',
        peer: peer(Math.max(...series.values('peer_refused')), ''),
      },
      {
        id: 'rest_wall_ratio',
        value: ratio,
        unit: 'x',
        goal: 1.05,
        better: 'lower',
        peer: peer(peerRatio, 'x'),
      },
      {
        id: 'rest_wall_ratio_rtt100',
        value: series.median('wall_ratio_far'),
        unit: 'x',
        goal: 1.1,
        better: 'lower',
        peer: peer(series.median('peer_wall_ratio_far'), 'x'),
      },
      {
        id: 'rest_wall_vs_peer',
        value: ratio / peerRatio,
        unit: 'x',
        goal: 1,
        better: 'lower',
        peer: peer(peerRatio, 'x'),
      },
      {
        id: 'rest_cpu_us_over_undici',
        value: [...over].sort((a, b) => a - b)[Math.floor(over.length / 2)] ?? 0,
        unit: 'µs',
        goal: 40,
        better: 'lower',
        peer: { name: 'undici alone', value: bare ?? 0, unit: 'µs' },
      },
      {
        id: 'rest_cpu_vs_peer',
        value: (ours ?? 0) / (other ?? 1),
        unit: 'x',
        goal: 1,
        better: 'lower',
        peer: peer(other ?? 0, 'µs'),
      },
      {
        id: 'webhook_p99_ms',
        value: series.median('webhook_p99_ms'),
        unit: 'ms',
        goal: 500,
        better: 'lower',
      },
      { id: 'send_p99_ms', value: series.median('send_p99_ms'), unit: 'ms', goal: 1_000, better: 'lower' },
      { id: 'recovery_ms', value: series.median('recovery_ms'), unit: 'ms', goal: 5_000, better: 'lower' },
    ];
  },
});
