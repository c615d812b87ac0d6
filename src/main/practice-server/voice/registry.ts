import type { VoiceSeat } from './port';
import type { Address, VoiceSession } from './session';

/** The sessions of one voice server, found by whatever a message names them by. */
export class SessionRegistry {
  readonly #byMember = new Map<string, VoiceSession>();
  readonly #bySsrc = new Map<number, VoiceSession>();

  add(session: VoiceSession): void {
    this.#byMember.set(memberKey(session.seat.guildId, session.userId), session);
    this.#bySsrc.set(session.ssrc, session);
  }

  remove(session: VoiceSession): void {
    const key = memberKey(session.seat.guildId, session.userId);
    if (this.#byMember.get(key) === session) this.#byMember.delete(key);
    this.#bySsrc.delete(session.ssrc);
  }

  has(session: VoiceSession): boolean {
    return this.#bySsrc.get(session.ssrc) === session;
  }

  /** A user has one voice connection per guild. */
  ofMember(guildId: string, userId: string): VoiceSession | undefined {
    return this.#byMember.get(memberKey(guildId, userId));
  }

  ofSeat(seat: VoiceSeat): VoiceSession | undefined {
    const session = this.ofMember(seat.guildId, seat.userId);
    return session?.seat.channelId === seat.channelId ? session : undefined;
  }

  ofSsrc = (ssrc: number): VoiceSession | undefined => this.#bySsrc.get(ssrc);

  ofAddress = (from: Address): VoiceSession | undefined => {
    for (const session of this.#bySsrc.values()) if (session.hears(from)) return session;
    return undefined;
  };

  inChannel(channelId: string): VoiceSession[] {
    return this.all().filter((session) => session.seat.channelId === channelId);
  }

  ofUser(userId: string): VoiceSession[] {
    return this.all().filter((session) => session.userId === userId);
  }

  all(): VoiceSession[] {
    return [...this.#bySsrc.values()];
  }
}

function memberKey(guildId: string, userId: string): string {
  return `${guildId}/${userId}`;
}
