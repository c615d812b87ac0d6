import { randomBytes } from 'node:crypto';
import { AppError } from '@shared/errors/app-error';
import type { PracticeState } from '@shared/models/app';
import type { PracticeSize } from '@shared/models/practice';
import { z } from 'zod';
import type { ChildPort } from '../../support/child-port';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import { Secret } from '../../support/secret';

/** What the practice server says when it listens; the same object that the stand-alone command prints. */
const PracticeInfo = z.object({
  rest: z.string().url(),
  gateway: z.string().url(),
  token: z.string().min(1),
  applicationId: z.string(),
  guildId: z.string(),
  voiceChannelId: z.string(),
  textChannelId: z.string(),
});

const PracticeMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), info: PracticeInfo }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);

/** Where a started practice server listens and the token it takes. */
export interface PracticeConnection {
  rest: string;
  token: Secret<string>;
  /** Opens the server's own API, whatever becomes of the bot's token. */
  controlToken: Secret<string>;
}

/** What a start is asked for; what is absent is as usual. */
export interface PracticeStart {
  seed: number | null;
  size?: PracticeSize | undefined;
}

export interface PracticeOptions {
  spawn: () => ChildPort;
  logger: Logger;
  voicesDir: string;
  snapshotPath: string;
  startTimeoutMs?: number;
  stopTimeoutMs?: number;
}

const DEFAULT_SEED = 20_251;
const DEFAULT_MEMBERS = 24;

/** Runs the practice server in a process of its own, one at a time, and says how it is. */
export class PracticeService {
  readonly #changed = new Emitter<PracticeState>((error) =>
    this.options.logger.error('a listener failed', { error }),
  );
  readonly onChanged = this.#changed.on;
  #state: PracticeState = { kind: 'stopped' };
  #child: ChildPort | undefined;
  #connection: PracticeConnection | undefined;
  #starting: Promise<PracticeConnection> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(private readonly options: PracticeOptions) {}

  get state(): PracticeState {
    return this.#state;
  }

  /** The server that runs. */
  get connection(): PracticeConnection | null {
    return this.#connection ?? null;
  }

  /**
   * Starts the server, or answers with the one that runs or is starting. One that is stopping is waited for.
   * @throws AppError `practice/start-failed` with the reason.
   */
  async start(input: PracticeStart): Promise<PracticeConnection> {
    while (this.#stopping !== undefined) await this.#stopping;
    if (this.#connection) return this.#connection;
    this.#starting ??= this.#launch(input).finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #launch(input: PracticeStart): Promise<PracticeConnection> {
    const seed = input.seed ?? DEFAULT_SEED;
    const members = input.size?.members ?? DEFAULT_MEMBERS;
    const controlToken = randomBytes(24).toString('base64url');
    this.#set({ kind: 'starting' });
    const child = this.options.spawn();
    this.#child = child;
    child.onExit((code) => this.#exited(child, code));
    try {
      const info = await this.#ready(child, {
        seed: String(seed),
        ...withoutUndefined(input.size ?? {}),
        members,
        controlToken,
        snapshotPath: this.options.snapshotPath,
        voicesDir: this.options.voicesDir,
      });
      this.#connection = {
        rest: info.rest,
        token: new Secret(info.token),
        controlToken: new Secret(controlToken),
      };
      this.#set({ kind: 'running', rest: info.rest, seed, members });
      return this.#connection;
    } catch (error) {
      this.#child = undefined;
      child.kill();
      const failure =
        error instanceof AppError
          ? error
          : new AppError('practice/start-failed', 'The practice server did not start', { cause: error });
      // Stopped while it was starting is no failure to show.
      const stopped = this.#stopping !== undefined;
      this.#set(stopped ? { kind: 'stopped' } : { kind: 'failed', reason: failure.message });
      throw failure;
    }
  }

  /** Ends the server; its state is saved to the snapshot first. Calling it again waits for the same end. */
  stop(): Promise<void> {
    const child = this.#child;
    if (!child) return this.#stopping ?? Promise.resolve();
    this.#stopping ??= this.#end(child).finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  #end(child: ChildPort): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.options.logger.warn('the practice server did not stop in time');
        child.kill();
        // Whoever starts anew must not be handed the one that is being killed.
        this.#exited(child, 0);
        resolve();
      }, this.options.stopTimeoutMs ?? 4_000);
      child.onExit(() => {
        clearTimeout(timer);
        resolve();
      });
      child.send({ type: 'stop' });
    });
  }

  #ready(child: ChildPort, options: Record<string, unknown>): Promise<z.infer<typeof PracticeInfo>> {
    return new Promise((resolve, reject) => {
      const fail = (message: string) => reject(new AppError('practice/start-failed', message));
      const timer = setTimeout(
        () => fail('The practice server did not answer in time'),
        this.options.startTimeoutMs ?? 20_000,
      );
      child.onExit((code) => {
        clearTimeout(timer);
        fail(`The practice server ended while starting (code ${code})`);
      });
      child.onMessage((message) => {
        const parsed = PracticeMessage.safeParse(message);
        if (!parsed.success) return;
        clearTimeout(timer);
        if (parsed.data.type === 'ready') resolve(parsed.data.info);
        else fail(parsed.data.message);
      });
      child.send({ type: 'start', options });
    });
  }

  #exited(child: ChildPort, code: number): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#connection = undefined;
    if (this.#stopping !== undefined) {
      this.#set({ kind: 'stopped' });
      return;
    }
    if (this.#state.kind === 'running') {
      this.options.logger.error('the practice server ended unexpectedly', { code });
      this.#set({ kind: 'failed', reason: `The practice server ended unexpectedly (code ${code})` });
    }
  }

  #set(state: PracticeState): void {
    this.#state = state;
    this.#changed.emit(state);
  }
}

function withoutUndefined(size: PracticeSize): Record<string, unknown> {
  return Object.fromEntries(Object.entries(size).filter(([, value]) => value !== undefined));
}
