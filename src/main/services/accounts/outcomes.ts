import { avatarUrl } from '@shared/discord/cdn';
import { UserId } from '@shared/discord/snowflake';
import type { WireUser } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type { ConnectionState, ConnectOutcome, OwnUser } from '@shared/models/accounts';
import type { ShardState } from '../../discord/gateway';
import type { DiscordSession } from '../../discord/session';

/** Pure mappings of this service: failures → outcomes, shard states → what the window shows. */

/** The bot itself, as the window shows it. */
export function toOwnUser(user: WireUser): OwnUser {
  return {
    userId: UserId.parse(user.id),
    username: user.username,
    displayName: user.global_name ?? user.username,
    avatarUrl: avatarUrl(user.id, user.avatar),
  };
}

/** The expected ends of a try to sign in, as values; anything else is thrown on. */
export function outcomeOfFailure(error: unknown, cancelled: boolean): ConnectOutcome {
  if (cancelled) return { kind: 'cancelled' };
  if (!(error instanceof AppError)) throw error;
  switch (error.code) {
    case 'rest/unauthorized':
    case 'gateway/auth-failed':
      return { kind: 'badToken' };
    case 'gateway/disallowed-intents': {
      const named = typeof error.details.intents === 'string' ? error.details.intents : '';
      return { kind: 'missingIntents', intents: named === '' ? [] : named.split(', ') };
    }
    case 'ipc/invalid-input':
      return { kind: 'badAddress', reason: error.message };
    case 'rest/not-found':
    case 'rest/unexpected-response':
    case 'rest/invalid-request':
      return { kind: 'badAddress', reason: 'Something answers there, but not as Discord does.' };
    case 'rest/network':
    case 'rest/server-error':
    case 'rest/rate-limited':
    case 'rest/missing-permission':
    case 'gateway/network':
    case 'gateway/fatal-close':
    case 'practice/start-failed':
      return { kind: 'unreachable', reason: error.message };
    default:
      throw error;
  }
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');

/** What the window shows of a session whose shard is in `state`. Null: nothing new to show. */
export function connectionStateOf(
  session: DiscordSession,
  state: ShardState,
  connectedSinceMs: number,
  before: ConnectionState,
): ConnectionState | null {
  const { target, label } = session;
  const user = toOwnUser(session.user);
  switch (state.kind) {
    case 'ready':
      return {
        kind: 'connected',
        target,
        label,
        user,
        sinceMs: connectedSinceMs,
        latencyMs: state.latencyMs === null ? null : Math.round(state.latencyMs),
      };
    case 'waiting':
      return {
        kind: 'reconnecting',
        target,
        label,
        user,
        attempt: state.failures,
        retryAtMs: state.retryAtMs,
        reason: capitalised(state.reason),
        canHurry: !state.demanded,
      };
    case 'connecting':
    case 'handshaking':
      return before.kind === 'reconnecting' && before.retryAtMs !== null
        ? { ...before, retryAtMs: null }
        : null;
    case 'stopped':
      return state.error ? { kind: 'failed', target, label, error: state.error.toView() } : null;
    case 'idle':
      return null;
  }
}
