/** Starts the server and the measured processes, and talks to them. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import {
  type ClientCommand,
  type ClientMessage,
  LAST_WORD,
  type Scene,
  type ServerCommand,
  type ServerMessage,
} from './protocol';

const folder = join(projectRoot, 'bench', 'gateway');
const LIMIT_MS = 60_000;

/** A child process that is asked and answers, one message at a time, none lost in between. */
export class Talker<In, Out> {
  readonly #child: ChildProcess;
  #heard: Out[] = [];
  #waiting: { done(message: Out): void; fail(error: Error): void } | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message: Out) => {
      if (this.#waiting) this.#waiting.done(message);
      else this.#heard.push(message);
    });
    child.on('exit', (code) => this.#waiting?.fail(new Error(`a bench process ended early (${code})`)));
  }

  say(command: In): void {
    this.#child.send(command as object);
  }

  /** The next message of this type; others are dropped. */
  async next<T extends Out>(fits: (message: Out) => message is T): Promise<T> {
    for (;;) {
      const message = this.#heard.shift() ?? (await this.#once());
      if (fits(message)) return message;
    }
  }

  end(): Promise<void> {
    if (this.#child.exitCode !== null) return Promise.resolve();
    return new Promise((done) => {
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2_000);
      this.#child.once('exit', () => {
        clearTimeout(timer);
        done();
      });
      if (this.#child.connected) this.#child.disconnect();
    });
  }

  #once(): Promise<Out> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => settle(() => reject(new Error('a bench process said nothing'))),
        LIMIT_MS,
      );
      const settle = (then: () => void) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        then();
      };
      this.#waiting = {
        done: (message) => settle(() => resolve(message)),
        fail: (error) => settle(() => reject(error)),
      };
    });
  }
}

export type Client = Talker<ClientCommand, ClientMessage>;
export type Server = Talker<ServerCommand, ServerMessage>;
type Typed<M, T> = Extract<M, { type: T }>;

/** The next message of a type. */
export function heard<M extends { type: string }, T extends M['type']>(
  from: Talker<never, M>,
  type: T,
): Promise<Typed<M, T>> {
  return from.next((message): message is Typed<M, T> => message.type === type);
}

export class GatewayRig {
  readonly server: Server;
  readonly #port: number;

  private constructor(server: Server, port: number) {
    this.server = server;
    this.#port = port;
  }

  static async start(): Promise<GatewayRig> {
    const server: Server = new Talker(fork(join(folder, 'server.ts'), [], { execArgv: ['--import', 'tsx'] }));
    const { port } = await heard(server, 'listening');
    return new GatewayRig(server, port);
  }

  async lay(scene: Scene): Promise<void> {
    this.server.say({ type: 'scene', scene });
    await heard(this.server, 'ready');
  }

  /** Runs `use` with a fresh process that is on air. `hurry`: how much faster its timers run. */
  async with<T>(subject: 'ours' | 'peer', hurry: number, use: (client: Client) => Promise<T>): Promise<T> {
    const client: Client = new Talker(this.#fork(subject, hurry));
    try {
      await heard(client, 'ready');
      return await use(client);
    } finally {
      await client.end();
    }
  }

  close(): Promise<void> {
    return this.server.end();
  }

  #fork(subject: 'ours' | 'peer', hurry: number): ChildProcess {
    const port = this.#port;
    if (subject === 'peer') {
      const counterpart = join(projectRoot, 'test', 'counterpart', 'package.json');
      return fork(join(folder, 'peer.mjs'), [JSON.stringify({ port, counterpart, lastWord: LAST_WORD })], {
        execArgv: [],
      });
    }
    return fork(join(folder, 'client.ts'), [JSON.stringify({ port, hurry })], {
      execArgv: ['--import', 'tsx', '--expose-gc'],
    });
  }
}
