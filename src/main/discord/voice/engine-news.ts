/** What the engine tells others of its rooms; the same twice would only cost them work. */

import type { SignalAlarm } from '@shared/models/sentinel';
import type { VoiceSignal } from './connection/voice-connection';
import type { EngineEvent } from './engine-types';
import type { FurtherRoom } from './room/rooms';
import type { RoomView } from './room/voice-room';

export class EngineNews {
  readonly #onEvent: (event: EngineEvent) => void;
  #connection = '';
  #broadcast = '[]';
  #alarms = '[]';

  constructor(onEvent: (event: EngineEvent) => void) {
    this.#onEvent = onEvent;
  }

  connection(connection: RoomView): void {
    // Closing announces from several sides.
    const text = JSON.stringify(connection);
    if (text === this.#connection) return;
    this.#connection = text;
    this.#onEvent({ type: 'connection', connection });
  }

  broadcast(rooms: FurtherRoom[]): void {
    const text = JSON.stringify(rooms);
    if (text === this.#broadcast) return;
    this.#broadcast = text;
    this.#onEvent({ type: 'broadcast', rooms });
  }

  alarms(alarms: SignalAlarm[]): void {
    const text = JSON.stringify(alarms);
    if (text === this.#alarms) return;
    this.#alarms = text;
    this.#onEvent({ type: 'alarms', alarms });
  }

  /** What the bot has to say at Discord's gateway. */
  signal({ guildId, channelId, selfMute, selfDeaf }: VoiceSignal): void {
    const payload = { guild_id: guildId, channel_id: channelId, self_mute: selfMute, self_deaf: selfDeaf };
    this.#onEvent({ type: 'signal', payload });
  }
}
