import { type EngineEvent, type SoundSource, VoiceEngine } from '../../src/main/discord/voice/engine';
import type { Wire } from '../../src/main/discord/voice/wire/wire';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import type { GuildId, UserId } from '../../src/shared/discord/snowflake';
import { roomOf } from './voice-hall';

export const OWN_ID = '3' as UserId;

/** An engine whose signalling is answered for every guild at once, as a hall's rooms let everybody in. */
export class VoiceSeat {
  readonly engine: VoiceEngine;
  connection: Extract<EngineEvent, { type: 'connection' }>['connection'] | undefined;
  broadcast: Extract<EngineEvent, { type: 'broadcast' }>['rooms'] = [];
  alarms: Extract<EngineEvent, { type: 'alarms' }>['alarms'] = [];

  readonly #userId: UserId;

  constructor(endpoint: () => string, wire: Wire, sound: SoundSource, userId = OWN_ID) {
    this.#userId = userId;
    this.engine = new VoiceEngine({
      clock: systemClock,
      logger: silentLogger,
      wire,
      sound,
      onEvent: (event) => {
        if (event.type === 'connection') this.connection = event.connection;
        if (event.type === 'broadcast') this.broadcast = event.rooms;
        if (event.type === 'alarms') this.alarms = event.alarms;
        if (event.type !== 'signal') return;
        const { guild_id: guildId, channel_id: channelId } = event.payload;
        if (channelId === null) return;
        queueMicrotask(() => {
          this.engine.voiceStateUpdate(guildId, 's', channelId);
          this.engine.voiceServerUpdate(guildId, 't', endpoint());
        });
      },
    });
  }

  join(guildId: GuildId): void {
    this.engine.join({
      guildId,
      channelId: roomOf(guildId),
      userId: this.#userId,
      selfMute: false,
      selfDeaf: false,
      insecureLoopback: true,
    });
  }

  joinBroadcast(guildId: GuildId): void {
    const channelId = roomOf(guildId);
    this.engine.joinBroadcast({ guildId, channelId, userId: this.#userId, insecureLoopback: true });
  }

  /** Ready, and the group stands. */
  get ready(): boolean {
    const { connection } = this;
    return connection?.kind === 'active' && connection.phase === 'ready' && connection.dave.active;
  }
}

export async function until(what: string, condition: () => boolean | Promise<boolean>, limitMs = 30_000) {
  const giveUpMs = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > giveUpMs) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
