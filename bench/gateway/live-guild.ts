import {
  GUILD_ID,
  guild,
  member,
  message,
  randomFrom,
  roomId,
  textId,
  user,
  userId,
  voiceState,
  type WireEvent,
} from './events';
import type { LiveTruth } from './protocol';

const MEMBERS = 300;
const ROOMS = 20;

/** A guild in which people move, write and change their names, and its dispatches since the beginning. */
export class LiveGuild {
  /** Every dispatch as text; the one with sequence number n is at n - 1. */
  readonly dispatches: string[] = [];
  readonly #random = randomFrom(11);
  readonly #truth: LiveTruth = { seq: 0, voice: {}, nicks: {}, names: {}, messages: [] };

  constructor(sessionId: string) {
    this.#dispatch({
      t: 'READY',
      d: {
        v: 10,
        user: user(0),
        session_id: sessionId,
        resume_gateway_url: '',
        guilds: [{ id: GUILD_ID, unavailable: true }],
      },
    });
    const start = guild(MEMBERS, 0, ROOMS);
    this.#dispatch({ t: 'GUILD_CREATE', d: start });
    for (const channel of start.channels) this.#truth.names[channel.id] = channel.name;
    for (const { user: who, nick } of start.members) this.#truth.nicks[who.id] = nick ?? '';
  }

  get truth(): LiveTruth {
    return { ...this.#truth, seq: this.dispatches.length };
  }

  /** Something happens; the dispatch that tells it. */
  next(): string {
    const kind = this.#random();
    const n = Math.floor(this.#random() * MEMBERS);
    if (kind < 0.6) return this.#move(n);
    if (kind < 0.8) return this.#write(n);
    return kind < 0.95 ? this.#rename(n) : this.#renameRoom();
  }

  #move(n: number): string {
    const id = userId(n);
    const flags = { mute: this.#random() < 0.2, self_mute: this.#random() < 0.5 };
    const channelId = this.#random() < 0.2 ? null : roomId(Math.floor(this.#random() * ROOMS));
    if (channelId === null) delete this.#truth.voice[id];
    else this.#truth.voice[id] = { channelId, mute: flags.mute, selfMute: flags.self_mute };
    const known = { user: user(n), ...member(n), nick: this.#truth.nicks[id] || null };
    return this.#dispatch({
      t: 'VOICE_STATE_UPDATE',
      d: { ...voiceState(n, channelId, flags), guild_id: GUILD_ID, member: known },
    });
  }

  #write(n: number): string {
    const sent = message(
      this.#truth.messages.length,
      n,
      textId(n % 20),
      `message ${this.#truth.messages.length}`,
    );
    this.#truth.messages.push(sent.id);
    return this.#dispatch({
      t: 'MESSAGE_CREATE',
      d: { ...sent, member: { ...sent.member, nick: this.#truth.nicks[userId(n)] || null } },
    });
  }

  #rename(n: number): string {
    const nick = `nick ${this.dispatches.length}`;
    this.#truth.nicks[userId(n)] = nick;
    return this.#dispatch({
      t: 'GUILD_MEMBER_UPDATE',
      d: { guild_id: GUILD_ID, user: user(n), ...member(n), nick },
    });
  }

  #renameRoom(): string {
    const id = roomId(Math.floor(this.#random() * ROOMS));
    const name = `room ${this.dispatches.length}`;
    this.#truth.names[id] = name;
    return this.#dispatch({ t: 'CHANNEL_UPDATE', d: { id, guild_id: GUILD_ID, type: 2, name, position: 0 } });
  }

  #dispatch({ t, d }: WireEvent): string {
    const text = JSON.stringify({ t, s: this.dispatches.length + 1, op: 0, d });
    this.dispatches.push(text);
    return text;
  }
}
