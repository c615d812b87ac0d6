import type { Dispatch } from '@shared/discord/wire/dispatch';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { type AwayReport, awayChanges } from './away';
import { reduce } from './reduce';
import { type CacheChange, type CacheState, EMPTY_CACHE } from './state';

/** The holder of the cache's state: applies dispatches in order and tells what each one changed. */
export interface GuildCache {
  readonly state: CacheState;
  apply(dispatch: Dispatch): readonly CacheChange[];
  /** The connection was lost: what happens from now on is not told until it is resumed, if it can be. */
  wentOffAir(): void;
  onChanged(listener: (changes: readonly CacheChange[]) => void): () => void;
  /**
   * After a fresh session, or an outage of a guild: what had changed in the meantime, guild by guild, once the guild
   * is known again. The changes themselves were told by `onChanged` just before.
   */
  onAway(listener: (report: AwayReport) => void): () => void;
  close(): void;
}

/** An empty cache; `onError` hears listeners that throw. */
export function createGuildCache(clock: Clock, onError?: (error: unknown) => void): GuildCache {
  return new LiveGuildCache(clock, onError);
}

class LiveGuildCache implements GuildCache {
  readonly #clock: Clock;
  readonly #changed: Emitter<readonly CacheChange[]>;
  readonly #away: Emitter<AwayReport>;
  /** Guilds whose events we have missed, with the time of the first that may be missing. */
  readonly #missedSinceMs = new Map<string, number>();
  #offAirSinceMs: number | null = null;
  #heardAtMs: number;
  #state = EMPTY_CACHE;

  constructor(clock: Clock, onError?: (error: unknown) => void) {
    this.#clock = clock;
    this.#changed = new Emitter(onError);
    this.#away = new Emitter(onError);
    this.#heardAtMs = clock.now();
  }

  get state(): CacheState {
    return this.#state;
  }

  onChanged = (listener: (changes: readonly CacheChange[]) => void) => this.#changed.on(listener);
  onAway = (listener: (report: AwayReport) => void) => this.#away.on(listener);

  wentOffAir(): void {
    this.#offAirSinceMs ??= this.#heardAtMs;
  }

  apply(dispatch: Dispatch): readonly CacheChange[] {
    const nowMs = this.#clock.now();
    const before = this.#state;
    const step = reduce(before, dispatch, nowMs);
    this.#state = step.state;
    if (step.changes.length > 0) this.#changed.emit(step.changes);
    for (const report of this.#reports(before, dispatch, nowMs)) this.#away.emit(report);
    this.#heardAtMs = nowMs;
    return step.changes;
  }

  close(): void {
    this.#changed.clear();
    this.#away.clear();
    this.#missedSinceMs.clear();
  }

  #reports(before: CacheState, dispatch: Dispatch, nowMs: number): AwayReport[] {
    switch (dispatch.t) {
      case 'READY': {
        const sinceMs = this.#offAirSinceMs ?? this.#heardAtMs;
        this.#offAirSinceMs = null;
        return this.#freshSession(before, dispatch.d.guilds, sinceMs, nowMs);
      }
      case 'RESUMED':
        // Everything that happened has been told after all.
        this.#offAirSinceMs = null;
        return [];
      case 'GUILD_DELETE':
        if (dispatch.d.unavailable === true && before.guilds.has(dispatch.d.id)) {
          this.#missed(dispatch.d.id, nowMs);
        } else this.#missedSinceMs.delete(dispatch.d.id);
        return [];
      case 'GUILD_CREATE':
        return 'name' in dispatch.d ? this.#backAgain(before, dispatch.d.id, nowMs) : [];
      default:
        return [];
    }
  }

  #freshSession(
    before: CacheState,
    listed: readonly { id: string }[],
    sinceMs: number,
    nowMs: number,
  ): AwayReport[] {
    for (const { id } of listed) if (before.guilds.has(id)) this.#missed(id, sinceMs);
    const reports: AwayReport[] = [];
    for (const [guildId, { name }] of before.guilds) {
      if (this.#state.guilds.has(guildId)) continue;
      this.#missedSinceMs.delete(guildId);
      reports.push({ guildId, sinceMs, untilMs: nowMs, changes: [{ type: 'guildLeft', name }] });
    }
    return reports;
  }

  #missed(guildId: string, sinceMs: number): void {
    if (!this.#missedSinceMs.has(guildId)) this.#missedSinceMs.set(guildId, sinceMs);
  }

  #backAgain(before: CacheState, guildId: string, untilMs: number): AwayReport[] {
    const sinceMs = this.#missedSinceMs.get(guildId);
    const [known, now] = [before.guilds.get(guildId), this.#state.guilds.get(guildId)];
    this.#missedSinceMs.delete(guildId);
    if (sinceMs === undefined || !known || !now) return [];
    const changes = awayChanges(known, now);
    return changes.length === 0 ? [] : [{ guildId, sinceMs, untilMs, changes }];
  }
}
