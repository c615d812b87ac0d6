import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { Secret } from '../../support/secret';
import { disconnectFromVoice } from '../world/commands/voice';
import type { WorldEvent } from '../world/events';
import { guildCreate } from '../world/guild-create';
import type { PresenceStatus } from '../world/model';
import { hasPermission } from '../world/permissions';
import { presenceToWire, userToWire } from '../world/wire';
import type { World } from '../world/world';
import { Close, type CloseReason } from './codes';
import type { GatewayConnection } from './connection';
import { IdentifyBudget } from './identify-budget';
import {
  areKnownIntents,
  hasIntent,
  Intent,
  PRIVILEGED_INTENTS,
  wantsEvent,
  withoutContent,
} from './intents';
import type { Identify, Resume } from './payloads';
import { GatewaySession } from './session';
import { GatewayDial } from './trouble/gateway-dial';

export interface HubOptions {
  /** Privileged intents the application has switched on. */
  privilegedIntents: number;
  /** One identify per shard slot in this time; 0 = as many as come. */
  identifyIntervalMs: number;
  identifiesPerDay: number;
  maxConcurrency: number;
  /** With more than 1, a session without shards, or with fewer, is refused with 4011. */
  requiredShards: number;
  /** How long a session without a socket can be resumed. */
  resumeWindowMs: number;
  replayBuffer: number;
  applicationFlags: number;
}

type IdentifyOutcome =
  | { kind: 'accepted'; session: GatewaySession }
  | { kind: 'tooSoon' }
  | { kind: 'refused'; close: CloseReason };

type ResumeOutcome =
  | { kind: 'resumed'; session: GatewaySession; missed: string[] }
  | { kind: 'invalid'; resumable: boolean }
  | { kind: 'refused'; close: CloseReason };

const WHOLE_GUILD_INTERVAL_MS = 30_000;
const MAX_SHARDS = 64;

/** All sessions of the main gateway: who may log in, who hears of what, how long an absent client is awaited. */
export class GatewayHub {
  readonly world: World;
  /** The trouble its connections meet. */
  readonly trouble: GatewayDial;
  /** Called for each connection that opens. */
  onConnection: (connection: GatewayConnection) => void = () => undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #options: HubOptions;
  readonly #sessions = new Map<string, GatewaySession>();
  readonly #connections = new Set<GatewayConnection>();
  readonly #expiry = new Map<string, () => void>();
  readonly #wholeGuild = new Map<string, number>();
  readonly #graceTimers = new Set<() => void>();
  readonly #unsubscribe: () => void;
  readonly #budget: IdentifyBudget;
  #resumeUrl = '';

  constructor(world: World, clock: Clock, logger: Logger, options: HubOptions) {
    this.world = world;
    this.#clock = clock;
    this.#logger = logger;
    this.#options = options;
    this.trouble = new GatewayDial(() => clock.monotonicMs());
    const limits = {
      perDay: options.identifiesPerDay,
      maxConcurrency: options.maxConcurrency,
      intervalMs: options.identifyIntervalMs,
    };
    this.#budget = new IdentifyBudget(limits, this.trouble, () => clock.monotonicMs());
    this.#unsubscribe = world.events.on((event) => this.#fanOut(event));
  }

  get sessions(): readonly GatewaySession[] {
    return [...this.#sessions.values()];
  }

  get connections(): readonly GatewayConnection[] {
    return [...this.#connections];
  }

  set resumeUrl(url: string) {
    this.#resumeUrl = url;
  }

  add(connection: GatewayConnection): void {
    this.#connections.add(connection);
    connection.hello();
    this.onConnection(connection);
  }

  /** How many shards a bot has to log in with. */
  get requiredShards(): number {
    return this.#options.requiredShards;
  }

  /** What GET /gateway/bot tells about the identify budget. */
  sessionStartLimit(): { total: number; remaining: number; reset_after: number; max_concurrency: number } {
    return this.#budget.state();
  }

  identify(identify: Identify): IdentifyOutcome {
    const userId = this.world.state.tokens.get(identify.token);
    if (userId === undefined) return { kind: 'refused', close: Close.AUTHENTICATION_FAILED };
    const onDemand = this.trouble.takeRefusedIdentify();
    if (onDemand !== null) return { kind: 'refused', close: closeReasonOf(onDemand) };
    if (!areKnownIntents(identify.intents)) return { kind: 'refused', close: Close.INVALID_INTENTS };
    const refused = identify.intents & PRIVILEGED_INTENTS & ~this.#options.privilegedIntents;
    if (refused !== 0) return { kind: 'refused', close: Close.DISALLOWED_INTENTS };
    const shard = identify.shard ?? null;
    if (shard && (shard[1] < 1 || shard[1] > MAX_SHARDS || shard[0] < 0 || shard[0] >= shard[1])) {
      return { kind: 'refused', close: Close.INVALID_SHARD };
    }
    if ((shard?.[1] ?? 1) < this.#options.requiredShards) {
      return { kind: 'refused', close: Close.SHARDING_REQUIRED };
    }
    switch (this.#budget.take(shard?.[0] ?? 0)) {
      case 'tooSoon':
        return { kind: 'tooSoon' };
      case 'usedUp':
        // Discord ends all sessions of the bot and resets its token; here the token stays, or nobody could go on.
        this.endSessionsOf(identify.token);
        return { kind: 'refused', close: Close.AUTHENTICATION_FAILED };
      case 'granted':
        break;
    }
    const session = new GatewaySession({
      id: this.world.random.hex(32),
      userId,
      token: new Secret(identify.token),
      intents: identify.intents,
      shard,
      bufferSize: this.#options.replayBuffer,
      ...(identify.large_threshold === undefined ? {} : { largeThreshold: identify.large_threshold }),
    });
    this.#sessions.set(session.id, session);
    const user = this.world.user(userId);
    if (user) user.status = asSeenByOthers(identify.presence?.status ?? 'online');
    return { kind: 'accepted', session };
  }

  /** READY, then a GUILD_CREATE for each guild of the shard. */
  greet(session: GatewaySession): void {
    const { world } = this;
    const user = world.user(session.userId);
    if (!user) return;
    const guilds = [...world.state.guilds.values()].filter(
      (guild) => guild.members.has(session.userId) && session.carriesGuild(guild.id),
    );
    session.dispatch('READY', {
      v: 10,
      user: { ...userToWire(user), verified: true, mfa_enabled: true, email: null, flags: 0 },
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: this.#resumeUrl,
      ...(session.shard ? { shard: session.shard } : {}),
      application: { id: world.state.application.id, flags: this.#options.applicationFlags },
      private_channels: [],
      relationships: [],
      presences: [],
      user_settings: {},
      geo_ordered_rtc_regions: ['practice'],
      _trace: ['["practice"]'],
    });
    if (!hasIntent(session.intents, Intent.GUILDS)) return;
    for (const guild of guilds) {
      const withPresences = hasIntent(session.intents, Intent.GUILD_PRESENCES);
      const view = { userId: session.userId, withPresences, largeThreshold: session.largeThreshold };
      session.dispatch('GUILD_CREATE', guildCreate(world, guild, view));
    }
  }

  resume(resume: Resume): ResumeOutcome {
    if (!this.world.state.tokens.has(resume.token)) {
      return { kind: 'refused', close: Close.AUTHENTICATION_FAILED };
    }
    const session = this.#sessions.get(resume.session_id);
    if (session?.token.reveal() !== resume.token) return { kind: 'invalid', resumable: false };
    const onDemand = this.trouble.takeInvalidSession();
    if (onDemand) {
      if (!onDemand.resumable) this.#endSession(session);
      return { kind: 'invalid', resumable: onDemand.resumable };
    }
    if (resume.seq > session.seq) return { kind: 'refused', close: Close.INVALID_SEQ };
    const missed = session.missedSince(resume.seq);
    if (missed === null) {
      this.#endSession(session);
      return { kind: 'invalid', resumable: false };
    }
    this.#cancelExpiry(session);
    return { kind: 'resumed', session, missed };
  }

  /** Ms to wait before the session may ask for a whole guild again; 0 = go ahead, and this one is counted. */
  takeWholeGuildRequest(session: GatewaySession, guildId: string): number {
    const key = `${session.userId}/${guildId}`;
    const now = this.#clock.monotonicMs();
    const last = this.#wholeGuild.get(key);
    if (last !== undefined && now - last < WHOLE_GUILD_INTERVAL_MS) {
      return Math.ceil(last + WHOLE_GUILD_INTERVAL_MS - now);
    }
    this.#wholeGuild.set(key, now);
    return 0;
  }

  changePresence(session: GatewaySession, status: PresenceStatus | 'invisible'): void {
    const user = this.world.user(session.userId);
    if (!user) return;
    user.status = asSeenByOthers(status);
    for (const guild of this.world.state.guilds.values()) {
      if (!guild.members.has(user.id)) continue;
      this.world.emit({ t: 'PRESENCE_UPDATE', guildId: guild.id, d: presenceToWire(guild, user) });
    }
  }

  connectionClosed(connection: GatewayConnection, code: number): void {
    this.#connections.delete(connection);
    const session = connection.session;
    if (!session?.detach(connection)) return;
    // A client that says 1000 or 1001 is done; any other end can be resumed for a while.
    if (code === 1000 || code === 1001) {
      this.#endSession(session);
      return;
    }
    this.#cancelExpiry(session);
    this.#expiry.set(
      session.id,
      this.#clock.setTimer(() => this.#endSession(session), this.#options.resumeWindowMs),
    );
  }

  /** Control: closes every socket with a code; the sessions can be resumed unless the code ends them. */
  closeAll(close: CloseReason): void {
    for (const connection of this.connections) connection.close(close);
  }

  /** Control: op 7 to everyone; who does not leave by itself is closed after `graceMs`. */
  reconnectAll(graceMs: number): void {
    for (const connection of this.connections) {
      connection.requestReconnect();
      const cancel = this.#clock.setTimer(() => {
        this.#graceTimers.delete(cancel);
        if (this.#connections.has(connection)) connection.close(Close.UNKNOWN_ERROR);
      }, graceMs);
      this.#graceTimers.add(cancel);
    }
  }

  /** Control: op 1 to everyone. */
  requestHeartbeats(): void {
    for (const connection of this.connections) connection.requestHeartbeat();
  }

  /** Control: op 9 to everyone; with `resumable` false the sessions are gone. */
  invalidateAll(resumable: boolean): void {
    for (const connection of this.connections) {
      const session = connection.session;
      connection.invalidate(resumable);
      if (session && !resumable) this.#endSession(session);
    }
  }

  /** Ends all sessions of a token that was revoked; their sockets are closed with 4004. */
  endSessionsOf(token: string): void {
    for (const session of this.sessions) {
      if (session.token.reveal() !== token) continue;
      for (const connection of this.connections) {
        if (connection.session === session) connection.close(Close.AUTHENTICATION_FAILED);
      }
      this.#endSession(session);
    }
  }

  close(): void {
    this.#unsubscribe();
    for (const cancel of [...this.#expiry.values(), ...this.#graceTimers]) cancel();
    this.#expiry.clear();
    this.#graceTimers.clear();
    for (const connection of this.connections) connection.close({ code: 1001, reason: 'Going away.' });
  }

  #fanOut(event: WorldEvent): void {
    const { world } = this;
    const guild = event.guildId === null ? undefined : world.guild(event.guildId);
    for (const session of this.#sessions.values()) {
      if (guild && !guild.members.has(session.userId)) continue;
      if (!session.carriesGuild(event.guildId) || !wantsEvent(session.intents, session.userId, event))
        continue;
      if (event.viewChannelId !== undefined && guild) {
        if (!world.maySee(guild, event.viewChannelId, session.userId)) continue;
      }
      if (event.t === 'GUILD_AUDIT_LOG_ENTRY_CREATE' && guild) {
        if (!hasPermission(world.permissionsInGuild(guild, session.userId), 'VIEW_AUDIT_LOG')) continue;
      }
      const carriesContent = event.t === 'MESSAGE_CREATE' || event.t === 'MESSAGE_UPDATE';
      const hidden = carriesContent && !hasIntent(session.intents, Intent.MESSAGE_CONTENT);
      session.dispatch(event.t, hidden ? withoutContent(event.d, session.userId) : event.d);
    }
  }

  #endSession(session: GatewaySession): void {
    if (!this.#sessions.delete(session.id)) return;
    this.#cancelExpiry(session);
    this.#logger.debug('session ended', { user: session.userId });
    for (const guild of this.world.state.guilds.values()) {
      const voiceState = guild.voice_states.get(session.userId);
      if (voiceState?.session_id === session.id)
        disconnectFromVoice(this.world, guild, session.userId, 'left');
    }
    const stillOnline = this.sessions.some((other) => other.userId === session.userId);
    const user = this.world.user(session.userId);
    if (user && !stillOnline) user.status = 'offline';
  }

  #cancelExpiry(session: GatewaySession): void {
    this.#expiry.get(session.id)?.();
    this.#expiry.delete(session.id);
  }
}

function closeReasonOf(code: number): CloseReason {
  return Object.values(Close).find((known) => known.code === code) ?? { code, reason: '' };
}

function asSeenByOthers(status: PresenceStatus | 'invisible'): PresenceStatus {
  return status === 'invisible' ? 'offline' : status;
}
