import { resolve } from 'node:path';
import { startVoiceServer, type VoiceServer } from '../../src/main/practice-server/voice/voice-server';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { Secret } from '../../src/main/support/secret';
import type { ChannelId, GuildId, UserId } from '../../src/shared/discord/snowflake';

const VOICES = resolve('resources/practice-voices');

/** A packet of a client, as the server opened it. */
export interface HallPacket {
  guildId: string;
  sequence: number;
  rtpTimestamp: number;
  atMs: number;
}

/** The one room of each guild in the hall. */
export function roomOf(guildId: GuildId): ChannelId {
  return `${guildId}9` as ChannelId;
}

/**
 * Voice rooms without a world around them: every guild has one, whoever knocks is let in, and simulated members with
 * real end-to-end encryption take their seats when asked to.
 */
export class VoiceHall {
  packets: HallPacket[] = [];
  #voice: VoiceServer | undefined;

  static async open(): Promise<VoiceHall> {
    const hall = new VoiceHall();
    hall.#voice = await startVoiceServer({
      clock: systemClock,
      logger: silentLogger,
      seed: 'hall',
      voicesDir: VOICES,
      authority: {
        authorize: ({ guildId, userId }) => hall.#seat(guildId, userId),
        onSeatEnded: () => () => undefined,
      },
      onPacket: ({ guildId }, { sequence, timestamp }) =>
        hall.packets.push({ guildId, sequence, rtpTimestamp: timestamp, atMs: performance.now() }),
    });
    return hall;
  }

  get voice(): VoiceServer {
    if (!this.#voice) throw new Error('the hall is not open');
    return this.#voice;
  }

  get endpoint(): string {
    return this.voice.endpoint;
  }

  /** `count` more people sit down in that guild's room, all at once. */
  enter(guildId: string, count: number): UserId[] {
    const before = this.voice.members.length;
    return Array.from({ length: count }, (_, index) => this.sit(guildId, before + index));
  }

  /** Person `index` of that guild sits down in its room. */
  sit(guildId: string, index: number): UserId {
    const userId = `${guildId}5${index}` as UserId;
    this.voice.memberVoice.enter({
      ...this.#seat(guildId, userId),
      sessionId: `s${userId}`,
      token: new Secret('t'),
      displayName: `Member ${index}`,
      voiceSeed: index,
    });
    return userId;
  }

  /** Frames of `userId` that all members together could open, and could not. */
  heard(userId: string): { decrypted: number; failed: number } {
    const sum = { decrypted: 0, failed: 0 };
    for (const member of this.voice.members) {
      const heard = member.heard.get(userId);
      sum.decrypted += heard?.decrypted ?? 0;
      sum.failed += heard?.failed ?? 0;
    }
    return sum;
  }

  /** Members of the end-to-end encrypted group of that guild's room. */
  groupSize(guildId: string): number {
    return this.voice.control.group(roomOf(guildId as GuildId))?.members.length ?? 0;
  }

  async close(): Promise<void> {
    await this.#voice?.close();
  }

  #seat(guildId: string, userId: string) {
    const channelId = roomOf(guildId as GuildId);
    return { guildId, channelId, userId, channelKind: 'voice' as const, bitrateBps: 64_000 };
  }
}

/** How many slots between the first and the last packet have none. Packets are those of one guild, in their order. */
export function missingSlots(packets: readonly HallPacket[]): number {
  const [first, last] = [packets[0], packets.at(-1)];
  if (!first || !last) return 0;
  const slots = Math.round(((last.rtpTimestamp - first.rtpTimestamp) >>> 0) / 960) + 1;
  return slots - new Set(packets.map(({ rtpTimestamp }) => rtpTimestamp)).size;
}
