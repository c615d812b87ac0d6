/** Starts the server and the measured processes, and asks them. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import type { ClientCommand, ClientMessage, ServerCommand, ServerMessage, ServerSettings } from './protocol';

export type Subject = 'ours' | 'undici' | 'peer';

const folder = join(projectRoot, 'bench', 'rest');
const LIMIT_MS = 60_000;

export class RestRig {
  readonly #server: ChildProcess;
  readonly #port: number;

  private constructor(server: ChildProcess, port: number) {
    this.#server = server;
    this.#port = port;
  }

  static async start(): Promise<RestRig> {
    const server = fork(join(folder, 'server.ts'), [], { execArgv: ['--import', 'tsx'] });
    const message = (await next(server)) as Extract<ServerMessage, { type: 'listening' }>;
    return new RestRig(server, message.port);
  }

  /** Lays down the limits and forgets all counts. */
  async configure(settings: ServerSettings): Promise<void> {
    await this.#ask({ type: 'configure', settings });
  }

  async blockAll(durationMs: number): Promise<void> {
    await this.#ask({ type: 'blockAll', durationMs });
  }

  /** 429 answers since `configure`. */
  async refused(): Promise<number> {
    return ((await this.#ask({ type: 'report' })) as Extract<ServerMessage, { type: 'report' }>).refused;
  }

  /** Runs `use` with a fresh process of the subject; `unlimited` lifts its own global limit. */
  async with<T>(subject: Subject, unlimited: boolean, use: (ask: Ask) => Promise<T>): Promise<T> {
    const child = this.#spawn(subject, unlimited);
    try {
      await next(child);
      return await use((command) => {
        const answer = next(child) as Promise<ClientMessage>;
        child.send(command);
        return answer;
      });
    } finally {
      await end(child);
    }
  }

  close(): Promise<void> {
    return end(this.#server);
  }

  #spawn(subject: Subject, unlimited: boolean): ChildProcess {
    const port = this.#port;
    if (subject === 'peer') {
      const counterpart = join(projectRoot, 'test', 'counterpart', 'package.json');
      return fork(join(folder, 'peer.mjs'), [JSON.stringify({ port, unlimited, counterpart })], {
        execArgv: [],
      });
    }
    const settings = JSON.stringify({ port, unlimited, bare: subject === 'undici' });
    return fork(join(folder, 'client.ts'), [settings], { execArgv: ['--import', 'tsx'] });
  }

  #ask(command: ServerCommand): Promise<unknown> {
    const answer = next(this.#server);
    this.#server.send(command);
    return answer;
  }
}

type Ask = (command: ClientCommand) => Promise<ClientMessage>;

/** The next message of a child; fails when it ends or stays silent. */
function next(child: ChildProcess): Promise<unknown> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => finish(new Error('a bench process said nothing')), LIMIT_MS);
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
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((done) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
    child.once('exit', () => {
      clearTimeout(timer);
      done();
    });
    if (child.connected) child.disconnect();
  });
}
