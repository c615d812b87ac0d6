import { join } from 'node:path';
import { AppError, toAppError } from '@shared/errors/app-error';
import type {
  AccountsSnapshot,
  ConnectBotInput,
  ConnectionState,
  ConnectOutcome,
  SavedAccount,
  VaultState,
} from '@shared/models/accounts';
import type { PracticeState } from '@shared/models/app';
import type { PracticeSize } from '@shared/models/practice';
import type { RestMetrics } from '@shared/models/rest-metrics';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { Emitter } from '../../support/emitter';
import { Secret } from '../../support/secret';
import {
  type Connection,
  type ConnectionDependencies,
  type ConnectionTarget,
  DISCORD_BASE,
  openConnection,
} from './connection';
import { connectionStateOf, outcomeOfFailure, toOwnUser } from './outcomes';
import type { PracticeHost } from './practice-host';
import { accountIdOf, loadSavedAccounts, type SavedAccounts } from './saved-accounts';
import type { TokenVault } from './token-vault';

/**
 * The one connection of the app and the accounts it may use. A sign-in ends in an outcome; a running session
 * heals itself (the shard reconnects) or fails for good with an error that says what to do.
 */
export interface AccountsService extends AccountsCalls {
  /** What other services work with. */
  readonly sessions: SessionSource;
  onChanged(listener: (snapshot: AccountsSnapshot) => void): () => void;
  /** Work to end while the connection still stands, before it is left on purpose. */
  onLeaving(task: () => Promise<void>): () => void;
  /** `rest.*` and `gateway.*` of the current session, for diagnostics. */
  counters(): Record<string, number>;
  /** Requests, limits, queue and latencies of the current session; null while there is none. */
  restMetrics(): RestMetrics | null;
  close(): Promise<void>;
}

/** The calls of the contract's `accounts` domain. */
export interface AccountsCalls {
  snapshot(): AccountsSnapshot;
  startPractice(input: { seed: number | null; size?: PracticeSize | undefined }): Promise<ConnectOutcome>;
  connectBot(input: ConnectBotInput): Promise<ConnectOutcome>;
  connectSaved(input: { accountId: string }): Promise<ConnectOutcome>;
  forget(input: { accountId: string }): Promise<void>;
  signOut(): Promise<void>;
  /** While reconnecting: tries now instead of when it is due, unless Discord demands the wait. */
  retryNow(): void;
  createPassphraseVault(input: { passphrase: string }): Promise<VaultState>;
  unlockVault(input: { passphrase: string }): Promise<VaultState>;
}

export interface AccountsOptions extends ConnectionDependencies {
  /** Folder of the app's data; the list of accounts is a file in it. */
  dataFolder: string;
  vault: TokenVault;
  practice: PracticeHost;
}

/** What a practice server is called in the window. */
export const PRACTICE_LABEL = 'Practice server';

export async function createAccountsService(options: AccountsOptions): Promise<AccountsService> {
  const saved = await loadSavedAccounts(join(options.dataFolder, 'accounts.json'), options.logger);
  return new LiveAccountsService(options, saved);
}

class LiveAccountsService implements AccountsService {
  readonly sessions: SessionSource;
  readonly #options: AccountsOptions;
  readonly #saved: SavedAccounts;
  readonly #changed: Emitter<AccountsSnapshot>;
  readonly #sessionChanged: Emitter<DiscordSession | null>;
  readonly #releases: (() => void)[] = [];
  readonly #beforeLeaving = new Set<() => Promise<void>>();
  #state: ConnectionState = { kind: 'signedOut' };
  #connection: Connection | null = null;
  #attempt: AbortController | undefined;
  /** The end of the connection before; a new one waits for it. */
  #closing: Promise<void> = Promise.resolve();
  #practiceRuns = false;
  #revision = 0;
  #closed = false;

  constructor(options: AccountsOptions, saved: SavedAccounts) {
    this.#options = options;
    this.#saved = saved;
    const onError = (error: unknown) => options.logger.error('a listener failed', { error });
    this.#changed = new Emitter<AccountsSnapshot>(onError);
    this.#sessionChanged = new Emitter<DiscordSession | null>(onError);
    const current = () => this.#connection;
    this.sessions = {
      get current() {
        return current();
      },
      onChanged: this.#sessionChanged.on,
    };
    this.#releases.push(
      options.vault.onChanged(() => this.#announce()),
      options.practice.onState((state) => this.#practiceChanged(state)),
    );
  }

  onChanged = (listener: (snapshot: AccountsSnapshot) => void) => this.#changed.on(listener);

  onLeaving(task: () => Promise<void>): () => void {
    this.#beforeLeaving.add(task);
    return () => this.#beforeLeaving.delete(task);
  }

  snapshot(): AccountsSnapshot {
    return {
      revision: this.#revision,
      connection: this.#state,
      saved: this.#saved.list(),
      vault: this.#options.vault.state(),
    };
  }

  counters(): Record<string, number> {
    const counters: Record<string, number> = {};
    const connection = this.#connection;
    if (!connection) return counters;
    for (const [name, value] of Object.entries(connection.rest.counters())) counters[`rest.${name}`] = value;
    for (const [name, value] of Object.entries(connection.gateway.counters())) {
      counters[`gateway.${name}`] = value;
    }
    counters['rest.queueDepth'] = connection.rest.queueDepth();
    return counters;
  }

  restMetrics(): RestMetrics | null {
    return this.#connection?.rest.metrics() ?? null;
  }

  async startPractice(input: {
    seed: number | null;
    size?: PracticeSize | undefined;
  }): Promise<ConnectOutcome> {
    const signal = this.#newAttempt();
    if (!this.#connection) {
      this.#show({ kind: 'connecting', target: 'practice', label: PRACTICE_LABEL, step: 'Starting' });
    }
    let started: { rest: string; token: Secret<string> };
    try {
      this.#practiceRuns = true;
      started = await this.#options.practice.start(input);
    } catch (error) {
      return this.#notConnected(error, signal);
    }
    const { rest, token } = started;
    return this.#connect({ target: 'practice', label: PRACTICE_LABEL, baseUrl: rest, token }, signal);
  }

  async connectBot(input: ConnectBotInput): Promise<ConnectOutcome> {
    if (input.remember && this.#options.vault.state().locked) {
      throw new AppError('vault/locked', 'Unlock the vault first, or connect without remembering.');
    }
    const signal = this.#newAttempt();
    const token = new Secret(input.token);
    const target: ConnectionTarget = {
      target: input.baseUrl === null ? 'discord' : 'selfHosted',
      label: input.label || hostOf(input.baseUrl),
      baseUrl: input.baseUrl ?? DISCORD_BASE,
      token,
    };
    const outcome = await this.#connect(target, signal);
    if (outcome.kind !== 'connected' || !input.remember) return outcome;
    const notRemembered = await this.#remember(
      {
        accountId: accountIdOf(outcome.user.userId, input.baseUrl),
        label: input.label || `${outcome.user.displayName} on ${hostOf(input.baseUrl)}`,
        target: target.target,
        baseUrl: input.baseUrl,
        lastUsedMs: this.#options.clock.now(),
      },
      token,
    );
    return { ...outcome, notRemembered };
  }

  async connectSaved({ accountId }: { accountId: string }): Promise<ConnectOutcome> {
    const account = this.#saved.find(accountId);
    if (!account) throw new AppError('account/unknown', 'This account is not saved here any more.');
    const token = await this.#options.vault.read(accountId);
    if (!token) throw new AppError('account/unknown', 'The token of this account is gone; connect it anew.');
    const signal = this.#newAttempt();
    const { target, label } = account;
    const outcome = await this.#connect(
      { target, label, baseUrl: account.baseUrl ?? DISCORD_BASE, token },
      signal,
    );
    if (outcome.kind === 'connected') {
      const used = { ...account, lastUsedMs: this.#options.clock.now() };
      await this.#saved.put(used, this.#options.vault.isLasting());
      this.#announce();
    }
    return outcome;
  }

  async forget({ accountId }: { accountId: string }): Promise<void> {
    // The token goes first: a list without it is harmless, a token without its entry could never be removed.
    await this.#options.vault.remove(accountId);
    await this.#saved.remove(accountId);
    this.#announce();
  }

  async signOut(): Promise<void> {
    this.#attempt?.abort(new DOMException('Signed out', 'AbortError'));
    this.#attempt = undefined;
    await this.#prepareToLeave();
    this.#drop({ kind: 'signedOut' });
    await this.#closing;
    await this.#leavePractice();
  }

  retryNow(): void {
    this.#connection?.gateway.checkConnection();
  }

  async createPassphraseVault({ passphrase }: { passphrase: string }): Promise<VaultState> {
    const state = await this.#options.vault.createPassphrase(new Secret(passphrase));
    // Their tokens are in the vault now, so the accounts of this session last as well.
    for (const account of this.#saved.list()) await this.#saved.put(account, true);
    return state;
  }

  unlockVault({ passphrase }: { passphrase: string }): Promise<VaultState> {
    return this.#options.vault.unlock(new Secret(passphrase));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#attempt?.abort(new DOMException('The app is closing', 'AbortError'));
    for (const release of this.#releases) release();
    this.#drop({ kind: 'signedOut' });
    this.#changed.clear();
    this.#sessionChanged.clear();
    await this.#closing;
  }

  async #prepareToLeave(): Promise<void> {
    if (!this.#connection) return;
    for (const result of await Promise.allSettled([...this.#beforeLeaving].map((task) => task()))) {
      if (result.status === 'fulfilled') continue;
      this.#options.logger.error('work was left undone at signing out', { error: result.reason });
    }
  }

  /** Nobody is left on the practice server that we started. */
  async #leavePractice(): Promise<void> {
    if (!this.#practiceRuns) return;
    this.#practiceRuns = false;
    await this.#options.practice.stop();
  }

  /** A new try to sign in ends the one that may be under way. */
  #newAttempt(): AbortSignal {
    this.#attempt?.abort(new DOMException('Another connection was chosen', 'AbortError'));
    this.#attempt = new AbortController();
    return this.#attempt.signal;
  }

  async #connect(target: ConnectionTarget, signal: AbortSignal): Promise<ConnectOutcome> {
    const step = (text: string): ConnectionState => ({
      kind: 'connecting',
      target: target.target,
      label: target.label,
      step: text,
    });
    const hooks = {
      // Until address and token are known to be good, the connection there was goes on and stays shown.
      onStep: (text: string) => {
        if (!signal.aborted && !this.#connection) this.#show(step(text));
      },
      beforeGateway: async () => {
        signal.throwIfAborted();
        await this.#prepareToLeave();
        if (this.#connection) this.#drop(step('Leaving'));
        await this.#closing;
        if (target.target !== 'practice') await this.#leavePractice();
        signal.throwIfAborted();
      },
    };
    let connection: Connection;
    try {
      connection = await openConnection(target, this.#options, hooks, signal);
    } catch (error) {
      return this.#notConnected(error, signal);
    }
    if (signal.aborted) {
      await connection.close();
      return { kind: 'cancelled' };
    }
    this.#adopt(connection);
    return { kind: 'connected', user: toOwnUser(connection.user), notRemembered: null };
  }

  #notConnected(error: unknown, signal: AbortSignal): ConnectOutcome {
    const isLatest = !signal.aborted;
    if (isLatest && !this.#connection) this.#show({ kind: 'signedOut' });
    return outcomeOfFailure(error, signal.aborted);
  }

  #adopt(connection: Connection): void {
    this.#connection = connection;
    const sinceMs = this.#options.clock.now();
    const follow = () => {
      if (this.#connection !== connection) return;
      const { state } = connection.gateway;
      const shown = connectionStateOf(connection, state, sinceMs, this.#state);
      if (!shown) return;
      if (shown.kind === 'failed') this.#drop(shown);
      else this.#show(shown);
    };
    connection.gateway.onState(follow);
    connection.onUnauthorized((error) => {
      if (this.#connection !== connection) return;
      const { target, label } = connection;
      this.#drop({ kind: 'failed', target, label, error: error.toView() });
    });
    this.#options.logger.info('connected', { target: connection.target, label: connection.label });
    follow();
    this.#sessionChanged.emit(connection);
  }

  /** Ends the session there is, and shows `state` instead. */
  #drop(state: ConnectionState): void {
    const connection = this.#connection;
    this.#connection = null;
    // First the reason: whoever hears that the session is gone may ask why.
    this.#show(state);
    if (connection) {
      this.#sessionChanged.emit(null);
      this.#closing = Promise.all([this.#closing, connection.close()]).then(
        () => undefined,
        (error: unknown) => this.#options.logger.error('a connection did not close well', { error }),
      );
    }
  }

  #practiceChanged(state: PracticeState): void {
    if (!('target' in this.#state) || this.#state.target !== 'practice' || !this.#connection) return;
    if (state.kind === 'stopped') this.#drop({ kind: 'signedOut' });
    if (state.kind === 'failed') {
      const error = new AppError('practice/stopped', state.reason, { retryable: true });
      this.#drop({ kind: 'failed', target: 'practice', label: PRACTICE_LABEL, error: error.toView() });
    }
  }

  /** Null, or why it could not be saved: the connection stands all the same. */
  async #remember(account: SavedAccount, token: Secret<string>): Promise<string | null> {
    let problem: string | null = null;
    try {
      await this.#options.vault.write(account.accountId, token);
      await this.#saved.put(account, this.#options.vault.isLasting());
    } catch (thrown) {
      const error = toAppError(thrown);
      this.#options.logger.error('the account could not be saved', { error: error.toView() });
      // A system error's own text names paths and codes; the log has it.
      problem = error.code === 'internal' ? 'the file of the vault cannot be written' : error.message;
    }
    this.#announce();
    return problem;
  }

  #show(state: ConnectionState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    this.#announce();
  }

  #announce(): void {
    this.#revision += 1;
    this.#changed.emit(this.snapshot());
  }
}

function hostOf(baseUrl: string | null): string {
  return baseUrl === null ? 'Discord' : new URL(baseUrl).host;
}
