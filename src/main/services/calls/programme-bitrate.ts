import type { ChannelId } from '@shared/discord/snowflake';
import { Scope } from '../../support/scope';
import type { VoiceHost } from '../../voice-process/port';
import type { RoomDirectory } from './ports';

/** What Opus can be asked for. */
const LEAST_BPS = 8_000;
const MOST_BPS = 510_000;

export interface ProgrammeBitrateOptions {
  voiceHost: VoiceHost;
  rooms: RoomDirectory;
  /** The room of the call of now. */
  mainRoom: () => ChannelId | null;
  /** Those of the broadcast. */
  furtherRooms: () => readonly ChannelId[];
}

/**
 * How many bits the programme is made of: as many as the room of the call is set to, since that is the one listened to
 * and recorded; without a call the least of the further rooms', because all get the same packets. It follows whoever
 * edits a room or moves us; `look` is for who hears of the rooms we are in.
 */
export class ProgrammeBitrate {
  readonly #options: ProgrammeBitrateOptions;
  readonly #scope = new Scope();
  #told = '';

  constructor(options: ProgrammeBitrateOptions) {
    this.#options = options;
    const { rooms, voiceHost } = options;
    this.#scope.add(rooms.onRoomChanged(() => this.look()));
    this.#scope.add(
      voiceHost.onLife((life) => {
        // An engine that was started anew knows nothing of it.
        this.#told = '';
        if (life === 'started') this.look();
      }),
    );
  }

  look(): void {
    const { mainRoom, furtherRooms, voiceHost } = this.#options;
    const further = this.#least(furtherRooms());
    const main = mainRoom();
    const bitrateBps = (main === null ? null : this.#least([main])) ?? further;
    if (bitrateBps === null) return;
    const furtherBps = further ?? bitrateBps;
    const told = `${bitrateBps} ${furtherBps}`;
    if (told === this.#told) return;
    this.#told = told;
    voiceHost.send({ type: 'setBitrate', bitrateBps, furtherBps });
  }

  close(): Promise<void> {
    return this.#scope.close();
  }

  #least(channelIds: readonly ChannelId[]): number | null {
    const known = channelIds.flatMap((channelId) => this.#options.rooms.room(channelId)?.bitrateBps ?? []);
    return known.length === 0 ? null : Math.min(MOST_BPS, Math.max(LEAST_BPS, Math.min(...known)));
  }
}
