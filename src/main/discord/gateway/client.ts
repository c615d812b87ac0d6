import { shardOfGuild } from '@shared/discord/shards';
import type { Dispatch, DispatchData } from '@shared/discord/wire/dispatch';
import { AppError } from '@shared/errors/app-error';
import { Emitter } from '../../support/emitter';
import { type ClockWatch, watchClock } from './clock-watch';
import type { CommandOutcome } from './command-queue';
import { IdentifyGate, type SessionStartLimit } from './identify-gate';
import { GatewayRequests, type MembersAnswer, type MembersRequest } from './requests';
import {
  createShard,
  type Shard,
  type ShardCounters,
  type ShardOptions,
  type VoiceStateCommand,
} from './shard';
import type { ShardState } from './shard-state';

/** What GET /gateway/bot says: where to connect, with how many shards, and how often. */
export interface GatewayPlan {
  url: string;
  shards: number;
  sessionStart: SessionStartLimit;
}

export interface GatewayClientOptions extends Omit<ShardOptions, 'url' | 'shard' | 'identifyGate'> {
  plan: GatewayPlan;
  /** Asks anew, when Discord demands more shards than it said. */
  replan(): Promise<GatewayPlan>;
}

/**
 * The gateway as one connection, whatever number of shards it takes. Its state is that of the shard that is worst
 * off; dispatches of one guild come in order, those of different shards as they come.
 */
export interface GatewayClient {
  readonly state: ShardState;
  /** One entry a shard, by id. */
  readonly shardStates: readonly ShardState[];
  start(): void;
  /** Opcode 4: join, move, mute or leave. Discord may not answer at all: callers need a time limit. */
  sendVoiceState(command: VoiceStateCommand): CommandOutcome;
  /**
   * Opcode 8: members by ids, by the beginning of their names, or all. Waits for all chunks; rejects with
   * `gateway/network` when there is no answer, and with the signal's reason. The cache learns of them by itself.
   */
  requestMembers(request: MembersRequest, signal?: AbortSignal): Promise<MembersAnswer>;
  /** Opcode 43: status lines of voice channels, and since when they are live. Rejects as `requestMembers` does. */
  requestChannelInfo(guildId: string, signal?: AbortSignal): Promise<DispatchData<'CHANNEL_INFO'>>;
  /** The computer slept, or the network changed: finds out at once whether the connections live. */
  checkConnection(): void;
  onDispatch(listener: (dispatch: Dispatch) => void): () => void;
  onState(listener: (state: ShardState) => void): () => void;
  /** Summed up over all shards there were. */
  counters(): GatewayCounters;
  /** Ends all sessions and resolves when the sockets are gone. */
  close(): Promise<void>;
}

export interface GatewayCounters extends ShardCounters {
  shards: number;
  clockJumps: number;
}

const SHARDING_REQUIRED = 4_011;

/** A client that does nothing until `start`, and leaves no socket or timer after `close`. */
export function createGatewayClient(options: GatewayClientOptions): GatewayClient {
  return new ShardedClient(options);
}

class ShardedClient implements GatewayClient {
  readonly #options: GatewayClientOptions;
  readonly #gate: IdentifyGate;
  readonly #dispatches: Emitter<Dispatch>;
  readonly #states: Emitter<ShardState>;
  readonly #requests: GatewayRequests;
  readonly #watch: ClockWatch;
  #plan: GatewayPlan;
  #shards: Shard[] = [];
  /** Of shards that were replaced by others. */
  #earlier: ShardCounters[] = [];
  #resharding: Promise<void> | undefined;
  #failure: Extract<ShardState, { kind: 'stopped' }> | undefined;
  #closed = false;

  constructor(options: GatewayClientOptions) {
    this.#options = options;
    this.#plan = options.plan;
    this.#gate = new IdentifyGate(options.plan.sessionStart, options.clock.monotonicMs());
    const onError = (error: unknown) => options.logger.error('a listener failed', { error });
    this.#dispatches = new Emitter<Dispatch>(onError);
    this.#states = new Emitter<ShardState>(onError);
    this.#requests = new GatewayRequests({
      clock: options.clock,
      send: (guildId, op, d) => this.#shardOf(guildId)?.sendCommand(op, d) ?? 'notReady',
      onDispatch: this.#dispatches.on,
    });
    this.#shards = this.#makeShards();
    this.#watch = watchClock(options.clock, () => this.checkConnection());
  }

  get state(): ShardState {
    if (this.#failure) return this.#failure;
    return worstOf(this.#shards.map((shard) => shard.state));
  }

  get shardStates(): readonly ShardState[] {
    return this.#shards.map((shard) => shard.state);
  }

  onDispatch = (listener: (dispatch: Dispatch) => void) => this.#dispatches.on(listener);
  onState = (listener: (state: ShardState) => void) => this.#states.on(listener);

  start(): void {
    this.#watch.start();
    for (const shard of this.#shards) shard.start();
  }

  sendVoiceState(command: VoiceStateCommand): CommandOutcome {
    return this.#shardOf(command.guildId)?.sendVoiceState(command) ?? 'notReady';
  }

  requestMembers(request: MembersRequest, signal?: AbortSignal): Promise<MembersAnswer> {
    return this.#requests.members(request, signal);
  }

  requestChannelInfo(guildId: string, signal?: AbortSignal): Promise<DispatchData<'CHANNEL_INFO'>> {
    return this.#requests.channelInfo(guildId, signal);
  }

  checkConnection(): void {
    for (const shard of this.#shards) shard.checkConnection();
  }

  counters(): GatewayCounters {
    const [first, ...others] = [...this.#shards.map((shard) => shard.counters()), ...this.#earlier];
    const sum = { ...first } as ShardCounters;
    for (const counters of others) {
      for (const name of Object.keys(counters) as (keyof ShardCounters)[]) sum[name] += counters[name];
    }
    return { ...sum, shards: this.#shards.length, clockJumps: this.#watch.jumps };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watch.close();
    this.#requests.close();
    await this.#resharding;
    await Promise.all(this.#shards.map((shard) => shard.close()));
    this.#dispatches.clear();
    this.#states.clear();
  }

  #makeShards(): Shard[] {
    const { plan: _plan, replan: _replan, ...options } = this.#options;
    const { url, shards: count } = this.#plan;
    return Array.from({ length: Math.max(1, count) }, (_, id) => {
      const shard = createShard({
        ...options,
        url,
        identifyGate: this.#gate,
        ...(count > 1 ? { shard: [id, count] as const, logger: options.logger.child(`${id}`) } : {}),
      });
      shard.onDispatch((dispatch) => this.#dispatches.emit(dispatch));
      shard.onState((state) => this.#shardChanged(state));
      return shard;
    });
  }

  #shardOf(guildId: string): Shard | undefined {
    return this.#shards[shardOfGuild(guildId, this.#shards.length)];
  }

  #shardChanged(state: ShardState): void {
    if (this.#closed || this.#resharding || this.#failure) return;
    if (state.kind === 'stopped' && state.error) {
      if (state.error.details.closeCode === SHARDING_REQUIRED) {
        this.#resharding = this.#reshard(state.error).finally(() => {
          this.#resharding = undefined;
        });
      } else this.#fail(state.error);
      return;
    }
    this.#states.emit(this.state);
  }

  /** One shard is refused for good: the others would show half of the guilds as if it were all. */
  #fail(error: AppError): void {
    this.#failure = { kind: 'stopped', error };
    this.#watch.close();
    for (const shard of this.#shards) void shard.close();
    this.#states.emit(this.#failure);
  }

  async #reshard(refused: AppError): Promise<void> {
    const before = this.#shards.length;
    this.#earlier.push(...this.#shards.map((shard) => shard.counters()));
    await Promise.all(this.#shards.map((shard) => shard.close()));
    let plan: GatewayPlan;
    try {
      plan = await this.#options.replan();
    } catch (error) {
      this.#fail(
        error instanceof AppError
          ? error
          : new AppError('gateway/network', 'The gateway cannot be asked.', { cause: error }),
      );
      return;
    }
    if (this.#closed) return;
    if (plan.shards <= before) {
      this.#fail(refused);
      return;
    }
    this.#options.logger.info('sharding', { before, shards: plan.shards });
    this.#plan = plan;
    this.#gate.update(plan.sessionStart, this.#options.clock.monotonicMs());
    this.#shards = this.#makeShards();
    for (const shard of this.#shards) shard.start();
  }
}

/** How far from being on air; the farthest shard speaks for all. */
const DISTANCE: Record<ShardState['kind'], number> = {
  stopped: 5,
  waiting: 4,
  idle: 3,
  connecting: 2,
  handshaking: 1,
  ready: 0,
};

function worstOf(states: readonly ShardState[]): ShardState {
  let worst: ShardState = states[0] ?? { kind: 'idle' };
  for (const state of states) {
    if (DISTANCE[state.kind] > DISTANCE[worst.kind]) worst = state;
    else if (state.kind === 'ready' && worst.kind === 'ready') {
      if ((state.latencyMs ?? 0) > (worst.latencyMs ?? 0)) worst = state;
    }
  }
  return worst;
}
