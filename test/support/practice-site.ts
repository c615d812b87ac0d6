import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import type { TroubleInput } from '../../src/shared/models/practice-trouble';
import type { SiteCommand, SiteOptions, SiteReply } from './practice-child';

/** How long the server may take to listen or to answer, ms. */
const LIMIT_MS = 20_000;

type Ready = Extract<SiteReply, { type: 'ready' }>;

/** A practice server apart from the app, as a community's own would be: it can be asked, killed and restarted. */
export class PracticeSite {
  private constructor(
    private child: ChildProcess,
    private ready: Ready,
    private readonly options: SiteOptions,
  ) {}

  static async start(options: SiteOptions = {}): Promise<PracticeSite> {
    const started = await spawnSite(options);
    return new PracticeSite(started.child, started.ready, options);
  }

  get info(): Ready['info'] {
    return this.ready.info;
  }

  /** What reached the server so far: `request GET /api/v10/users/@me`, `upgrade GET /gateway…`. */
  async asked(): Promise<string[]> {
    const answer = next(this.child, 'asked');
    send(this.child, { type: 'asked' });
    return (await answer).lines.filter((line) => !line.includes(' /practice/'));
  }

  /** Orders something of the server's own control API, such as `token/revoke`. */
  control(path: string, body: unknown = {}): Promise<unknown> {
    return this.#send('POST', `/practice/${path}`, this.ready.controlToken, body);
  }

  /** Reads from the control API, such as `world`. */
  read(path: string): Promise<unknown> {
    return this.#send('GET', `/practice/${path}`, this.ready.controlToken);
  }

  /** Turns the trouble dial; what is left out has no trouble. */
  dial(settings: TroubleInput): Promise<unknown> {
    return this.#send('PUT', '/practice/trouble', this.ready.controlToken, settings);
  }

  /** Asks the API as another program with the same bot does. */
  ask(method: string, path: string, body: unknown): Promise<unknown> {
    return this.#send(method, `/api/v10/${path}`, this.info.token, body);
  }

  async #send(method: string, path: string, token: string, body?: unknown): Promise<unknown> {
    const response = await fetch(new URL(path, this.info.rest), {
      method,
      headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Ends the process at once, as a crash or a pulled plug would. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
  }

  /** Starts it anew at the same address; the same seed gives the same people, rooms and token. */
  async restart(): Promise<void> {
    await this.kill();
    const port = Number(new URL(this.info.rest).port);
    const started = await spawnSite({ ...this.options, port });
    this.child = started.child;
    this.ready = started.ready;
  }
}

async function spawnSite(options: SiteOptions): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = fork(join(projectRoot, 'test', 'support', 'practice-child.ts'), [], {
    execArgv: ['--import', 'tsx'],
    cwd: projectRoot,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const ready = next(child, 'ready');
    send(child, { type: 'start', options });
    return { child, ready: await ready };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function send(child: ChildProcess, command: SiteCommand): void {
  child.send(command);
}

function next<K extends SiteReply['type']>(
  child: ChildProcess,
  type: K,
): Promise<Extract<SiteReply, { type: K }>> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => {
      clearTimeout(timer);
      child.off('message', heard);
      child.off('exit', left);
      act();
    };
    const heard = (message: unknown) => {
      const answer = message as SiteReply;
      if (answer.type === type) end(() => resolve(answer as Extract<SiteReply, { type: K }>));
    };
    const left = (code: number | null) =>
      end(() => reject(new Error(`the practice server ended with ${code}`)));
    const timer = setTimeout(
      () => end(() => reject(new Error(`the practice server gave no "${type}"`))),
      LIMIT_MS,
    );
    child.on('message', heard);
    child.on('exit', left);
  });
}
