import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { HallAnswer, HallQuestion } from './voice-hall-process';

type Report = Extract<HallAnswer, { type: 'report' }>;

const LIMIT_MS = 20_000;

/** A `VoiceHall` in a process of its own, seen from here. */
export class HallChild {
  readonly #child: ChildProcess;
  endpoint = '';
  certificatePem = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async open(): Promise<HallChild> {
    const child = fork(resolve('test/support/voice-hall-process.ts'), [], { execArgv: ['--import', 'tsx'] });
    const hall = new HallChild(child);
    const open = (await hall.#answer()) as Extract<HallAnswer, { type: 'open' }>;
    hall.endpoint = open.endpoint;
    hall.certificatePem = open.certificatePem;
    return hall;
  }

  async enter(guildId: string, count: number): Promise<void> {
    await this.#ask({ type: 'enter', guildId, count });
  }

  /** Forgets the packets until now. */
  async reset(): Promise<void> {
    await this.#ask({ type: 'reset' });
  }

  async report(guildId: string, userId: string): Promise<Report> {
    return (await this.#ask({ type: 'report', guildId, userId })) as Report;
  }

  close(): Promise<void> {
    return new Promise((done) => {
      if (this.#child.exitCode !== null) return done();
      this.#child.once('exit', () => done());
      this.#child.disconnect();
    });
  }

  #ask(question: HallQuestion): Promise<HallAnswer> {
    const answer = this.#answer();
    this.#child.send(question);
    return answer;
  }

  #answer(): Promise<HallAnswer> {
    return new Promise((done, fail) => {
      const limit = setTimeout(() => finish(() => fail(new Error('the hall says nothing'))), LIMIT_MS);
      const onMessage = (answer: unknown) => finish(() => done(answer as HallAnswer));
      const onExit = (code: number | null) => finish(() => fail(new Error(`the hall ended early (${code})`)));
      const finish = (then: () => void) => {
        clearTimeout(limit);
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
        then();
      };
      this.#child.once('message', onMessage);
      this.#child.once('exit', onExit);
    });
  }
}
