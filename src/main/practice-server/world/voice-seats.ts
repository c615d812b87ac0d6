import { timingSafeEqual } from 'node:crypto';
import { Emitter } from '../../support/emitter';
import type { SeatEndReason, VoiceAuthority, VoiceCredentials, VoiceSeat } from '../voice/port';

interface Grant {
  seat: VoiceSeat;
  sessionId: string;
  token: string;
}

const keyOf = (guildId: string, userId: string): string => `${guildId}/${userId}`;

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * The seats the main gateway has granted: one per user and guild, as Discord allows. A new grant makes the
 * token of the one before useless. Not part of the snapshot, as no call survives a restart.
 */
export class VoiceSeats implements VoiceAuthority {
  readonly #grants = new Map<string, Grant>();
  readonly #ended = new Emitter<{ seat: VoiceSeat; reason: SeatEndReason }>();

  authorize(credentials: VoiceCredentials): VoiceSeat | null {
    const grant = this.#grants.get(keyOf(credentials.guildId, credentials.userId));
    if (!grant) return null;
    const right =
      sameText(grant.token, credentials.token) && sameText(grant.sessionId, credentials.sessionId);
    return right ? grant.seat : null;
  }

  onSeatEnded(listener: (seat: VoiceSeat, reason: SeatEndReason) => void): () => void {
    return this.#ended.on(({ seat, reason }) => listener(seat, reason));
  }

  /** Grants a seat; the caller ends an earlier seat in another channel first. */
  grant(seat: VoiceSeat, sessionId: string, token: string): void {
    this.#grants.set(keyOf(seat.guildId, seat.userId), { seat, sessionId, token });
  }

  seatOf(guildId: string, userId: string): VoiceSeat | null {
    return this.#grants.get(keyOf(guildId, userId))?.seat ?? null;
  }

  /** The token of a user's seat; the members' director hands it to the voices of simulated members. */
  tokenOf(guildId: string, userId: string): string | null {
    return this.#grants.get(keyOf(guildId, userId))?.token ?? null;
  }

  end(guildId: string, userId: string, reason: SeatEndReason): void {
    const key = keyOf(guildId, userId);
    const grant = this.#grants.get(key);
    if (!grant) return;
    this.#grants.delete(key);
    this.#ended.emit({ seat: grant.seat, reason });
  }
}
