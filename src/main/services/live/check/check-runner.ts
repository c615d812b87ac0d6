import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import { CheckId, type CheckLine, type CheckSheet } from '@shared/models/live';
import type { Clock } from '../../../support/clock';
import type { Logger } from '../../../support/logger';
import { broken, LINES, type LineContext } from './lines';
import type { CheckDesk, CheckNeighbours } from './ports';

export interface CheckRunnerOptions {
  neighbours: CheckNeighbours;
  desk: CheckDesk;
  clock: Clock;
  logger: Logger;
  echoMs?: number;
  onChanged: () => void;
}

export interface CheckInput {
  guildId: GuildId;
  channelId: ChannelId;
  only?: CheckId[] | undefined;
}

/** As the requirement says it. */
const ECHO_MS = 10_000;

/** The go-live check (B12): its lines run one after the other, and can be cancelled between and within. */
export class CheckRunner {
  readonly #options: CheckRunnerOptions;
  #sheet: CheckSheet | null = null;
  #running: { abort: AbortController; done: Promise<CheckSheet> } | undefined;

  constructor(options: CheckRunnerOptions) {
    this.#options = options;
  }

  get sheet(): CheckSheet | null {
    return this.#sheet;
  }

  /** Resolves with the finished sheet. One check at a time: another one takes its place. */
  async run(input: CheckInput): Promise<CheckSheet> {
    await this.cancel();
    const abort = new AbortController();
    const done = this.#run(input, abort.signal);
    this.#running = { abort, done };
    return done;
  }

  async cancel(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    running.abort.abort(new DOMException('The check was cancelled', 'AbortError'));
    await running.done;
  }

  async #run({ guildId, channelId, only }: CheckInput, signal: AbortSignal): Promise<CheckSheet> {
    const { neighbours, desk, clock, logger } = this.#options;
    const wanted = new Set(only ?? CheckId.options);
    const earlier = this.#sheet?.channelId === channelId ? this.#sheet : null;
    this.#sheet = {
      startedAtMs: clock.now(),
      finishedAtMs: null,
      channelId,
      lines: CheckId.options.map((checkId) => {
        const before = earlier?.lines.find((line) => line.checkId === checkId);
        return (!wanted.has(checkId) && before) || blank(checkId, wanted.has(checkId));
      }),
    };
    this.#options.onChanged();
    const echoMs = this.#options.echoMs ?? ECHO_MS;
    const context: LineContext = { guildId, channelId, neighbours, desk, clock, signal, echoMs, trial: null };
    try {
      for (const checkId of CheckId.options) {
        if (!wanted.has(checkId)) continue;
        if (signal.aborted) {
          this.#set(checkId, { status: 'skipped', figure: null, notes: ['cancelled'] });
          continue;
        }
        this.#set(checkId, { status: 'running', figure: null, notes: [] });
        try {
          this.#set(checkId, await LINES[checkId](context));
        } catch (error) {
          if (signal.aborted) this.#set(checkId, { status: 'skipped', figure: null, notes: ['cancelled'] });
          else {
            logger.warn('a line of the go-live check failed', { checkId, error });
            this.#set(checkId, broken(error));
          }
        }
        // The room was entered for these two lines alone.
        if (checkId === 'dave') await context.trial?.leave();
      }
    } finally {
      await context.trial?.leave();
      this.#running = undefined;
    }
    this.#sheet = { ...this.#sheet, finishedAtMs: clock.now() };
    this.#options.onChanged();
    return this.#sheet;
  }

  #set(checkId: CheckId, change: Omit<CheckLine, 'checkId' | 'atMs'>): void {
    if (!this.#sheet) return;
    const atMs =
      change.status === 'running' || change.status === 'skipped' ? null : this.#options.clock.now();
    const lines = this.#sheet.lines.map((line) =>
      line.checkId === checkId ? { checkId, ...change, atMs } : line,
    );
    this.#sheet = { ...this.#sheet, lines };
    this.#options.onChanged();
  }
}

function blank(checkId: CheckId, wanted: boolean): CheckLine {
  return { checkId, status: wanted ? 'waiting' : 'skipped', figure: null, notes: [], atMs: null };
}
