import type { Dispatch, DispatchData } from '@shared/discord/wire/dispatch';
import type { WireMember } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type { Clock } from '../../support/clock';
import type { CommandOutcome } from './command-queue';
import { OP } from './frame';

/** What can be asked of the gateway, and the events that answer it. */

export interface MembersRequest {
  guildId: string;
  /** Up to 100 people, those whose name begins so (up to 100), or everybody (needs the members intent). */
  who: { userIds: readonly string[] } | { namePrefix: string; limit: number } | 'everybody';
  presences?: boolean;
}

export interface MembersAnswer {
  members: WireMember[];
  /** Asked for by id and not in the guild. */
  notFound: string[];
}

export interface RequestsOptions {
  clock: Clock;
  send(guildId: string, op: number, d: unknown): CommandOutcome;
  onDispatch(listener: (dispatch: Dispatch) => void): () => void;
}

/** From a request, or the last part of its answer, to giving up on it. */
const ANSWER_TIMEOUT_MS = 15_000;
const MAX_TRIES = 3;
const MAX_USER_IDS = 100;
const FIELDS = ['status', 'voice_start_time'] as const;

/** Requests that are under way; each ends with its answer, an error, or `close`. */
export class GatewayRequests {
  readonly #options: RequestsOptions;
  readonly #pending = new Set<Pending>();
  readonly #release: () => void;
  #nonce = 0;

  constructor(options: RequestsOptions) {
    this.#options = options;
    this.#release = options.onDispatch((dispatch) => {
      for (const pending of [...this.#pending]) pending.hear(dispatch);
    });
  }

  members(request: MembersRequest, signal?: AbortSignal): Promise<MembersAnswer> {
    const { guildId, who } = request;
    this.#nonce += 1;
    const nonce = `roomtone-${this.#nonce}`;
    const d = { guild_id: guildId, nonce, presences: request.presences ?? false, ...selection(who) };
    const answer: MembersAnswer = { members: [], notFound: [] };
    const seen = new Set<number>();
    return this.#ask<MembersAnswer>(guildId, OP.requestGuildMembers, d, signal, (dispatch) => {
      if (dispatch.t === 'RATE_LIMITED' && dispatch.d.meta?.nonce === nonce) {
        return { kind: 'again', afterMs: dispatch.d.retry_after * 1_000 };
      }
      if (dispatch.t !== 'GUILD_MEMBERS_CHUNK' || dispatch.d.nonce !== nonce) return { kind: 'other' };
      answer.members.push(...dispatch.d.members);
      answer.notFound.push(...dispatch.d.not_found);
      seen.add(dispatch.d.chunk_index);
      return seen.size < dispatch.d.chunk_count ? { kind: 'more' } : { kind: 'done', value: answer };
    });
  }

  channelInfo(guildId: string, signal?: AbortSignal): Promise<DispatchData<'CHANNEL_INFO'>> {
    const d = { guild_id: guildId, fields: FIELDS };
    return this.#ask<DispatchData<'CHANNEL_INFO'>>(guildId, OP.requestChannelInfo, d, signal, (dispatch) => {
      if (dispatch.t === 'RATE_LIMITED' && dispatch.d.opcode === OP.requestChannelInfo) {
        if (dispatch.d.meta?.guild_id === guildId)
          return { kind: 'again', afterMs: dispatch.d.retry_after * 1_000 };
      }
      if (dispatch.t !== 'CHANNEL_INFO' || dispatch.d.guild_id !== guildId) return { kind: 'other' };
      return { kind: 'done', value: dispatch.d };
    });
  }

  close(): void {
    this.#release();
    for (const pending of [...this.#pending])
      pending.fail(new DOMException('The gateway was closed', 'AbortError'));
  }

  #ask<T>(
    guildId: string,
    op: number,
    d: unknown,
    signal: AbortSignal | undefined,
    read: (dispatch: Dispatch) => Reading<T>,
  ): Promise<T> {
    const { clock, send } = this.#options;
    return new Promise<T>((resolve, reject) => {
      let cancelTimer: () => void = () => undefined;
      let tries = 0;
      const finish = () => {
        this.#pending.delete(pending);
        cancelTimer();
        signal?.removeEventListener('abort', onAbort);
      };
      const fail = (error: unknown) => {
        finish();
        reject(error);
      };
      const onAbort = () => fail(signal?.reason);
      const noAnswer = () =>
        fail(new AppError('gateway/network', 'The gateway did not answer.', { retryable: true }));
      const timeout = () => {
        cancelTimer();
        cancelTimer = clock.setTimer(noAnswer, ANSWER_TIMEOUT_MS);
      };
      const ask = () => {
        tries += 1;
        if (tries > MAX_TRIES) noAnswer();
        else if (send(guildId, op, d) === 'notReady') {
          fail(
            new AppError('gateway/network', 'The gateway is not connected right now.', { retryable: true }),
          );
        } else timeout();
      };
      const hear = (dispatch: Dispatch) => {
        const reading = read(dispatch);
        if (reading.kind === 'more') timeout();
        if (reading.kind === 'done') {
          finish();
          resolve(reading.value);
        }
        if (reading.kind === 'again') {
          cancelTimer();
          cancelTimer = clock.setTimer(ask, reading.afterMs);
        }
      };
      const pending: Pending = { hear, fail };
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.add(pending);
      ask();
    });
  }
}

interface Pending {
  hear(dispatch: Dispatch): void;
  fail(error: unknown): void;
}

/** What a dispatch means to a request. */
type Reading<T> =
  | { kind: 'other' }
  | { kind: 'more' }
  | { kind: 'done'; value: T }
  | { kind: 'again'; afterMs: number };

function selection(who: MembersRequest['who']): Record<string, unknown> {
  if (who === 'everybody') return { query: '', limit: 0 };
  if ('userIds' in who) return { user_ids: who.userIds.slice(0, MAX_USER_IDS) };
  return { query: who.namePrefix, limit: who.limit };
}
