/**
 * The border between the practice server's world (guilds, members, main gateway) and its voice servers.
 * The world knows who may be in which channel; the voice server knows sockets, keys and packets. Neither
 * imports the other's inside.
 */

/** A place in voice that the main gateway has granted to one user. */
export interface VoiceSeat {
  guildId: string;
  channelId: string;
  userId: string;
  /** Stage channels are exempt from DAVE (protocol version 0). */
  channelKind: 'voice' | 'stage';
  bitrateBps: number;
}

/** What a client presents in the voice gateway's Identify and Resume (voice op 0 and op 7). */
export interface VoiceCredentials {
  guildId: string;
  userId: string;
  sessionId: string;
  token: string;
}

export type SeatEndReason = 'left' | 'moved' | 'channelDeleted' | 'kicked';

/** Implemented by the world, used by the voice server. */
export interface VoiceAuthority {
  /** The seat these credentials were issued for, or null when they are unknown, old or wrong. */
  authorize(credentials: VoiceCredentials): VoiceSeat | null;
  /** Tells when a seat ends, so that the voice server can close that client (4014; 4022 for a deleted channel). */
  onSeatEnded(listener: (seat: VoiceSeat, reason: SeatEndReason) => void): () => void;
}

/** Implemented by the voice server, used by the world's gateway for VOICE_SERVER_UPDATE. */
export interface VoiceEndpoint {
  /** `host:port` as Discord sends it, without a scheme; plain ws on loopback. */
  readonly endpoint: string;
}
